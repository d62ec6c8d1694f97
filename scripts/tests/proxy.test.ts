import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI, { toFile } from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import { createMock } from '../../conformance/mock/mock.ts';
import type { Handler } from '../../conformance/model.ts';
import { figure } from '../../generator/testing/figure.ts';
import { reportError } from '../cli/report-error.ts';
import { openSubjectProxy, type ProxyVerbOptions } from '../cli/verbs/proxy.ts';
import { mockOf } from '../run/suite.ts';
import { formsOfKey, key, openLiveBench } from './testing/live-bench.ts';
import { openTap, type TappedMessage } from './testing/tcp-tap.ts';

const bench = await openLiveBench();
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const open = async (target: string, options: Partial<ProxyVerbOptions> = {}) => {
  const opened = await openSubjectProxy(bench.subject, { target, port: 0, quiet: true, ...options });
  let tally: Promise<Awaited<ReturnType<typeof opened.close>>> | undefined;
  const close = () => (tally ??= opened.close());
  ends.push(close);
  return { ...opened.proxy, close };
};
const serve = async (handler: Handler): Promise<string> => {
  const server = await listen(handler);
  ends.push(() => server.close());
  return server.url;
};

/** A raw request: its head as given, nothing added by a client library. */
const rawRequest = (url: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
  new Promise<{ readonly status: number | undefined; readonly body: string }>((resolve, reject) => {
    const { port } = new URL(url);
    const sent = request({ host: '127.0.0.1', port, path, headers, agent: false }, (received) => {
      let body = '';
      received.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      received.on('end', () => resolve({ status: received.statusCode, body }));
    });
    sent.on('error', reject);
    sent.end();
  });

/** Headers that the proxy may change: of the connection, and the two that name a place and a time. */
const mayDiffer = /^(connection|keep-alive|transfer-encoding|te|trailer|upgrade|host|date)$/i;
const comparable = (messages: readonly TappedMessage[]): readonly string[] =>
  messages
    .map(({ start, headers, body }) =>
      JSON.stringify([start, headers.filter(([name]) => !mayDiffer.test(name)), body.toString('base64')]),
    )
    .sort();

describe('traffic through the proxy', () => {
  it('is the same on both sides, byte for byte, with the calls of the openai client', async () => {
    const { subject } = bench;
    const url = await serve(
      createMock(subject.contract, {
        behaviours: subject.config?.behaviours ?? [],
        rules: subject.config?.rules ?? [],
      }).fetch,
    );
    const behind = await openTap(Number(new URL(url).port));
    const report = bench.at('proxy.ndjson');
    const journal = bench.at('proxy-journal.ndjson');
    const proxy = await open(behind.url, { report: [`ndjson=${report}`], journal });
    const front = await openTap(Number(new URL(proxy.url).port));
    ends.push(behind.close, front.close);
    const client = new OpenAI({ apiKey: key, baseURL: `${front.url}/v1`, maxRetries: 0 });
    const { data } = await client.models.list();
    const model = data[0]?.id ?? '';
    const messages = [{ role: 'user' as const, content: 'Grüße, 世界 🌍' }];
    const { choices } = await client.chat.completions.create({ model, messages });
    expect(choices.length).toBeGreaterThan(0);
    let chunks = 0;
    for await (const chunk of await client.chat.completions.create({ model, messages, stream: true }))
      chunks += chunk.choices.length;
    expect(chunks).toBeGreaterThan(1);
    const line = JSON.stringify({
      custom_id: 'a',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model, messages },
    });
    const file = await client.files.create({
      file: await toFile(Buffer.from(line), 'a.jsonl'),
      purpose: 'batch',
    });
    await client.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    await client.files.list();
    await client.batches.list();
    await expect(client.chat.completions.create({ model: 'none', messages })).rejects.toThrow();
    await proxy.judged();

    const calls = behind.requests().filter(({ start }) => !start.includes('/__plumbline/'));
    const received = behind.responses().slice(1);
    expect(calls.length).toBeGreaterThan(7);
    expect(comparable(front.requests())).toEqual(comparable(calls));
    expect(comparable(front.responses())).toEqual(comparable(received));
    const { findings } = await proxy.close();
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(proxy.counts().lost.size).toBe(0);
    for (const form of formsOfKey)
      for (const path of [report, journal]) expect(readFileSync(path, 'utf8')).not.toContain(form);
    expect(readFileSync(journal, 'utf8').split('\n').length).toBe(calls.length + 2);
    figure({
      issue: 9,
      what: 'openai client through the proxy: chat, stream, upload, list, batch, a refusal',
      expected: 'byte-identical bodies, equal headers but hop-by-hop, Host, Date',
      seen: `${calls.length} requests and ${received.length} responses equal, in order and case of headers`,
      ok: true,
    });
  });

  it('is forwarded as it comes: the first event arrives before the last is sent', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const url = await serve(
      async () =>
        new Response(
          new ReadableStream({
            async start(stream) {
              stream.enqueue(new TextEncoder().encode('data: 1\n\n'));
              await released;
              stream.enqueue(new TextEncoder().encode('data: [DONE]\n\n'));
              stream.close();
            },
          }),
          { headers: { 'content-type': 'text/event-stream' } },
        ),
    );
    const proxy = await open(url);
    const received = await fetch(`${proxy.url}/v1/anything`);
    const reader = received.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
    release();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: [DONE]\n\n');
    expect((await reader?.read())?.done).toBe(true);
  });

  it('is judged: a fault that is switched on is reported for that very request', async () => {
    const handler = mockOf(bench.subject, 1, key);
    let isBroken = false;
    const url = await serve(async (incoming) => {
      const response = await handler(incoming);
      return isBroken ? Response.json({ object: 7 }, { status: response.status }) : response;
    });
    const proxy = await open(url);
    const headers = { authorization: `Bearer ${key}` };
    await fetch(`${proxy.url}/v1/models`, { headers });
    await proxy.judged();
    expect(bench.said()).not.toContain('listModels');
    isBroken = true;
    await fetch(`${proxy.url}/v1/models`, { headers });
    await proxy.judged();
    const said = bench.said();
    expect(said).toContain('response-schema-conformance, proxied/2');
    const { findings } = await proxy.close();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ exchange }) => exchange.id === 2)).toBe(true);
    figure({
      issue: 9,
      what: 'a fault is switched on behind the proxy',
      expected: 'reported within the same request',
      seen: 'reported as proxied/2, with no further request',
      ok: said.includes('proxied/2'),
    });
  });

  it('reports what a server accepts although the document forbids it, and nothing that it may reject', async () => {
    const lax = await serve(async () => Response.json({ object: 'list', data: [] }));
    const operation = bench.subject.contract.operations.find(({ requestBody }) =>
      requestBody?.content.some(({ schema }) => schema?.discriminator !== undefined),
    );
    const proxy = await open(lax);
    const send = (body: string) =>
      fetch(proxy.url + (operation?.path ?? ''), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body,
      });
    await send('{');
    await fetch(`${proxy.url}/not/in/the/document`);
    await proxy.judged();
    const { findings } = await proxy.close();
    expect(findings.map(({ check }) => check)).toContain('media-type-rejection');
    expect(findings.map(({ check }) => check)).not.toContain('positive-data-acceptance');
    expect(proxy.counts().unknown).toBe(1);
  });
});

