import type {
  CasePlan,
  Exchange,
  Failure,
  Finding,
  History,
  Scenario,
  SuiteEvent,
  TestCase,
} from '../model.ts';
import { createAcceptance, requestKey } from './acceptance.ts';
import { fingerprint } from './fingerprint.ts';
import { checkContext, eventsOf, failuresOf, judgeExchange } from './judge-exchange.ts';
import { judgeHistory } from './judge-history.ts';
import { judgeRun } from './judge-run.ts';
import { createKeyWatch } from './key-watch.ts';
import { pause } from './pause.ts';
import { reachServer } from './reach-server.ts';
import { RunEnd } from './run-end.ts';
import type { Judged, SuiteOptions } from './suite-options.ts';

/** Milliseconds between attempts, where a change may take a while to show. */
const lags: readonly number[] = [40, 80, 160, 320, 640, 1000];

/** Most requests that are spent on shrinking one failing case. */
const shrinkBudget = 60;

/** Most requests that are spent on seeing findings again. */
const mostRepeats = 60;

/** One run over a server: sends cases and scenarios, judges them, and keeps each distinct finding once. */
export interface Run {
  /** How many requests were sent. */
  requests(): number;
  /** Whether an operation timed out so often that further cases are pointless. */
  isGivenUp(operationId: string): boolean;
  findings(): readonly Finding[];
  /** Whether the twin of a case need not be sent any more. */
  isTwinSent(testCase: TestCase): boolean;
  /** Sends a case, its twin first. */
  tryCase(plan: CasePlan, testCase: TestCase): AsyncGenerator<SuiteEvent>;
  /** Plays a scenario to its end, then judges its history. */
  play(plan: CasePlan, scenario: Scenario): AsyncGenerator<SuiteEvent>;
  /** Judges all exchanges together. */
  judgeRun(): Generator<SuiteEvent>;
  /** Deletes what the run created. */
  cleanUp(): AsyncGenerator<SuiteEvent>;
}

