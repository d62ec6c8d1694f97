import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isUnreachable, TransportError } from '../../generator/network/transport-error.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import type {
  Answer,
  CasePlan,
  Check,
  CheckContext,
  Credentials,
  Exchange,
  Excused,
  Failure,
  Finding,
  History,
  HistoryCheck,
  RunCheck,
  RunState,
  Scenario,
  Severity,
  SuiteEvent,
  Summary,
  TestCase,
  Transport,
  Undone,
  Verdict,
} from '../model.ts';
import { severityByEvidence } from '../model.ts';
import type { Validate } from '../validate.ts';
import { fingerprint } from './fingerprint.ts';

export interface SuiteOptions {
  readonly contract: Contract;
  readonly plans: readonly CasePlan[];
  readonly checks: readonly Check[];
  readonly historyChecks: readonly HistoryCheck[];
  /** Asked once, at the end. */
  readonly runChecks?: readonly RunCheck[];
  readonly transport: Transport;
  readonly validate: Validate;
  readonly seed: number;
  /** Adds the key to a request. */
  authorize(operation: Operation, request: WireRequest, credentials: Credentials): WireRequest;
  /** The rule that a request breaks by itself. */
  brokenRule?(testCase: TestCase): string | undefined;
  /** Whether a body keeps the document without the overlays that strengthen it; true when absent. */
  keepsBareDocument?(testCase: TestCase): boolean;
  /** Ends the suite early, after the request in flight. */
  readonly maxRequests?: number;
  readonly signal?: AbortSignal;
  /** What is known of the state of the server; new for each run. Without it cases are sent as they were planned. */
  readonly state?: RunState;
  /** All that the run made is taken away at its end, not only what was made for other cases. */
  readonly leavesNothing?: boolean;
  /** True once, after the exchange since when nothing is left of what was made: it is made anew where it is needed. */
  forgets?(): boolean;
  /** Asked at the end: what was left out on purpose. */
  excused?(): readonly Excused[];
  /** Why a case must not be sent as it stands now, its ids put in; it is counted as left undone. */
  forbids?(testCase: TestCase): string | undefined;
  /** Milliseconds until a server that accepts no connection is tried again, the second time twice as long; default 500. */
  readonly patience?: number;
}

/** Cases of one operation in a row that may have no response in time. */
const mostTimeouts = 3;

/** Milliseconds from one look to the next, where what was asked for may take a while to show. */
const lags: readonly number[] = [40, 80, 160, 320, 640, 1000];

/** Most refused cases of an operation that are sent again when something of it is accepted. */
const mostAgain = 4;

/** Most requests that are spent on making one failing case smaller. */
const shrinkBudget = 60;

/**
 * Runs plans in order, one request at a time. Each distinct failure is yielded once, shrunk; every request is yielded as
 * an exchange with its verdicts. Throws what the transport throws when nothing listens at the target.
 */
export async function* runSuite(options: SuiteOptions): AsyncGenerator<SuiteEvent> {
  const { contract, plans, checks, seed, transport } = options;
  const started = performance.now();
  const undone = createUndone(plans);
  const run = createRun(options, undone.skip);
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
      for (const step of [...plan.cases, ...(plan.scenarios ?? [])]) {
        aborted = stopReason(options, run.requests());
        if (aborted !== undefined) break suite;
        if (run.isGivenUp(plan.operationId)) {
          undone.giveUp(plan.operationId, `no response in time to ${mostTimeouts} cases in a row`);
          continue;
        }
        cases++;
        undone.done(plan.operationId);
        yield* 'run' in step ? run.play(plan, step) : run.tryCase(plan, step);
      }
    }
    // Whatever was made is taken away, also when the run was interrupted.
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
  yield { event: 'suiteFinished', summary };
}

/** The server cannot be asked any further: the run ends, and says what it left undone. */
class RunEnd extends Error {}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Counts the cases that are never sent, by operation. */
function createUndone(plans: readonly CasePlan[]) {
  const sent = new Map<string, number>();
  /** Of an operation, counted when somebody asks: plans that were never made are not made for that; they count as one case. */
  const planned = (): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const plan of plans) {
      const size = plan.isMade?.() === false ? 1 : plan.cases.length + (plan.scenarios?.length ?? 0);
      counts.set(plan.operationId, (counts.get(plan.operationId) ?? 0) + size);
    }
    return counts;
  };
  const reasons = new Map<string, string>();
  const skipped = new Map<string, number>();
  return {
    done: (operationId: string) => void sent.set(operationId, (sent.get(operationId) ?? 0) + 1),
    giveUp: (operationId: string, reason: string) => void reasons.set(operationId, reason),
    skip(operationId: string, reason: string): void {
      const key = JSON.stringify([operationId, reason]);
      skipped.set(key, (skipped.get(key) ?? 0) + 1);
    },
    list: (aborted: string | undefined): readonly Undone[] => [
      ...[...skipped].map(([key, cases]) => {
        const [operationId, reason] = JSON.parse(key);
        return { operationId, cases, reason };
      }),
      ...[...planned()].flatMap(([operationId, all]) => {
        const cases = all - (sent.get(operationId) ?? 0);
        const reason = reasons.get(operationId) ?? aborted;
        return cases > 0 && reason !== undefined ? [{ operationId, cases, reason }] : [];
      }),
    ],
  };
}

