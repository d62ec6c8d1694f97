import { judgeRun } from '../../conformance/engine/judge-run.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { Exchange, Finding, RunCheck, SuiteEvent, Summary } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import { JournalEnd } from '../../conformance/transport/replay.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { openRun } from './conform-run.ts';
import type { Subject } from './subject.ts';

/** The events of several runs as those of one. */
export interface Merged {
  readonly events: readonly SuiteEvent[];
  readonly baseUrl: string;
  readonly seed: number;
  readonly redact: Redactor;
}

/**
 * Replays journals one after the other. A failure of several runs is reported once, exchanges are renumbered, and the checks
 * of whole runs judge all exchanges together. Journals of one contract and one seed only.
 */
export async function mergeJournals(
  subject: Subject,
  files: readonly string[],
  redact: readonly string[] = [],
): Promise<Merged> {
  const events: SuiteEvent[] = [];
  const exchanges: Exchange[] = [];
  const known = new Map<string, Finding>();
  const shards = new Map<string, string>();
  const sums: Summary[] = [];
  let first: Merged | undefined;
  let runChecks: readonly RunCheck[] = [];
  let start: Extract<SuiteEvent, { readonly event: 'suiteStarted' }> | undefined;
  for (const file of files) {
    const interrupt = new AbortController();
    const run = await openRun(subject, { replay: file, redact }, interrupt, () => undefined);
    const { seed, shard = '' } = run.settings;
    const { baseUrl } = run.parts.transport;
    const twin = shards.get(shard);
    if (twin !== undefined)
      fail({ code: 'same-part', file, message: `its part is ${shard || 'whole'}, which ${twin} is too` });
    shards.set(shard, file);
    if (first !== undefined && first.seed !== seed)
      fail({ code: 'other-run', file, message: `its seed is ${seed}, that of ${files[0]} is ${first.seed}` });
    if (first === undefined) runChecks = run.parts.runChecks ?? [];
    first ??= { events, baseUrl, seed, redact: run.redact };
    const offset = exchanges.length;
    const numbered = new Map<Exchange, Exchange>();
    const renumber = (exchange: Exchange): Exchange => {
      const again = numbered.get(exchange) ?? { ...exchange, id: exchange.id + offset };
      numbered.set(exchange, again);
      return again;
    };
    const { maxRequests } = run;
    const limits = maxRequests === undefined ? {} : { maxRequests };
    try {
      for await (const event of runSuite({
        ...run.parts,
        ...limits,
        plans: run.plans,
        signal: interrupt.signal,
      })) {
        run.see(event);
        if (event.event === 'suiteStarted')
          start = start === undefined ? event : { ...start, plans: [...start.plans, ...event.plans] };
        else if (event.event === 'suiteFinished') sums.push(event.summary);
        else if (event.event === 'failure') {
          if (known.has(event.finding.fingerprint)) continue;
          const finding = { ...event.finding, exchange: renumber(event.finding.exchange) };
          known.set(finding.fingerprint, finding);
          events.push({ event: 'failure', finding });
        } else {
          const exchange = renumber(event.exchange);
          if (event.event === 'exchange') exchanges.push(exchange);
          events.push({ ...event, exchange });
        }
      }
    } catch (cause) {
      if (!(cause instanceof JournalEnd)) throw cause;
      sums.push({ ...run.partial({ findings: [] }), aborted: `${file} ends before its run does` });
    }
    await run.close(undefined);
  }
  if (first === undefined || start === undefined) throw new Error('nothing was merged');
  events.push(...judgeTogether(subject, exchanges, known, first.seed, runChecks));
  const severities = [...known.values()].map(({ severity }) => severity);
  const aborted = sums.find((sum) => sum.aborted !== undefined)?.aborted;
  const total = (of: 'requests' | 'cases' | 'seconds'): number =>
    sums.reduce((sum, each) => sum + each[of], 0);
  const summary: Summary = {
    requests: total('requests'),
    cases: total('cases'),
    failures: severities.filter((severity) => severity === 'error').length,
    warnings: severities.filter((severity) => severity === 'warning').length,
    seconds: total('seconds'),
    ...(aborted === undefined ? {} : { aborted }),
  };
  return { ...first, events: [start, ...events, { event: 'suiteFinished', summary }] };
}

/** The findings of checks over all exchanges together, without those that are known already. */
function judgeTogether(
  { contract }: Subject,
  exchanges: readonly Exchange[],
  known: Map<string, Finding>,
  seed: number,
  checks: readonly RunCheck[],
): readonly SuiteEvent[] {
  return checks.flatMap((check) =>
    judgeRun(check, exchanges, contract, seed).flatMap((finding): readonly SuiteEvent[] => {
      if (known.has(finding.fingerprint)) return [];
      known.set(finding.fingerprint, finding);
      return [{ event: 'failure', finding }];
    }),
  );
}
