import type { CasePlan, Scenario, Severity, SuiteEvent, Summary, TestCase } from '../model.ts';
import { inParallel } from './in-parallel.ts';
import { mostTimeouts } from './reach-server.ts';
import { createRun, type Run } from './run.ts';
import { RunEnd } from './run-end.ts';
import type { SuiteOptions } from './suite-options.ts';
import { createUndone } from './undone.ts';

/**
 * Runs plans in order, one request at a time. Yields every request as an exchange with its verdicts, and each distinct
 * failure once, shrunk. Throws a TransportError when nothing listens at the target.
 */
export async function* runSuite(options: SuiteOptions): AsyncGenerator<SuiteEvent> {
  const { contract, plans, checks, seed, transport, hooks = {} } = options;
  const started = performance.now();
  const undone = createUndone(plans);
  const run = createRun(options, undone.skip);
  await hooks.beforeAll?.({ contract, baseUrl: transport.baseUrl, seed });
  yield {
    event: 'suiteStarted',
    contract,
    target: transport.baseUrl,
    seed,
    plans,
    checks: checks.map(({ id }) => id),
  };
  let cases = 0;
  let aborted: string | undefined;
  let isCutShort: true | undefined;
  try {
    suite: for (const plan of plans) {
      for (const step of stepsOf(plan, run, options)) {
        aborted = stopReason(options, run.requests());
        if (aborted !== undefined) {
          if (options.signal?.reason instanceof RunEnd) isCutShort = true;
          break suite;
        }
        if (run.isGivenUp(plan.operationId)) {
          undone.giveUp(plan.operationId, `no response in time to ${mostTimeouts} cases in a row`);
          continue;
        }
        if (Array.isArray(step)) {
          const tries = step.map((testCase) => () => {
            cases++;
            undone.done(plan.operationId);
            return run.tryCase(plan, testCase);
          });
          const mayStart = (): boolean =>
            stopReason(options, run.requests()) === undefined && !run.isGivenUp(plan.operationId);
          yield* inParallel(tries, options.concurrency ?? 1, mayStart);
          continue;
        }
        cases++;
        undone.done(plan.operationId);
        yield* 'run' in step ? run.play(plan, step) : run.tryCase(plan, step);
      }
    }
    // Deletes what the run created, also after an interruption.
    yield* run.cleanUp();
  } catch (cause) {
    if (!(cause instanceof RunEnd)) throw cause;
    aborted = cause.message;
    isCutShort = true;
  }
  yield* run.judgeRun();
  const findings = run.findings();
  const left = undone.list(aborted);
  const excused = options.excused?.() ?? [];
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const summary: Summary = {
    requests: run.requests(),
    cases,
    failures: count('error'),
    warnings: count('warning'),
    seconds: (performance.now() - started) / 1000,
    ...(aborted === undefined ? {} : { aborted }),
    ...(isCutShort === undefined ? {} : { isCutShort }),
    ...(left.length === 0 ? {} : { undone: left }),
    ...(excused.length === 0 ? {} : { excused }),
  };
  await hooks.afterAll?.(summary);
  yield { event: 'suiteFinished', summary };
}

/**
 * Cases and scenarios of a plan in order. Cases whose order cannot matter stand together, as many as follow each other: they read,
 * or are wrong, and so change nothing; their twins were sent before.
 */
function* stepsOf(
  { cases, scenarios = [] }: CasePlan,
  run: Run,
  { concurrency = 1 }: SuiteOptions,
): Generator<TestCase | TestCase[] | Scenario> {
  let together: TestCase[] = [];
  for (const testCase of cases) {
    if (concurrency > 1 && changesNothing(testCase) && run.isTwinSent(testCase)) {
      together.push(testCase);
      continue;
    }
    if (together.length > 0) yield together;
    together = [];
    yield testCase;
  }
  if (together.length > 0) yield together;
  yield* scenarios;
}

const changesNothing = ({ intent, request: { method } }: TestCase): boolean =>
  intent === 'valid' ? method === 'GET' || method === 'HEAD' : method !== 'DELETE';

/** Why the run ends before its next case. */
function stopReason({ signal, maxRequests }: SuiteOptions, requests: number): string | undefined {
  if (signal?.aborted === true) {
    const { reason } = signal;
    if (reason instanceof RunEnd) return reason.message;
    return typeof reason === 'string' ? reason : 'interrupted';
  }
  if (maxRequests !== undefined && requests >= maxRequests)
    return `the limit of ${maxRequests} requests is reached`;
  return undefined;
}
