import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMock } from '../../conformance/mock/mock.ts';
import { keyEncodings } from '../../conformance/report/testing/key-encodings.ts';
import { saysKey } from '../../conformance/report/testing/search-key.ts';
import { loadContract } from '../../generator/index.ts';
import { callsOf } from '../../generator/print/calls.ts';
import { writeOutput } from '../../generator/render/write.ts';
import { renderSdk } from '../cli/verbs/generate.ts';
import { loadConfig } from '../run/config.ts';
import { callSdk } from '../run/sdk/call-sdk.ts';
import { keyLeaks } from '../run/sdk/key-leaks.ts';
import { loadSdk } from '../run/sdk/load-sdk.ts';
import { runCommand } from './testing/run-command.ts';

/** One test for each sentence of SECURITY.md, called by its number. */

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'plumbline-trust-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, value: unknown): string => {
  const file = join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
};
const json = (schema: unknown) => ({
  200: { description: 'A', content: { 'application/json': { schema } } },
});
const documentWith = (schema: unknown, title = 'T') => ({
  openapi: '3.1.0',
  info: { title, version: '1' },
  paths: { '/a': { get: { operationId: 'getA', responses: json(schema) } } },
});

/** What would act on a terminal or a runner. */
const acting = /^\s*::|##\[|(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028]/mu;

async function serving(respond: (path: string, response: ServerResponse, key: string) => void) {
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    respond(request.url ?? '', response, (request.headers.authorization ?? '').replace(/^Bearer /, ''));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const requested: string[] = [];
const key = 'sk-Q7/x+d"e4&f=9<Zt%7K';
const token = 'tok-A1b2C3d4E5f6G7h8';
const files = ['html', 'junit', 'markdown', 'github', 'har', 'ndjson'];
let ran: { readonly code: number | null; readonly stdout: string; readonly stderr: string };

// One run against a server that does all of it: its operations are those of the sentences.
beforeAll(async () => {
  const nasty = '\n::error::x\u001b[2J\u001b]0;x\u0007\u202e##[error]y\n::stop-commands::z';
  const schema = {
    type: 'object',
    required: [`n${nasty}`],
    properties: { [`n${nasty}`]: { type: 'string' } },
  };
  const get = (operationId: string) => ({ get: { operationId, responses: json(schema) } });
  const document = write('hostile.json', {
    openapi: '3.1.0',
    info: { title: `T${nasty}`, version: `1${nasty}` },
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/endless': get('endless'),
      '/breaks': get('breaks'),
      '/says': get('says'),
      '/last': get('last'),
    },
  });
  const server = await serving((path, response, said) => {
    requested.push(path);
    response.setHeader('content-type', 'application/json');
    if (path === '/endless') {
      const more = setInterval(() => response.write('x'.repeat(100_000)), 5);
      response.on('close', () => clearInterval(more));
      response.write('"');
    } else if (path === '/breaks') {
      response.setHeader('content-length', '1000');
      response.write('{');
      setTimeout(() => response.destroy(), 20);
    } else if (path === '/says') {
      response.setHeader('x-echo', encodeURIComponent(said));
      const spelled = keyEncodings.map(({ encode }) => encode(said));
      response.end(JSON.stringify({ access_token: token, nasty, log: `got ${token}`, spelled }));
    } else response.end('{}');
  });
  ran = await runCommand(
    [
      'conform',
      document,
      '--target',
      server.url,
      '--timeout',
      '2',
      '--max-body',
      '1000000',
      '--key-env',
      'TRUST_KEY',
      '--journal',
      join(folder, 'run.journal'),
      ...files.flatMap((kind) => ['--report', `${kind}=${join(folder, `run.${kind}`)}`]),
    ],
    folder,
    { TRUST_KEY: key },
  );
  server.close();
}, 240_000);

const written = (): ReadonlyMap<string, string> =>
  new Map([
    ['stdout', ran.stdout],
    ['stderr', ran.stderr],
    ...[...files, 'journal'].map(
      (kind) => [kind, readFileSync(join(folder, `run.${kind}`), 'utf8')] as const,
    ),
  ]);

it('1. a document reads no file outside of its folder', async () => {
  write('outside.json', { type: 'string' });
  const inner = mkdtempSync(join(folder, 'inner-'));
  writeFileSync(join(inner, 'api.json'), JSON.stringify(documentWith({ $ref: '../outside.json' })));
  await expect(loadContract(join(inner, 'api.json'))).rejects.toThrow('outside.json');
  writeFileSync(join(inner, 'beside.json'), JSON.stringify({ type: 'string' }));
  writeFileSync(join(inner, 'api.json'), JSON.stringify(documentWith({ $ref: './beside.json' })));
  expect((await loadContract(join(inner, 'api.json'))).operations).toHaveLength(1);
});

it('2. a document that came over the network reads no local file', async () => {
  const local = write('local.json', { type: 'string' });
  const server = await serving((_, response) =>
    response.end(JSON.stringify(documentWith({ $ref: `file://${local}` }))),
  );
  await expect(loadContract(`${server.url}/api.json`)).rejects.toThrow('local.json');
  server.close();
});

