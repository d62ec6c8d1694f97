import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { planCases } from '../cases/plan-cases.ts';
import { runSuite } from '../engine/run-suite.ts';
import { inProcessTransport } from '../transport/in-process.ts';
import { createValidate } from '../validate.ts';
import { secretLeak } from './secret-leak.ts';

const shownKey = '-----BEGIN RSA PRIVATE KEY-----\nshown';
const schema = {
  type: 'object',
  properties: {
    access_token: { type: 'string' },
    note: { type: 'string' },
    pem: { type: 'string' },
    value: { type: 'string', example: 'sk-admin-1234567890ab' },
    user: { $ref: '#/components/schemas/User' },
  },
};
const contract = contractOf({
  paths: {
    '/a': {
      get: {
        responses: {
          default: {
            description: 'A',
            content: { 'application/json': { schema, example: { note: 'none', pem: shownKey } } },
          },
        },
      },
    },
  },
  components: { schemas: { User: { allOf: [{ properties: { apiKey: { type: 'string' } } }] } } },
});

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fw';

it.each<{ readonly what: string; readonly status: number; readonly body: unknown; readonly leaks: boolean }>([
  { what: 'a documented member for it', status: 200, body: { access_token: token }, leaks: false },
  { what: 'a documented member below', status: 200, body: { user: { apiKey: token } }, leaks: false },
  { what: 'a documented member that shows one', status: 200, body: { value: token }, leaks: false },
  { what: 'a documented member that is for something else', status: 200, body: { note: token }, leaks: true },
  {
    what: 'nothing, but a private key where the example of the document has one',
    status: 200,
    body: { pem: '-----BEGIN RSA PRIVATE KEY-----\nmade' },
    leaks: false,
  },
  {
    what: 'nothing, but a private key where the example of the document has none',
    status: 200,
    body: { note: '-----BEGIN RSA PRIVATE KEY-----\nmade' },
    leaks: true,
  },
  { what: 'both', status: 200, body: { access_token: token, note: `${token}x` }, leaks: true },
  { what: 'a member that is not documented', status: 200, body: { secret: token }, leaks: true },
  { what: 'an error', status: 401, body: { access_token: token }, leaks: true },
])('a signed token in $what', async ({ status, body, leaks }) => {
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
