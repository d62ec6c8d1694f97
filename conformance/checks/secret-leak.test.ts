import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { planCases } from '../cases/plan-cases.ts';
import { runSuite } from '../engine/run-suite.ts';
import { inProcessTransport } from '../transport/in-process.ts';
import { createValidate } from '../validate.ts';
import { secretLeak } from './secret-leak.ts';

const schema = {
  type: 'object',
  properties: {
    access_token: { type: 'string' },
    note: { type: 'string' },
    value: { type: 'string', example: 'sk-admin-1234567890ab' },
    user: { $ref: '#/components/schemas/User' },
  },
};
const contract = contractOf({
  paths: {
    '/a': {
      get: { responses: { default: { description: 'A', content: { 'application/json': { schema } } } } },
    },
  },
  components: { schemas: { User: { allOf: [{ properties: { apiKey: { type: 'string' } } }] } } },
});

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fw';

it.each<readonly [what: string, status: number, body: unknown, leaks: boolean]>([
  ['a documented member for it', 200, { access_token: token }, false],
  ['a documented member below', 200, { user: { apiKey: token } }, false],
  ['a documented member that shows one', 200, { value: token }, false],
  ['a documented member that is for something else', 200, { note: token }, true],
  ['both', 200, { access_token: token, note: `${token}x` }, true],
  ['a member that is not documented', 200, { secret: token }, true],
  ['an error', 401, { access_token: token }, true],
])('a signed token in %s', async (_, status, body, leaks) => {
  const found: string[] = [];
  const suite = runSuite({
    contract,
    checks: [secretLeak],
    historyChecks: [],
    transport: inProcessTransport(async () => Response.json(body, { status })),
    validate: createValidate(contract),
    seed: 1,
    plans: planCases(contract, { seed: 1 }),
    authorize: (_operation, request) => request,
  });
  for await (const event of suite) if (event.event === 'failure') found.push(event.finding.message);
  expect(found.length > 0).toBe(leaks);
});
