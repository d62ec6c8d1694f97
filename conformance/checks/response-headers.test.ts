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

it.each<readonly [string, Record<string, string>, readonly string[]]>([
  ['all as described', { 'x-total': '3', 'x-note': 'abc' }, []],
  ['the optional one left out', { 'x-total': '0' }, []],
  ['the required one left out', {}, ['the header X-Total is missing']],
  ['of another type', { 'x-total': 'many' }, ['the header X-Total must be integer, is "many"']],
  ['out of bounds', { 'x-total': '-1' }, ['the header X-Total must be at least 0, is -1']],
  ['too long', { 'x-total': '1', 'x-note': 'abcd' }, ['the header X-Note']],
])('%s', async (_, headers, want) => {
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