describe('it forwards to its target only', () => {
  const target = () => serve(async () => new Response('answered'));
  it.each([
    { name: 'its own address', headers: {}, path: '/', expected: 200 },
    { name: 'localhost', headers: { host: 'localhost:PORT' }, path: '/', expected: 200 },
    { name: 'another name', headers: { host: 'evil.test' }, path: '/', expected: 421 },
    { name: 'another port', headers: { host: '127.0.0.1:1' }, path: '/', expected: 421 },
    { name: 'an address in place of a path', headers: {}, path: 'http://evil.test/', expected: 421 },
  ])('requested as $name', async ({ headers, path, expected }) => {
    const proxy = await open(await target());
    const port = new URL(proxy.url).port;
    const own = Object.fromEntries(
      Object.entries<string>(headers).map(([name, value]) => [name, value.replace('PORT', port)]),
    );
    expect((await rawRequest(proxy.url, path, own)).status).toBe(expected);
  });

  it('a loop is rejected, over one proxy and over two', async () => {
    const port = await freePort();
    await expect(open(`http://127.0.0.1:${port}`, { port })).rejects.toMatchObject({
      diagnostics: [{ code: 'proxy-loop' }],
      exitCode: 2,
    });
    const first = await open(`http://localhost:${port}`);
    await expect(open(first.url, { port })).rejects.toMatchObject({ diagnostics: [{ code: 'proxy-loop' }] });
  });

  it('a port in use is reported, and an unreachable server is not a finding', async () => {
    const port = Number(new URL(await target()).port);
    const cause = await open('http://127.0.0.1:1', { port }).catch((thrown: unknown) => thrown);
    expect(reportError(cause)).toBe(3);
    expect(bench.said()).toContain(
      `could not run: listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
    );
    const proxy = await open(`http://127.0.0.1:${await freePort()}`);
    const { status, body } = await rawRequest(proxy.url, '/v1/models');
    expect([status, body]).toEqual([502, expect.stringContaining('cannot be reached: ECONNREFUSED')]);
    expect((await proxy.close()).findings).toEqual([]);
  });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

it('gets the headers of the proxy in the place of those of the client', async () => {
  const seen: (string | null)[] = [];
  const url = await serve(async (request) => {
    seen.push(request.headers.get('authorization'), request.headers.get('x-client'));
    return new Response('{"object":"list","data":[]}', { headers: { 'content-type': 'application/json' } });
  });
  const report = bench.at('proxy-header.ndjson');
  const proxy = await open(url, {
    header: [`Authorization: Bearer ${key}`],
    report: [`ndjson=${report}`],
  });
  await rawRequest(proxy.url, '/v1/models', { authorization: 'Bearer of-the-client', 'x-client': 'a' });
  await proxy.judged();
  await proxy.close();
  expect(seen.slice(-2)).toEqual([`Bearer ${key}`, 'a']);
  expect(readFileSync(report, 'utf8')).not.toContain(key);
  expect(readFileSync(report, 'utf8')).toContain('/v1/models');
});
