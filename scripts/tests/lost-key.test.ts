import { expect, it } from 'vitest';
import type { Handler, Summary } from '../../conformance/model.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { conform } from '../api/conform.ts';

/** A run whose key stops working ends and says which operation did it; one operation that refuses the key ends nothing. */

const json = { content: { 'application/json': { schema: { type: 'object' } } } };
const responses = {
  200: { description: 'ok', ...json },
  400: { description: 'no', ...json },
  401: { description: 'no key', ...json },
};
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 9 } };
const security = [{ key: [] }];
const contract = contractOf({
  components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/a': { get: { operationId: 'readA', security, parameters: [limit], responses } },
    '/admin': { get: { operationId: 'readAdmin', security, parameters: [limit], responses } },
    '/session/renew': { post: { operationId: 'renew', security, responses } },
    '/b': { get: { operationId: 'readB', security, parameters: [limit], responses } },
  },
});

/** `revokes`: the key ends with the first call of the operation that renews it. */
function server(revokes: boolean): Handler {
  let isValid = true;
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const reply = (status: number): Response =>
      new Response('{}', { status, headers: { 'content-type': 'application/json', allow: 'GET, POST' } });
    const key = request.headers.get('authorization') ?? '';
    if (!/harness-key$/.test(key) || key.includes('invalid') || !isValid || pathname === '/admin')
      return reply(401);
    if (request.method !== (pathname === '/session/renew' ? 'POST' : 'GET')) return reply(405);
    if (pathname === '/session/renew') isValid = !revokes;
    const limit = searchParams.get('limit');
    return reply(limit === null || /^[1-9]$/.test(limit) ? 200 : 400);
  };
}

async function run(
  revokes: boolean,
): Promise<{ readonly findings: readonly string[]; readonly summary?: Summary }> {
  const findings: string[] = [];
  let summary: Summary | undefined;
  for await (const event of conform(contract, { target: server(revokes) })) {
    if (event.event === 'failure') findings.push(event.finding.message);
    if (event.event === 'suiteFinished') summary = event.summary;
  }
  return { findings, ...(summary === undefined ? {} : { summary }) };
}

it('ends where the key stopped working, and names the operation', async () => {
  const { findings, summary } = await run(true);
  expect(findings).toEqual([]);
  expect(summary?.aborted).toContain('the key stopped working after POST /session/renew (renew)');
  expect(summary?.isCutShort).toBe(true);
});

it('goes on where one operation only refuses the key', async () => {
  const { findings, summary } = await run(false);
  expect(findings).toEqual([]);
  expect(summary?.aborted).toBeUndefined();
});