/** `skip` hears of each case that must not be sent. */
export function createRun(options: SuiteOptions, skip: (operationId: string, reason: string) => void): Run {
  const { contract, checks, historyChecks, runChecks = [], transport, seed, state, hooks = {} } = options;
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
  const server = reachServer(transport, options.patience, options.signal);
  const acceptance = createAcceptance();
  const keyWatch = createKeyWatch(contract);
  const known = new Map<string, Finding>();
  const sentTwins = new Map<string, TestCase>();
  const judgedAtEnd = new Set(runChecks.flatMap(({ appliesTo }) => appliesTo));
  const seen: Exchange[] = [];
  const { repeats = 2 } = options;
  let repeatsLeft = mostRepeats;
  let requests = 0;

  /** Puts live values into a case; the requests that this takes are sent and judged as well. */
  async function* prepare(testCase: TestCase): AsyncGenerator<SuiteEvent, TestCase> {
    if (state === undefined) return testCase;
    const script = state.prepare(testCase);
    let next = script.next();
    while (next.done !== true) {
      // Where the setup must not be sent, the case is sent unprepared, if `forbids` allows it.
      if (options.forbids?.(next.value) !== undefined) return testCase;
      const judged = await send(next.value);
      yield* report({ operationId: next.value.operationId, phase: next.value.phase, cases: [] }, judged);
      next = script.next(judged.exchange);
    }
    return next.value.testCase;
  }

  /** Prepares a case and sends it; after a conflict once more with fresh values. */
  async function* attempt(
    plan: CasePlan,
    testCase: TestCase,
  ): AsyncGenerator<SuiteEvent, Exchange | undefined> {
    const { operationId } = testCase;
    const wasAcceptedBefore = acceptance.isAcceptedOnce(operationId);
    const prepared = yield* prepare(testCase);
    const forbidden = options.forbids?.(prepared);
    if (forbidden !== undefined) {
      skip(plan.operationId, forbidden);
      return undefined;
    }
    const judged = await send(prepared);
    yield* report(plan, judged);
    if (!wasAcceptedBefore && acceptance.isAcceptedOnce(operationId)) {
      for (const each of acceptance.takeRefused(operationId)) {
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
    const { operationId, twin } = testCase;
    const operation = operations.get(operationId);
    if (operation === undefined) throw new Error(`unknown operation ${operationId}`);
    const authorized = await options.authorize(operation, testCase.request, testCase.credentials);
    const request = (await hooks.beforeCase?.(testCase, authorized)) ?? authorized;
    const { response, milliseconds, callbacks } = await server.answerTo(operationId, request);
    requests++;
    const exchange: Exchange = {
      id: requests,
      testCase,
      request,
      response,
      milliseconds,
      ...(callbacks === undefined ? {} : { callbacks }),
    };
    await hooks.afterResponse?.(exchange);
    state?.learn(exchange);
    acceptance.learn(testCase, response.status);
    const context = checkContext(options, exchange, operation, {
      twinAccepted: twin === undefined ? undefined : acceptance.wasAccepted(twin),
      baseAccepted: acceptance.isAcceptedOnce(operationId),
    });
    if (judgedAtEnd.has(operationId)) seen.push(exchange);
    if (options.forgets?.() === true) {
      state?.forget();
      // An interrupted run deleted everything here: later exchanges have nothing in common with earlier ones.
      seen.length = 0;
    }
    acceptance.noteOutcome(testCase, response.status);
    const probe = keyWatch.note(operation, testCase, response.status);
    if (probe !== undefined) await endWithoutKey(probe);
    return judgeExchange(checks, exchange, context);
  };

  /** Ends the run where a request that was accepted before is refused now: whatever follows would say nothing. */
  const endWithoutKey = async (probe: TestCase): Promise<void> => {
    const operation = operations.get(probe.operationId);
    if (operation === undefined) return;
    const request = await options.authorize(operation, probe.request, 'valid');
    const { response } = await server.answerTo(probe.operationId, request);
    requests++;
    if (response.status === 401)
      throw new RunEnd(
        `the key stopped working after ${keyWatch.suspect()}: give another key, and --exclude what revokes it`,
      );
  };

  async function* report(plan: CasePlan, judged: Judged): AsyncGenerator<SuiteEvent> {
    yield* eventsOf(judged);
    for (const failure of failuresOf(judged)) {
      if (!known.has(fingerprint(failure))) yield* shrink(plan, judged.exchange, failure);
    }
  }

  /** Reports a failure at the smallest case that still shows it. */
  async function* shrink(plan: CasePlan, exchange: Exchange, failure: Failure): AsyncGenerator<SuiteEvent> {
    const identity = fingerprint(failure);
    const path = exchange.testCase.id;
    let best: Finding = { ...failure, fingerprint: identity, exchange, seed, path };
    // Known before shrinking, so that smaller cases do not report it again.
    known.set(identity, best);
    const tried: SuiteEvent[] = [];
    let left = shrinkBudget;
    const shrunk = await plan.shrink?.(exchange.testCase, async (candidate) => {
      if (left-- <= 0) return false;
      const script = prepare(candidate);
      let next = await script.next();
      for (; next.done !== true; next = await script.next()) tried.push(next.value);
      const judged = await send(next.value);
      tried.push(...eventsOf(judged));
      const same = failuresOf(judged).find((each) => fingerprint(each) === identity);
      if (same !== undefined) best = { ...best, ...same, exchange: judged.exchange };
      return same !== undefined;
    });
    yield* tried;
    const times = yield* repeat(best);
    if (times !== undefined)
      best = { ...best, message: `${best.message} (seen ${times.seen} of ${times.of} times)` };
    if (shrunk?.path !== undefined && best.exchange.testCase.id !== best.path)
      best = { ...best, path: shrunk.path };
    known.set(identity, best);
    yield { event: 'failure', finding: best };
  }

  /** Sends the case of a finding again; returns how often the finding showed, where that was not each time. */
  async function* repeat(
    finding: Finding,
  ): AsyncGenerator<SuiteEvent, { readonly seen: number; readonly of: number } | undefined> {
    const { testCase } = finding.exchange;
    let shown = 1;
    let of = 1;
    for (let attempt = 0; attempt < repeats && repeatsLeft > 0 && !isOver(); attempt++) {
      repeatsLeft--;
      const ready = yield* prepare(testCase.template ?? testCase);
      if (options.forbids?.(ready) !== undefined) break;
      const judged = await send(ready);
      yield* eventsOf(judged);
      const verdict = judged.verdicts.find(([check]) => check === finding.check)?.[1];
      const isShown = failuresOf(judged).some((each) => fingerprint(each) === finding.fingerprint);
      if (isShown) shown++;
      // A conflict or a missing item says nothing about the finding.
      if (isShown || verdict?.kind === 'pass') of++;
    }
    return shown < of ? { seen: shown, of } : undefined;
  }

  /** Whether nothing more is to be sent. */
  const isOver = (): boolean =>
    options.signal?.aborted === true ||
    (options.maxRequests !== undefined && requests >= options.maxRequests);

  /** Whether another check reported the same place of the same operation: one cause is one finding. */
  const isReported = ({ operationId, instanceLocation, severity }: Failure): boolean =>
    instanceLocation !== undefined &&
    instanceLocation !== '' &&
    [...known.values()].some(
      (other) =>
        other.operationId === operationId &&
        other.instanceLocation === instanceLocation &&
        (other.severity === 'error' || other.severity === severity),
    );

  return {
    requests: () => requests,
    isGivenUp: server.isGivenUp,
    findings: () => [...known.values()],
    isTwinSent: ({ twin }) => twin === undefined || !acceptance.isWorthSending(twin),
    async *tryCase(plan, testCase) {
      const { twin } = testCase;
      if (twin !== undefined && acceptance.isWorthSending(twin)) {
        const exchange = yield* attempt(plan, twin);
        if (exchange === undefined) return;
        sentTwins.set(requestKey(twin), exchange.testCase);
      }
      const sentTwin = twin === undefined ? undefined : sentTwins.get(requestKey(twin));
      yield* attempt(plan, sentTwin === undefined ? testCase : { ...testCase, twin: sentTwin });
    },
    async *play(plan, scenario) {
      const steps: History['steps'][number][] = [];
      const script = scenario.run();
      for (let next = script.next(); next.done !== true; ) {
        const { role, testCase, until, about, patience = Number.POSITIVE_INFINITY } = next.value;
        let waited = 0;
        let exchange = yield* attempt(plan, testCase);
        for (const wait of until === undefined ? [] : lags) {
          if (exchange === undefined || until?.(exchange) === true || waited + wait > patience) break;
          await pause(wait, options.signal);
          waited += wait;
          exchange = yield* attempt(plan, testCase);
        }
        if (exchange === undefined) {
          // What must not be sent ends the scenario, which may have more to say.
          script.return();
          break;
        }
        steps.push({ role, exchange, ...(about === undefined ? {} : { about }) });
        next = script.next(exchange);
      }
      for (const check of historyChecks) {
        for (const finding of judgeHistory(check, { scenario, steps }, contract, seed)) {
          if (known.has(finding.fingerprint) || isReported(finding)) continue;
          known.set(finding.fingerprint, finding);
          yield { event: 'failure', finding };
        }
      }
    },
    *judgeRun() {
      for (const check of runChecks) {
        for (const finding of judgeRun(check, seen, contract, seed)) {
          if (known.has(finding.fingerprint)) continue;
          known.set(finding.fingerprint, finding);
          yield { event: 'failure', finding };
        }
      }
    },
    async *cleanUp() {
      for (const removal of state?.removals(options.leavesNothing === true) ?? [])
        yield* eventsOf(await send(removal));
    },
  };
}
