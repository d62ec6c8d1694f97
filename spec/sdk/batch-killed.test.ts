import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { build } from 'esbuild';
import { Moonshot } from 'moonshot-plumbline';
import { createMock, type Mock } from 'openapi-plumbline/mock';
import { afterEach, expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { behaviours } from '../behaviours/index.ts';
import { contract } from '../behaviours/testing/with-client.ts';

/**
 * A program that runs a batch is killed with SIGKILL at the worst moments and started again: after the API has made the batch and
 * before its response arrives, while it waits, and in the middle of the results.
 */

const generated = resolve(import.meta.dirname, '../../generated/src');
const lines = isFull ? 10_000 : 200;
/** Every so manyth line is refused by the API when it is run. */
const everyRefused = 97;

/** The user's program; it notes the id as soon as it has it, and writes what it has read at the end. */
const program = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Moonshot } from 'moonshot-plumbline';
import { batchResults, createChatBatch, waitForBatch } from 'moonshot-plumbline/helpers';

const [note, output] = process.argv.slice(2);
const client = new Moonshot();
const requests = Array.from({ length: ${lines} }, (_, index) => ({
  customId: 'row-' + index,
  body: {
    model: 'kimi-k2.6',
    messages: [{ role: 'user', content: index % ${everyRefused} === 0 ? '' : 'Say row ' + index }],
  },
}));
const id = existsSync(note)
  ? readFileSync(note, 'utf8')
  : (await createChatBatch(client, requests, { job: 'nightly' })).id;
writeFileSync(note, id);
const batch = await waitForBatch(client, id, { firstWait: 5, longestWait: 20 });
const results = await batchResults(client, batch);
writeFileSync(output, JSON.stringify([...results.values()].map(({ customId, completion, error }) =>
  [customId, completion?.choices[0].message.content ?? null, error?.status ?? null])));
`;

let server: Server | undefined;
let child: ChildProcess | undefined;
let folder = '';
afterEach(() => {
  child?.kill('SIGKILL');
  server?.closeAllConnections();
  server?.close();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

/** Kills the program when a request of this kind has been carried out, instead of responding. */
interface Kill {
  readonly at: string;
  matches(method: string, path: string): boolean;
  /** Bytes of the response that are still sent. */
  readonly sends: number;
}

const kills: readonly Kill[] = [
  {
    at: 'the batch is made, its response is not sent',
    matches: (method, path) => method === 'POST' && path === '/v1/batches',
    sends: 0,
  },
  {
    at: 'it waits',
    matches: (method, path) => method === 'GET' && /^\/v1\/batches\/\w+$/.test(path),
    sends: 0,
  },
  {
    at: 'the results are sent',
    matches: (method, path) => method === 'GET' && /^\/v1\/files\/.+\/content$/.test(path),
    sends: 1_000,
  },
];

async function serve(mock: Mock, pending: Kill[], kill: () => void): Promise<string> {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = request;
    const path = new URL(url, 'http://mock.test').pathname;
    // A second of the mock passes with every look at the batch.
    if (/^\/v1\/batches\//.test(path)) await control(mock, 'clock', { advance: 1 });
    const body = method === 'GET' ? {} : { body: new Uint8Array(await buffer(request)) };
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]) as [
      string,
      string,
    ][];
    const answer = await mock.fetch(new Request(`http://mock.test${url}`, { method, headers, ...body }));
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (pending[0]?.matches(method, path) !== true) return void response.end(bytes);
    const [{ sends }] = pending.splice(0, 1) as [Kill];
    if (sends > 0) response.write(bytes.subarray(0, sends), kill);
    else kill();
  };
  server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const control = (mock: Mock, path: string, body: object): Promise<Response> =>
  mock.fetch(new Request(`http://mock.test/__mock/${path}`, { method: 'POST', body: JSON.stringify(body) }));

it('a batch whose program is killed on the way is one batch, and every line is joined once', async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-batch-'));
  const file = join(folder, 'program.mjs');
  await build({
    stdin: { contents: program, resolveDir: generated, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: file,
    nodePaths: [resolve(generated, '../../node_modules')],
    alias: {
      'moonshot-plumbline/helpers': join(generated, 'helpers/index.ts'),
      'moonshot-plumbline': join(generated, 'index.ts'),
    },
  });
  const mock = createMock(contract, { behaviours });
  await control(mock, 'batches', { linesPerTick: Math.ceil(lines / 8) });
  const pending = [...kills];
  const baseUrl = await serve(mock, pending, () => child?.kill('SIGKILL'));
  const [note, output] = [join(folder, 'note'), join(folder, 'output')];

  const ends: (string | number | null)[] = [];
  for (let run = 0; run <= kills.length; run++) {
    child = spawn(process.execPath, [file, note, output], {
      env: { ...process.env, MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: baseUrl },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code, signal] = await once(child, 'exit');
    ends.push(signal ?? code);
    // The first kill hits before the program has noted the id, the others after.
    expect(existsSync(note)).toBe(run > 0);
  }
  expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 0]);

  const client = new Moonshot({
    apiKey: 'sk-test',
    baseUrl: 'http://mock.test',
    fetch: async (url, init) => mock.fetch(new Request(url, init)),
  });
  const batches: string[] = [];
  for await (const { id } of client.batches.list()) batches.push(id);
  expect(batches).toEqual([readFileSync(note, 'utf8')]);

  const results = JSON.parse(readFileSync(output, 'utf8')) as [string, string | null, number | null][];
  const byId = new Map(results.map(([customId, content, status]) => [customId, { content, status }]));
  expect(results.length).toBe(lines);
  expect(byId.size).toBe(lines);
  let joined = 0;
  let refused = 0;
  for (let index = 0; index < lines; index++) {
    const { content, status } = byId.get(`row-${index}`) ?? {};
    if (index % everyRefused === 0) {
      expect([content, status]).toEqual([null, 400]);
      refused++;
      continue;
    }
    // The mock says the same to the same chat: a line that was joined with another one would differ.
    if (index % 10 === 3) {
      const chat = await client.chat.completions.create({
        model: 'kimi-k2.6',
        messages: [{ role: 'user', content: `Say row ${index}` }],
      });
      expect(content).toBe(chat.choices[0]?.message.content);
      joined++;
    } else expect(content).toMatch(/./);
  }
  figure({
    issue: 26,
    what: `batch of ${lines} lines on the mock, its program killed (SIGKILL) ${kills.map(({ at }) => at).join('; ')}`,
    expected: 'every line once, joined right; one batch',
    seen: `${results.length} lines once, ${refused} of them refused ones; ${joined} compared with a chat of their own; ${batches.length} batch`,
    ok: true,
  });
});
