import type { Finding, Summary } from '../model.ts';

/** A finding that somebody knows of and that fails no run, until a day or until it is gone. */
export interface KnownFailing {
  readonly fingerprint: string;
  readonly reason: string;
  /** Last day on which the entry holds, `YYYY-MM-DD`; for ever when absent. */
  readonly expires?: string;
}

export interface Baselined {
  /** Findings that no entry knows. */
  readonly news: readonly Finding[];
  readonly known: readonly Finding[];
  /** Entries whose finding did not come: the list is out of date, which fails the run. */
  readonly passed: readonly KnownFailing[];
  /** Entries past their day, which hold no longer. */
  readonly expired: readonly KnownFailing[];
}

/**
 * Sorts the findings of a run by what was known on a day (`YYYY-MM-DD`). That an entry passed can be told only of a run
 * that went to its end.
 */
export function applyBaseline(
  entries: readonly KnownFailing[],
  findings: readonly Finding[],
  today: string,
  summary: Pick<Summary, 'aborted'>,
): Baselined {
  const expired = entries.filter(({ expires }) => expires !== undefined && expires < today);
  const valid = new Set(
    entries.filter((entry) => !expired.includes(entry)).map((entry) => entry.fingerprint),
  );
  const seen = new Set(findings.map(({ fingerprint }) => fingerprint));
  return {
    news: findings.filter(({ fingerprint }) => !valid.has(fingerprint)),
    known: findings.filter(({ fingerprint }) => valid.has(fingerprint)),
    passed: summary.aborted === undefined ? entries.filter(({ fingerprint }) => !seen.has(fingerprint)) : [],
    expired,
  };
}
