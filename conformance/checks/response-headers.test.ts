import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { planCases } from '../cases/plan-cases.ts';
import { runSuite } from '../engine/run-suite.ts';
import { inProcessTransport } from '../transport/in-process.ts';
import { createValidate } from '../validate.ts';
import { checks } from './index.ts';

const contract = contractOf({
  paths: {
    '/a': {
      get: {
        operationId: 'getA',
        responses: {
          200: {
            description: 'A',
            headers: {
              'X-Total': { required: true, schema: { type: 'integer', minimum: 0 } },
              'X-Note': { schema: { type: 'string', maxLength: 3 } },
            },
          },
        },
      },
    },
  },
});

it.each<{
  readonly what: string;
  readonly headers: Record<string, string>;
  readonly want: readonly string[];
}>([
  { what: 'all as described', headers: { 'x-total': '3', 'x-note': 'abc' }, want: [] },
  { what: 'the optional one left out', headers: { 'x-total': '0' }, want: [] },
  { what: 'the required one left out', headers: {}, want: ['the header X-Total is missing'] },
  {
    what: 'of another type',
    headers: { 'x-total': 'many' },
    want: ['the header X-Total must be integer, is "many"'],
  },
  {
    what: 'out of bounds',
    headers: { 'x-total': '-1' },
    want: ['the header X-Total must be at least 0, is -1'],
  },
  { what: 'too long', headers: { 'x-total': '1', 'x-note': 'abcd' }, want: ['the header X-Note'] },
])('$what', async ({ headers, want }) => {
  const found: string[] = [];
  const suite = runSuite({
    contract,
    checks: checks.filter(({ id }) => id === 'response-headers-conformance'),
    historyChecks: [],
    transport: inProcessTransport(async () => new Response(null, { headers })),
    validate: createValidate(contract),
    seed: 1,
    plans: planCases(contract, { seed: 1 }),
    authorize: (_operation, request) => request,
  });
  for await (const event of suite) if (event.event === 'failure') found.push(event.finding.message);
  expect(found.length).toBe(want.length);
  for (const [index, message] of found.entries()) expect(message).toContain(want[index]);
});