it('3. a document requests no host that is not allowed', async () => {
  let requests = 0;
  const server = await serving((_, response) => {
    requests++;
    response.end('{"type":"string"}');
  });
  const file = write('remote.json', documentWith({ $ref: `${server.url}/x.json` }));
  await expect(loadContract(file)).rejects.toThrow('127.0.0.1');
  expect(requests).toBe(0);
  server.close();
});

it('4. a text of a document runs nowhere', { timeout: 240_000 }, async () => {
  const payload =
    "*/ globalThis.trustBroken = 1; /* `\u0024{globalThis.trustBroken = 1}` '; globalThis.trustBroken = 1; // </script><img src=x>";
  const contract = await loadContract(
    write(
      'payload.json',
      documentWith({ type: 'object', description: payload, properties: { a: { const: payload } } }, 'Shop'),
    ),
  );
  const own = mkdtempSync(join(root, 'node_modules/.cache/plumbline-trust-'));
  writeOutput(own, await renderSdk(contract, {}));
  await loadSdk(own);
  expect('trustBroken' in globalThis).toBe(false);
  rmSync(own, { recursive: true });
  expect(written().get('html')).not.toMatch(/<img|<\/script>[\s\S]*::error/);
});

it('5. and 8. a name in a document or a text of a server is not a command of a CI runner and moves no cursor', () => {
  const own = /^::(error|warning|notice) /gm;
  for (const [name, text] of written())
    expect(acting.exec(name === 'github' ? text.replace(own, '') : text)?.[0], name).toBeUndefined();
  expect(ran.stdout).toContain('\\u001b[2J');
});

describe('6. and 7. a server that never ends its response, or breaks it off', () => {
  it('is a finding of its operation, and the next operation is judged', () => {
    const found = [...ran.stdout.matchAll(/^\d+\. (\w+): /gm)].map(([, operation]) => operation);
    expect(new Set(found)).toEqual(new Set(['endless', 'breaks', 'says', 'last']));
    expect(requested).toContain('/last');
    expect(ran.code).toBe(1);
  });
});

it('9. and 10. a key and a token of a server stand in no report, journal or transcript', () => {
  expect(requested).toContain('/says');
  for (const [name, text] of written()) {
    expect(text.includes(token), name).toBe(false);
    // Pieces, since a search that decodes everything within everything is slow.
    for (const line of text.split('\n').flatMap((each) => each.match(/[\s\S]{1,4000}/g) ?? []))
      if (line.includes('got ')) expect(saysKey(line, key, 3), name).toBe(false);
    expect(text.includes(key) || text.includes(encodeURIComponent(key)), name).toBe(false);
  }
});

it('11. a generated client gives no key to another origin, and shows none in its errors', {
  timeout: 240_000,
}, async () => {
  const contract = await loadContract(join(root, 'spec/openapi.json'), {
    overlays: [join(root, 'spec/overlays/00-structure.yaml')],
  });
  const sdk = await loadSdk(join(root, 'generated'));
  const call = callsOf(contract).find(
    ({ operation }) => operation.method === 'get' && operation.parameters.length === 0,
  );
  if (call === undefined) throw new Error('no call without arguments');
  const none = { path: {}, query: {}, header: {}, cookie: {} };
  expect(await keyLeaks((respond) => callSdk(contract, call, sdk, none, respond))).toEqual([]);
});

it('12. a client of the mock that names another host is refused', async () => {
  const contract = await loadContract(write('plain.json', documentWith({ type: 'string' })));
  const listening = await createMock(contract).listen(0);
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((done, fail) => {
      get(`${listening.url}/a`, { headers: { host } }, (response) => {
        response.resume();
        done(response.statusCode);
      }).on('error', fail);
    });
  expect(await statusFor('evil.test')).toBeGreaterThanOrEqual(400);
  expect(await statusFor(new URL(listening.url).host)).toBe(200);
  await listening.close();
});

it.skipIf(process.getuid?.() !== 0)(
  '13. a configuration of another user, in a folder that everybody may write to, is not run',
  async () => {
    const shared = mkdtempSync(join(folder, 'shared-'));
    writeFileSync(join(shared, 'plumbline.config.mjs'), "export default { document: 'a.json' };");
    chownSync(join(shared, 'plumbline.config.mjs'), 12_345, 12_345);
    chmodSync(shared, 0o777);
    await expect(loadConfig(shared)).rejects.toThrow('another user');
  },
);

it('every sentence of SECURITY.md has a test here, and every test a sentence', () => {
  const said = [...readFileSync(join(root, 'SECURITY.md'), 'utf8').matchAll(/^(\d+)\. /gm)].map(
    ([, number]) => Number(number),
  );
  const tested = [
    ...readFileSync(import.meta.filename, 'utf8').matchAll(
      /^\s*(?:it\(|describe\(|')?'?(\d+)\.(?: and (\d+)\.)? /gm,
    ),
  ].flatMap(([, one, two]) => [one, two].flatMap((each) => (each === undefined ? [] : [Number(each)])));
  expect(tested.sort((a, b) => a - b)).toEqual(said);
  expect(existsSync(folder) && readdirSync(folder).length).toBeGreaterThan(0);
});
