import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { openSubjectProxy } from '../cli/verbs/proxy.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  vi.restoreAllMocks();
});

const thing = {
  type: 'object',
  required: ['name'],
  properties: { id: { type: 'integer', readOnly: true }, name: { type: 'string' } },
};
const content = { 'application/json': { schema: thing } };
const contract = contractOf({
  servers: [{ url: 'https://api.example.test/v1' }],
  paths: {
    '/things': {
      post: {
        operationId: 'createThing',
        requestBody: { required: true, content },
        responses: { 200: { description: 'made', content }, 400: { description: 'refused' } },
      },
    },
  },
});

const serve = async (respond: RequestListener): Promise<string> => {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A proxy before a server that accepts what has a name, and all that clients send through it. */
async function through(path: string, sent: readonly { readonly path: string; readonly body: string }[]) {
  const targets: string[] = [];
  const url = await serve((request, response) => {
    targets.push(request.url ?? '');
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      const { name } = body === '' ? {} : JSON.parse(body);
      response.writeHead(typeof name === 'string' ? 200 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: 7, name: String(name) }));
    });
  });
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  const opened = await openSubjectProxy({ contract, config: undefined } as never, {
    target: url + path,
    port: 0,
    quiet: true,
  });
  for (const { path: target, body } of sent)
    await fetch(opened.proxy.url + target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }).then((response) => response.text());
  await opened.proxy.judged();
  const { findings } = await opened.close();
  return {
    targets: targets.filter((target) => !target.includes('__plumbline')),
    findings: findings.map(({ check, severity, message }) => `${severity} ${check}: ${message}`),
    said: said.join(''),
  };
}

const good = JSON.stringify({ name: 'a' });

it.each([
  { path: '', sent: '/v1/things', want: '/v1/things' },
  { path: '/v1', sent: '/things', want: '/v1/things' },
  { path: '/v1', sent: '/v1/things', want: '/v1/things' },
  { path: '/v1/', sent: '/v1things', want: '/v1/v1things' },
])('a target with the path "$path": $sent is sent to $want', async ({ path, sent, want }) => {
  const { targets, findings } = await through(path, [{ path: sent, body: good }]);
  expect(targets).toEqual([want]);
  expect(findings).toEqual([]);
});

it('a readOnly member may be sent and is ignored, whatever its value', async () => {
  const { findings } = await through('', [
    { path: '/v1/things', body: JSON.stringify({ name: 'a', id: 3 }) },
    { path: '/v1/things', body: JSON.stringify({ name: 'a', id: 'three' }) },
  ]);
  expect(findings).toEqual([]);
});

it('an invalid request of a client is reported, although the server rejects it', async () => {
  const { findings } = await through('', [
    { path: '/v1/things', body: JSON.stringify({ name: 5 }) },
    { path: '/v1/things', body: JSON.stringify({ name: 6 }) },
  ]);
  expect(findings).toEqual([
    expect.stringMatching(
      /^warning client-request: a client sent an invalid request, and the server responded with 400: body\/name /,
    ),
  ]);
});

it('paths that the document does not have are named, one for all ids', async () => {
  const { said } = await through('', [
    { path: '/v1/secrets/1', body: good },
    { path: '/v1/secrets/2', body: good },
    { path: '/v1/other', body: good },
  ]);
  expect(said).toContain('not in the document: POST /v1/secrets/{id} (2)');
  expect(said).toContain('not in the document: POST /v1/other (1)');
});
