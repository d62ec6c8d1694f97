import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import type { CasePlan, Check, SuiteEvent, TestCase, Transport } from '../model.ts';
import { runSuite } from './run-suite.ts';

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

async function run(plans: readonly CasePlan[], maxRequests?: number): Promise<readonly SuiteEvent[]> {
  const options = {
    contract,
    plans,
    checks: [refused],
    historyChecks: [],
    transport,
    validate: () => [],
    seed: 1,
    authorize: (_: unknown, request: TestCase['request']) => request,
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