function stopReason({ signal, maxRequests }: SuiteOptions, requests: number): string | undefined {
  if (signal?.aborted === true) return typeof signal.reason === 'string' ? signal.reason : 'interrupted';
  if (maxRequests !== undefined && requests >= maxRequests)
    return `the limit of ${maxRequests} requests is reached`;
  return undefined;
}

interface Judged {
  readonly exchange: Exchange;
  readonly verdicts: readonly (readonly [check: string, verdict: Verdict])[];
}

function createRun(options: SuiteOptions, skip: (operationId: string, reason: string) => void) {
  const { contract, checks, transport, validate, seed, state } = options;
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
  const known = new Map<string, Finding>();
  const outcomes = new Map<string, { readonly status: number; readonly tries: number }>();
  const sentTwins = new Map<string, TestCase>();
  const acceptedOnce = new Set<string>();
  /** Valid cases that were refused before anything of their operation was accepted: sent again when something is. */
  const refusedFirst = new Map<string, Map<string, TestCase>>();

  const wasAccepted = (testCase: TestCase): boolean | undefined => {
    const outcome = outcomes.get(keyOf(testCase));
    return outcome === undefined ? undefined : outcome.status > 0 && outcome.status < 400;
  };
  /** Not sent yet, or refused for a reason that may have passed: something was there already, or not there. */
  const isWorthSending = (twin: TestCase): boolean => {
    const outcome = outcomes.get(keyOf(twin));
    return outcome === undefined || ([404, 409, 412].includes(outcome.status) && outcome.tries < 3);
  };
  let requests = 0;
  let lastSent: string | undefined;

  const { runChecks = [] } = options;
  const wanted = new Set(runChecks.flatMap(({ appliesTo }) => appliesTo));
  const seen: Exchange[] = [];

  const severityOf = (pointer: string): Severity => {
    const evidence = contract.origin(pointer).overlay?.evidence;
    return evidence === undefined ? 'error' : severityByEvidence[evidence];
  };

  /** Cases of an operation in a row that had no response in time; it is given up when they are too many. */
  const timeouts = new Map<string, number>();
  /** Operations whose silence was seen twice: it need not be confirmed again. */
  const confirmed = new Set<string>();

  /**
   * What came back. No whole response, twice, is a response of a kind (status 0, the reason in its body), which checks judge.
   * Throws RunEnd when the server is gone, and what the transport throws when it was never there.
   */
  const answerTo = async (operationId: string, request: WireRequest): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await transport.send(request);
        timeouts.delete(operationId);
        return answer;
      } catch (cause) {
        if (!(cause instanceof TransportError)) throw cause;
        if (cause.code === 'ERATELIMIT') throw new RunEnd(cause.message);
        if (isUnreachable(cause.code)) {
          if (requests === 0 && attempt === 1) throw cause;
          if (attempt < 4) {
            await pause((options.patience ?? 500) * attempt);
            continue;
          }
          throw new RunEnd(
            `the server accepts no connection any more (${cause.code}), since ${lastSent ?? 'the first request'}`,
          );
        }
        lastSent = `${request.method} ${request.target}`;
        if (attempt === 1 && !confirmed.has(operationId)) continue;
        confirmed.add(operationId);
        if (cause.code === 'ETIMEDOUT') timeouts.set(operationId, (timeouts.get(operationId) ?? 0) + 1);
        return {
          response: { status: 0, headers: [], body: new TextEncoder().encode(cause.message) },
          milliseconds: 0,
        };
      }
    }
  };

  /** The case with live values in it; what must go before is sent and judged as well. */
  async function* prepare(testCase: TestCase): AsyncGenerator<SuiteEvent, TestCase> {
    if (state === undefined) return testCase;
    const script = state.prepare(testCase);
    let next = script.next();
    while (next.done !== true) {
      // What may not be sent is not made: the case goes as it stands, and is asked about itself.
      if (options.forbids?.(next.value) !== undefined) return testCase;
      const judged = await send(next.value);
      yield* report({ operationId: next.value.operationId, phase: next.value.phase, cases: [] }, judged);
      next = script.next(judged.exchange);
    }
    return next.value.testCase;
  }

  /** Whether another check has told of the same place of the same operation: one cause is one finding. */
  const isTold = ({ operationId, instanceLocation, severity }: Failure): boolean =>
    instanceLocation !== undefined &&
    instanceLocation !== '' &&
    [...known.values()].some(
      (other) =>
        other.operationId === operationId &&
        other.instanceLocation === instanceLocation &&
        (other.severity === 'error' || other.severity === severity),
    );

  const remember = (testCase: TestCase, status: number): void => {
    if (testCase.phase === 'stateful' || testCase.phase === 'edges' || status < 400 || status >= 500) return;
    const own = refusedFirst.get(testCase.operationId) ?? new Map<string, TestCase>();
    refusedFirst.set(testCase.operationId, own);
    // The first of each kind: what is refused for its phase, its status and its variant.
    const kind = `${testCase.phase} ${status} ${testCase.discriminatorValue ?? ''}`;
    if (own.size < mostAgain && !own.has(kind)) own.set(kind, testCase.template ?? testCase);
  };

  /** Prepares a case and sends it; once more with fresh values where there was such a thing already. */
  async function* attempt(
    plan: CasePlan,
    testCase: TestCase,
  ): AsyncGenerator<SuiteEvent, Exchange | undefined> {
    const wasAcceptedBefore = acceptedOnce.has(testCase.operationId);
    const prepared = yield* prepare(testCase);
    const forbidden = options.forbids?.(prepared);
    if (forbidden !== undefined) {
      skip(plan.operationId, forbidden);
      return undefined;
    }
    const judged = await send(prepared);
    yield* report(plan, judged);
    if (!wasAcceptedBefore && acceptedOnce.has(testCase.operationId)) {
      const refused = [...(refusedFirst.get(testCase.operationId)?.values() ?? [])];
      refusedFirst.delete(testCase.operationId);
      for (const each of refused) {
        const ready = yield* prepare(each);
        if (options.forbids?.(ready) === undefined) yield* report(plan, await send(ready));
      }
    }
    const again = state?.retry(judged.exchange);
    if (again === undefined) return judged.exchange;
    const second = await send(again);
    yield* report(plan, second);
    return second.exchange;
  }

  const send = async (testCase: TestCase): Promise<Judged> => {
    const operation = operations.get(testCase.operationId);
    if (operation === undefined) throw new Error(`there is no operation ${testCase.operationId}`);
    const request = options.authorize(operation, testCase.request, testCase.credentials);
    const { response, milliseconds } = await answerTo(testCase.operationId, request);
    lastSent = `${request.method} ${request.target}`;
    requests++;
    const exchange: Exchange = { id: requests, testCase, request, response, milliseconds };
    state?.learn(exchange);
    if (testCase.intent === 'valid' && testCase.credentials === 'valid') {
      const { status } = response;
      if (status > 0 && status < 400) acceptedOnce.add(testCase.operationId);
      else if (!acceptedOnce.has(testCase.operationId)) remember(testCase, status);
    }
    const { twin } = testCase;
    const context: CheckContext = {
      contract,
      operation,
      twinAccepted: twin === undefined ? undefined : wasAccepted(twin),
      baseAccepted: acceptedOnce.has(testCase.operationId),
      validate: (pointer, value) => validate(pointer, value, 'response'),
      severityOf,
      isOverlaid: (pointer) => contract.origin(pointer).overlay !== undefined,
      keepsBareDocument: (each) => options.keepsBareDocument?.(each) ?? true,
      brokenRule: options.brokenRule?.(testCase),
    };
    if (wanted.has(testCase.operationId)) seen.push(exchange);
    if (options.forgets?.() === true) {
      state?.forget();
      // A run that was interrupted here took everything away: what is told later says nothing of it.
      seen.length = 0;
    }
    const key = keyOf(testCase);
    const tries = (outcomes.get(key)?.tries ?? 0) + 1;
    outcomes.set(key, { status: response.status, tries });
    const asked = response.status === 0 ? checks.filter(({ judgesSilence }) => judgesSilence) : checks;
    return { exchange, verdicts: asked.map((check) => [check.id, check.check(exchange, context)]) };
  };

  const failuresOf = ({ verdicts }: Judged): readonly Failure[] =>
    verdicts.flatMap(([, verdict]) => (verdict.kind === 'fail' ? [verdict.failure] : []));

  async function* report(plan: CasePlan, judged: Judged): AsyncGenerator<SuiteEvent> {
    yield* eventsOf(judged);
    for (const failure of failuresOf(judged)) {
      const identity = fingerprint(failure);
      if (known.has(identity)) continue;
      // Claimed before shrinking, so that smaller cases do not report it again.
      let best: Finding = {
        ...failure,
        fingerprint: identity,
        exchange: judged.exchange,
        seed,
        path: judged.exchange.testCase.id,
      };
      known.set(identity, best);
      const tried: SuiteEvent[] = [];
      let left = shrinkBudget;
      const shrunk = await plan.shrink?.(judged.exchange.testCase, async (candidate) => {
        if (left-- <= 0) return false;
        const script = prepare(candidate);
        let next = await script.next();
        for (; next.done !== true; next = await script.next()) tried.push(next.value);
        const attempt = await send(next.value);
        tried.push(...eventsOf(attempt));
        const same = failuresOf(attempt).find((each) => fingerprint(each) === identity);
        if (same !== undefined) best = { ...best, ...same, exchange: attempt.exchange };
        return same !== undefined;
      });
      yield* tried;
      if (shrunk?.path !== undefined && best.exchange.testCase.id !== best.path)
        best = { ...best, path: shrunk.path };
      known.set(identity, best);
      yield { event: 'failure', finding: best };
    }
  }

  return {
    requests: () => requests,
    /** Whether an operation has had no response in time so often that waiting for more is no use. */
    isGivenUp: (operationId: string) => (timeouts.get(operationId) ?? 0) >= mostTimeouts,
    findings: () => [...known.values()],
    async *tryCase(plan: CasePlan, testCase: TestCase): AsyncGenerator<SuiteEvent> {
      const { twin } = testCase;
      if (twin !== undefined && isWorthSending(twin)) {
        const exchange = yield* attempt(plan, twin);
        if (exchange === undefined) return;
        sentTwins.set(keyOf(twin), exchange.testCase);
      }
      const sentTwin = twin === undefined ? undefined : sentTwins.get(keyOf(twin));
      yield* attempt(plan, sentTwin === undefined ? testCase : { ...testCase, twin: sentTwin });
    },
    /** Plays a scenario to its end, then has its history judged. */
    async *play(plan: CasePlan, scenario: Scenario): AsyncGenerator<SuiteEvent> {
      const steps: History['steps'][number][] = [];
      const script = scenario.run();
      for (let next = script.next(); next.done !== true; ) {
        const { role, testCase, until, about } = next.value;
        let exchange = yield* attempt(plan, testCase);
        for (const wait of until === undefined ? [] : lags) {
          if (exchange === undefined || until?.(exchange) === true) break;
          await pause(wait);
          exchange = yield* attempt(plan, testCase);
        }
        if (exchange === undefined) break;
        steps.push({ role, exchange, ...(about === undefined ? {} : { about }) });
        next = script.next(exchange);
      }
      for (const check of options.historyChecks) {
        for (const verdict of check.check({ scenario, steps }, contract)) {
          if (verdict.kind !== 'fail') continue;
          const { failure } = verdict;
          const identity = fingerprint(failure);
          if (known.has(identity) || isTold(failure)) continue;
          const exchange =
            steps.findLast((step) => step.exchange === failure.exchange)?.exchange ?? steps.at(-1)?.exchange;
          if (exchange === undefined) continue;
          const before = steps.map((step) => step.exchange).filter(({ id }) => id <= exchange.id);
          const finding: Finding = {
            ...failure,
            fingerprint: identity,
            exchange,
            history: before,
            seed,
            path: scenario.id,
          };
          known.set(identity, finding);
          yield { event: 'failure', finding };
        }
      }
    },
    async *judgeRun(): AsyncGenerator<SuiteEvent> {
      for (const check of runChecks) {
        const own = seen.filter(({ testCase }) => check.appliesTo.includes(testCase.operationId));
        for (const { failure, shownBy } of check.check(own, contract)) {
          const exchange = shownBy.at(-1);
          const identity = fingerprint(failure);
          if (exchange === undefined || known.has(identity)) continue;
          const path = exchange.testCase.id;
          const finding = { ...failure, fingerprint: identity, exchange, history: shownBy, seed, path };
          known.set(identity, finding);
          yield { event: 'failure', finding };
        }
      }
    },
    async *cleanUp(): AsyncGenerator<SuiteEvent> {
      for (const removal of state?.removals(options.leavesNothing === true) ?? [])
        yield* eventsOf(await send(removal));
    },
  };
}

const eventsOf = ({ exchange, verdicts }: Judged): readonly SuiteEvent[] => [
  { event: 'exchange', exchange },
  ...verdicts.map(([check, verdict]) => ({ event: 'verdict', exchange, check, verdict }) as const),
];

/** Equal on the wire is the same request. */
const keyOf = (testCase: TestCase): string => {
  const { request, credentials } = testCase.template ?? testCase;
  return [
    credentials,
    request.method,
    request.target,
    JSON.stringify(request.headers),
    request.body === undefined ? '' : Buffer.from(request.body).toString('latin1'),
  ].join('\n');
};
