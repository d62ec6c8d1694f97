import { type Accepted, isExpired } from '../../generator/contract/accepted.ts';
import type { Finding, Summary } from '../model.ts';

/** A known finding that fails no run, until a date or until it no longer occurs. */
export interface KnownFailing extends Accepted {
  readonly fingerprint: string;
}

export interface Baselined {
  /** Findings without an entry. */
  readonly news: readonly Finding[];
  readonly known: readonly Finding[];
  /** Entries whose finding did not occur: the list is out of date, which fails the run. */
  readonly passed: readonly KnownFailing[];
  /** Entries past their last day, which are no longer valid. */
  readonly expired: readonly KnownFailing[];
}

/**
 * Sorts the findings of a run by what was known on a day (`YYYY-MM-DD`). Only a complete run can show that the finding of an
 * entry no longer occurs.
 */
export function applyBaseline(
  entries: readonly KnownFailing[],
  findings: readonly Finding[],
  today: string,
  summary: Pick<Summary, 'aborted'>,
): Baselined {
  const expired = entries.filter((entry) => isExpired(entry, today));
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
