import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import type { CasePlan, Check, SuiteEvent, TestCase, Transport } from '../model.ts';
import { runSuite } from './run-suite.ts';
import type { SuiteOptions } from './suite-options.ts';

const contract = contractOf({ paths: { '/things': { post: { operationId: 'make', responses: {} } } } });
const call = { path: {}, query: {}, header: {}, cookie: {} };

const caseOf = (size: number, more: Partial<TestCase> = {}): TestCase => ({
  id: `make/fuzzing/${size}`,
  operationId: 'make',
  phase: 'fuzzing',
  intent: 'valid',
  title: `size ${size}`,
  credentials: 'valid',
  arguments: call,
  request: { method: 'POST', target: `/things?size=${size}`, headers: [] },
  ...more,
});

/** A server that refuses sizes over 3. */
const transport: Transport = {
  baseUrl: 'http://test',
  send: async ({ target }) => ({
    response: {
      status: Number(/size=(\d+)/.exec(target)?.[1]) > 3 ? 400 : 200,
      headers: [],
      body: new Uint8Array(),
    },
    milliseconds: 0,
  }),
  close: async () => {},
};

const refused: Check = {
  id: 'refused',
  check: ({ response, testCase }, { twinAccepted }) =>
    response.status < 400
      ? { kind: 'pass' }
      : {
          kind: 'fail',
          failure: {
            check: 'refused',
            severity: 'error',
            operationId: 'make',
            message: `${testCase.title}, twin ${twinAccepted}`,
          },
        },
};

async function run(
  plans: readonly CasePlan[],
  maxRequests?: number,
  more: Partial<SuiteOptions> = {},
): Promise<readonly SuiteEvent[]> {
  const options = {
    repeats: 0,
    contract,
    plans,
    checks: [refused],
    historyChecks: [],
    transport,
    validate: () => [],
    seed: 1,
    authorize: (_: unknown, request: TestCase['request']) => request,
    ...more,
  };
  const events: SuiteEvent[] = [];
  for await (const event of runSuite(maxRequests === undefined ? options : { ...options, maxRequests }))
    events.push(event);
  return events;
}

const found = (events: readonly SuiteEvent[]) =>
  events.flatMap((event) => (event.event === 'failure' ? [event.finding] : []));
const sum = (events: readonly SuiteEvent[]) =>
  events.flatMap((event) => (event.event === 'suiteFinished' ? [event.summary] : []))[0];

it('reports one defect once, however many cases hit it', async () => {
  const events = await run([
    { operationId: 'make', phase: 'fuzzing', cases: [caseOf(9), caseOf(7), caseOf(2)] },
  ]);
  expect(found(events)).toHaveLength(1);
  // The first refused case is sent again once another is accepted: only then the difference is known.
  expect(sum(events)).toMatchObject({ requests: 4, cases: 3, failures: 1, warnings: 0 });
});

it('shrinks to the smallest case that fails in the same way, and returns its path', async () => {
  const plan: CasePlan = {
    operationId: 'make',
    phase: 'fuzzing',
    cases: [caseOf(9)],
    async shrink(failed, stillFails) {
      let least = failed;
      for (const size of [8, 5, 4, 3, 2]) if (await stillFails(caseOf(size))) least = caseOf(size);
      return { testCase: least, path: 'make/fuzzing/0:4' };
    },
  };
  const [finding] = found(await run([plan]));
  expect([finding?.exchange.testCase.title, finding?.path]).toEqual(['size 4', 'make/fuzzing/0:4']);
});

it('sends the twin of an invalid case first, once, and passes its outcome to the check', async () => {
  const wrong = (size: number, twin: TestCase) => caseOf(size, { id: `wrong ${size}`, twin });
  const events = await run([
    { operationId: 'make', phase: 'negative', cases: [wrong(8, caseOf(1)), wrong(9, caseOf(1))] },
  ]);
  expect(
    events.flatMap((event) => (event.event === 'exchange' ? [event.exchange.testCase.title] : [])),
  ).toEqual(['size 1', 'size 8', 'size 9']);
  expect(found(events)[0]?.message).toBe('size 8, twin true');
});

it('stops at the limit and reports it', async () => {
  const events = await run(
    [{ operationId: 'make', phase: 'fuzzing', cases: [caseOf(1), caseOf(2), caseOf(3)] }],
    2,
  );
  expect(sum(events)).toMatchObject({ requests: 2, aborted: 'the limit of 2 requests is reached' });
});

/** A server whose responses have these statuses in turn; the last one stays. */
const inTurn = (statuses: readonly number[]): Transport => {
  let index = 0;
  return {
    ...transport,
    send: async () => ({
      response: {
        status: statuses[Math.min(index++, statuses.length - 1)] ?? 200,
        headers: [],
        body: new Uint8Array(),
      },
      milliseconds: 0,
    }),
  };
};

it.each([
  { statuses: [500, 200, 200], message: 'size 1, twin undefined (seen 1 of 3 times)' },
  { statuses: [500, 500, 200], message: 'size 1, twin undefined (seen 2 of 3 times)' },
  { statuses: [500], message: 'size 1, twin undefined' },
])('a finding after the statuses $statuses says "$message"', async ({ statuses, message }) => {
  const plan: CasePlan = { operationId: 'make', phase: 'fuzzing', cases: [caseOf(1)] };
  const events = await run([plan], undefined, { repeats: 2, transport: inTurn(statuses) });
  expect(found(events)[0]?.message).toBe(message);
  expect(sum(events)?.requests).toBe(3);
});

it('sends no case again beyond the limit of requests', async () => {
  const plan: CasePlan = { operationId: 'make', phase: 'fuzzing', cases: [caseOf(9)] };
  expect(sum(await run([plan], 1, { repeats: 2 }))?.requests).toBe(1);
});

/** What is under way when each request begins: at most so many, by method. */
function watched(): { readonly transport: Transport; readonly most: Map<string, number> } {
  const most = new Map<string, number>();
  let active = 0;
  return {
    most,
    transport: {
      ...transport,
      async send(request) {
        active++;
        const name = `${request.method}${request.target}`;
        most.set(name, Math.max(most.get(name) ?? 0, active));
        await new Promise((resolve) => setTimeout(resolve, 2));
        const received = await transport.send(request);
        active--;
        return received;
      },
    },
  };
}

it('sends what changes nothing at once, and everything else alone', async () => {
  const { transport: server, most } = watched();
  const twin = caseOf(1);
  const wrong = [4, 5, 6].map((size) => caseOf(size, { id: `wrong ${size}`, intent: 'invalid', twin }));
  const cases = [caseOf(2), ...wrong, caseOf(3)];
  const events = await run([{ operationId: 'make', phase: 'negative', cases }], undefined, {
    transport: server,
    concurrency: 3,
    checks: [],
  });
  expect(sum(events)).toMatchObject({ requests: 6, cases: 5 });
  // The first wrong case is sent after its twin; the others together; valid ones that create alone.
  expect(Math.max(...[5, 6].map((size) => most.get(`POST/things?size=${size}`) ?? 0))).toBe(2);
  for (const size of [1, 2, 3, 4]) expect(most.get(`POST/things?size=${size}`)).toBe(1);
});
