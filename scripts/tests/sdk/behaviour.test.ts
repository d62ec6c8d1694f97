import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counted } from '../../../generator/testing/counted.ts';
import {
  type MisbehavingServer,
  type Misbehaviour,
  misbehavingServer,
  sendJson,
} from './misbehaving-server.ts';
import { type BuiltSdk, buildSdk, contractOverlays } from './sdk.ts';

type Sdk = typeof import('../../../generated/src/index.ts');
type Client = InstanceType<Sdk['Moonshot']>;
type NodeEntry = typeof import('../../../generated/src/node.ts');
interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}
interface Streaming {
  create(body: object, options?: object): PromiseLike<AsyncIterable<Chunk> & { abort(): void }>;
}
interface Folding {
  foldChunks(chunks: AsyncIterable<unknown> | Iterable<unknown>): Promise<{
    readonly choices: readonly {
      readonly message: Record<string, unknown>;
      readonly finish_reason: string | null;
    }[];
    readonly usage: unknown;
  }>;
}

counted(3, 'behaviour table against a misbehaving server', 'every row right');

const key = 'sk-behaviour-0123456789';
const list = { object: 'list', data: [{ id: 'kimi-k2.6' }] };
let built: BuiltSdk;
let sdk: Sdk & Folding;
let server: MisbehavingServer;

beforeAll(async () => {
  built = await buildSdk('spec/openapi.json', {
    overlays: [...contractOverlays, 'scripts/tests/sdk/idempotency.yaml'],
    packageName: 'moonshot-plumbline',
  });
  sdk = await built.load<Sdk & Folding>('index');
  server = await misbehavingServer();
});

afterAll(async () => {
  await server.close();
  await built.remove();
});

/** A client of the misbehaving server; retries wait as they would, unless the server says how long. */
const clientFor = (behaviour: Misbehaviour, options: object = {}): Client => {
  server.behave(behaviour);
  return new sdk.Moonshot({ apiKey: key, baseUrl: server.url, ...options });
};

/** The same call as JavaScript sees it, which takes whatever body a row sends. */
const streaming = (client: Client): Streaming => client.chat.completions as unknown as Streaming;

const failure = async (act: () => PromiseLike<unknown>): Promise<Error & Record<string, unknown>> => {
  try {
    await act();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('nothing was thrown');
};

const fast = { 'retry-after-ms': '1' };

describe('responses', () => {
  it('text/plain comes back as text', async () => {
    const client = clientFor((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end('{"not": "parsed"}');
    });
    expect(await client.files.content('f1')).toBe('{"not": "parsed"}');
    expect(server.arrived[0]?.headers.accept).toBe('text/plain');
  });

  it('sends JSON as JSON, with key and user agent', async () => {
    const client = clientFor((_, response) => sendJson(response, 200, { data: { total_tokens: 3 } }));
    const body = { model: 'kimi-k2.6' as const, messages: [{ role: 'user' as const, content: 'hé' }] };
    await client.tokenizers.estimateTokenCount(body);
    const [request] = server.arrived;
    expect(request).toMatchObject({ method: 'POST', url: '/v1/tokenizers/estimate-token-count' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'user-agent': expect.stringMatching(/^moonshot-plumbline\/1\.0\.0 /),
    });
    expect(JSON.parse(String(request?.body))).toEqual(body);
  });

  it('gives data, raw response and request id', async () => {
    const client = clientFor((_, response) => sendJson(response, 200, list, { 'Msh-Request-Id': 'r-1' }));
    const { data, requestId, response } = await client.models.list().withResponse();
    expect([data, requestId, response.status]).toEqual([list, 'r-1', 200]);
    const raw = await client.models.list().asResponse();
    expect(await raw.json()).toEqual(list);
    expect(await client.models.list().then((found) => found.object)).toBe('list');
  });

  it('an empty body of JSON is undefined, one that is not JSON is an error', async () => {
    const empty = clientFor((_, response) => response.writeHead(200).end());
    expect(await empty.models.list()).toBeUndefined();
    const html = clientFor((_, response) => response.writeHead(200).end('<html>login'));
    expect(await failure(() => html.models.list())).toMatchObject({ name: 'ApiError', status: 200 });
  });
});

describe('paths and queries', () => {
  it('encodes characters that would leave their segment', async () => {
    const client = clientFor((_, response) => response.end('x'));
    await client.files.content('a/b?c#d%2f é');
    expect(server.arrived[0]?.url).toBe('/v1/files/a%2Fb%3Fc%23d%252f%20%C3%A9/content');
  });

  it.each(['..', '.', ''])('rejects the id %j before any request', async (id) => {
    const client = clientFor((_, response) => response.end('x'));
    expect(await failure(() => client.files.content(id))).toMatchObject({ name: 'ConfigurationError' });
    expect(server.arrived).toEqual([]);
  });

  it('writes the query, leaving out what is absent', async () => {
    const client = clientFor((_, response) => sendJson(response, 200, { data: [], has_more: false }));
    await client.batches.list({ after: 'a&b', limit: 2 });
    await client.batches.list();
    await client.batches.list({}, { query: { extra: '1' } });
    expect(server.arrived.map(({ url }) => url)).toEqual([
      '/v1/batches?after=a%26b&limit=2',
      '/v1/batches',
      '/v1/batches?extra=1',
    ]);
  });
});

describe('errors', () => {
  const envelope = { error: { message: 'no', type: 'some_type', code: 'c1' } };
  it.each([
    { status: 400, name: 'BadRequestError' },
    { status: 401, name: 'AuthenticationError' },
    { status: 403, name: 'PermissionDeniedError' },
    { status: 404, name: 'NotFoundError' },
    { status: 409, name: 'ConflictError' },
    { status: 418, name: 'ApiError' },
    { status: 422, name: 'UnprocessableEntityError' },
    { status: 429, name: 'RateLimitError' },
    { status: 500, name: 'InternalServerError' },
    { status: 504, name: 'InternalServerError' },
  ] as const)('$status is a $name', async ({ status, name }) => {
    const client = clientFor(
      (_, response) => sendJson(response, status, envelope, { 'x-msh-trace-id': 't-9' }),
      { maxRetries: 0 },
    );
    const error = await failure(() => client.models.list());
    expect(error).toMatchObject({
      name,
      status,
      type: 'some_type',
      code: 'c1',
      requestId: 't-9',
      body: envelope,
    });
    expect(error.message).toBe(`${status} no (request t-9)`);
    expect(error).toBeInstanceOf(sdk.ApiError);
    expect(error).toBeInstanceOf(sdk[name]);
    expect(server.arrived).toHaveLength(1);
  });

  it.each([
    { body: '{"error":"plain"}', message: '400 plain' },
    { body: '{"code":5,"message":"second envelope"}', message: '400 second envelope' },
    { body: '{"detail":"missing"}', message: '400 missing' },
    {
      body: '<html><body><h1>504</h1> Gateway\n Time-out</body></html>',
      message: '400 504 Gateway Time-out',
    },
    { body: '', message: '400 no message' },
    { body: 'null', message: '400 no message' },
    { body: '[]', message: '400 no message' },
  ])('understands $body', async ({ body, message }) => {
    const client = clientFor((_, response) => response.writeHead(400).end(body));
    expect((await failure(() => client.models.list())).message).toBe(message);
  });

  it('never shows the key, even when the server repeats it', async () => {
    const client = clientFor((_, response) =>
      sendJson(response, 401, { error: { message: `bad key ${key}` } }),
    );
    const error = await failure(() => client.models.list());
    expect(error.message).toBe('401 bad key [key]');
    expect(JSON.stringify(error) + error.stack).not.toContain(key);
  });
});

describe('retries', () => {
  it('never shows the key when a client is printed; options survive withOptions', () => {
    const client = clientFor(() => {}).withOptions({ timeout: 5 });
    expect(inspect(client, { depth: 9 }) + JSON.stringify(client)).not.toContain(key);
    expect(client.config.options).toMatchObject({ apiKey: key, timeout: 5 });
  });

  it('waits as long as Retry-After says, in seconds', async () => {
    const client = clientFor((_, response, index) =>
      index === 0
        ? sendJson(response, 429, { error: { message: 'slow' } }, { 'retry-after': '1' })
        : sendJson(response, 200, list),
    );
    expect(await client.models.list()).toEqual(list);
    const [first, second] = server.arrived;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('accepts Retry-After as a date, and gives up when it is too far away', async () => {
    const client = clientFor((_, response) =>
      sendJson(response, 429, {}, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }),
    );
    expect(await failure(() => client.models.list())).toMatchObject({ name: 'RateLimitError' });
    expect(server.arrived).toHaveLength(1);
  });

  it('does not retry when the quota is used up', async () => {
    const client = clientFor((_, response) =>
      sendJson(response, 429, { error: { message: 'pay', type: 'exceeded_current_quota_error' } }, fast),
    );
    expect(await failure(() => client.models.list())).toMatchObject({ type: 'exceeded_current_quota_error' });
    expect(server.arrived).toHaveLength(1);
  });

  it('500 twice, then 200: three requests, one response', async () => {
    const client = clientFor((_, response, index) =>
      index < 2 ? sendJson(response, 500, {}, fast) : sendJson(response, 200, list),
    );
    expect(await client.models.list()).toEqual(list);
    expect(server.arrived).toHaveLength(3);
  });

  it('504 with HTML: three requests, then a readable error', async () => {
    const client = clientFor((_, response) => response.writeHead(504, fast).end('<h1>Gateway Time-out</h1>'));
    expect(await failure(() => client.models.list())).toMatchObject({
      status: 504,
      message: '504 Gateway Time-out',
    });
    expect(server.arrived).toHaveLength(3);
  });

  it('a connection that is reset is tried again', async () => {
    const client = clientFor((_, response, index) =>
      index === 0 ? response.destroy() : sendJson(response, 200, list),
    );
    expect(await client.models.list()).toEqual(list);
  });

  it('a connection that is always reset is an ApiConnectionError', async () => {
    const client = clientFor((_, response) => response.destroy(), { maxRetries: 1 });
    expect(await failure(() => client.models.list())).toMatchObject({ name: 'ApiConnectionError' });
    expect(server.arrived).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 422])('%i is not tried again', async (status) => {
    const client = clientFor((_, response) => sendJson(response, status, {}, fast));
    await failure(() => client.models.list());
    expect(server.arrived).toHaveLength(1);
  });

  it('sends one idempotency key with every attempt, where the contract requires it', async () => {
    const client = clientFor((_, response) => sendJson(response, 500, {}, fast));
    await failure(() =>
      client.batches.create({
        input_file_id: 'f',
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      }),
    );
    const keys = server.arrived.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    await failure(() => client.models.list());
    expect(server.arrived.at(-1)?.headers['idempotency-key']).toBeUndefined();
  });
});

describe('time and abort', () => {
  it('times out, and reports after how long', async () => {
    const client = clientFor(() => {}, { timeout: 50, maxRetries: 0 });
    const error = await failure(() => client.models.list());
    expect(error).toMatchObject({ name: 'RequestTimeoutError', message: 'no response within 50 ms' });
    expect(error).toBeInstanceOf(sdk.ApiConnectionError);
  });

  it('times out in the middle of a body', async () => {
    const client = clientFor((_, response) => response.writeHead(200).write('{"da'), { timeout: 80 });
    expect(await failure(() => client.models.list())).toMatchObject({ name: 'RequestTimeoutError' });
  });

  it('stops when the caller aborts, and does not try again', async () => {
    const client = clientFor(() => {});
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const error = await failure(() => client.models.list({ signal: controller.signal }));
    expect(error).toMatchObject({ name: 'RequestAbortedError' });
    expect(server.arrived).toHaveLength(1);
    expect(await failure(() => client.models.list({ signal: AbortSignal.abort() }))).toMatchObject({
      name: 'RequestAbortedError',
    });
    expect(server.arrived).toHaveLength(1);
  });

  it.each([
    { title: 'a response that is never read', code: 'void client.models.list();' },
    {
      title: 'a logger that throws',
      code: "client.withOptions({ logger() { throw new Error('full'); } }).models.list().catch(() => {});",
    },
  ])(
    '$title does not keep the process',
    async ({ code }) => {
      server.behave((_request, response) => sendJson(response, 200, list, { connection: 'close' }));
      const start = `import { Moonshot } from './index.js'; const client = new Moonshot(${JSON.stringify({ apiKey: key, baseUrl: server.url })});`;
      const text = new TextDecoder().decode(await built.bundle(start + code));
      const ended = await new Promise((resolve) => {
        const child = execFile(process.execPath, ['--input-type=module', '-'], { timeout: 8_000 }, resolve);
        child.stdin?.end(text);
      });
      expect(ended).toBeNull();
    },
    20_000,
  );

  it('stops while it waits for a retry', async () => {
    const client = clientFor((_, response) => sendJson(response, 500, {}, { 'retry-after': '30' }));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    const started = Date.now();
    await failure(() => client.models.list({ signal: controller.signal }));
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

describe('uploads', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
  const forms: readonly {
    readonly title: string;
    readonly file: () => unknown;
    readonly name: string;
  }[] = [
    { title: 'a File', file: () => new File([bytes], 'a "b".jsonl'), name: 'a %22b%22.jsonl' },
    { title: 'a Blob', file: () => new Blob([bytes]), name: 'file' },
    {
      title: 'a Buffer with a name',
      file: () => sdk.toFile(Buffer.from(bytes), 'c.bin', 'image/png'),
      name: 'c.bin',
    },
    { title: 'a Uint8Array', file: () => bytes, name: 'file' },
    {
      title: 'a stream with a name',
      file: () => sdk.toFile(new Blob([bytes]).stream(), 'd.bin'),
      name: 'd.bin',
    },
    {
      title: 'chunks with a name',
      file: () =>
        sdk.toFile(
          (async function* () {
            yield bytes.slice(0, 7);
            yield bytes.slice(7);
          })(),
          'e.bin',
        ),
      name: 'e.bin',
    },
  ];

  it.each(forms)('$title arrives with its bytes and name', async ({ file, name }) => {
    const client = clientFor((_request, response) => sendJson(response, 200, { id: 'f' }));
    await client.files.create({ file: file() as Blob, purpose: 'batch' });
    const [request] = server.arrived;
    const type = String(request?.headers['content-type']);
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    const text = request?.body.toString('latin1') ?? '';
    expect(text).toContain(`name="file"; filename="${name}"`);
    expect(text).toContain(Buffer.from(bytes).toString('latin1'));
    const form = await new Response(new Uint8Array(request?.body ?? []), {
      headers: { 'content-type': type },
    }).formData();
    expect(form.get('purpose')).toBe('batch');
    expect(Buffer.from(await (form.get('file') as File).arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  });

  it('a path of the disk, from the Node entry', async () => {
    const { fileFromPath } = await built.load<NodeEntry>('node');
    const path = join(await mkdtemp(join(tmpdir(), 'plumbline-upload-')), 'from disk.jsonl');
    await writeFile(path, bytes);
    const client = clientFor((_, response, index) =>
      sendJson(response, index === 0 ? 500 : 200, { id: 'f' }, fast),
    );
    await client.files.create({ file: await fileFromPath(path), purpose: 'batch' });
    const [first, second] = server.arrived.map(({ body }) => body.toString('latin1'));
    for (const text of [first, second]) expect(text).toContain('filename="from disk.jsonl"');
    expect(second).toContain(Buffer.from(bytes).toString('latin1'));
  });
});

describe('streams', () => {
  const chunk = (content: string, extra: object = {}) => ({
    id: 'c',
    choices: [{ index: 0, delta: { content }, finish_reason: null, ...extra }],
  });
  const whole =
    ': comment\r\n\r\n' +
    `data: ${JSON.stringify(chunk('Grüße '))}\n\n` +
    `event: message\r\ndata: ${JSON.stringify(chunk('水 👋'))}\r\n\r\n` +
    `id: 7\ndata: ${JSON.stringify(chunk('!', { finish_reason: 'stop' }))}\n\n` +
    'data: [DONE]\n\n';
  const bytes = Buffer.from(whole);
  const request = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'x' }], stream: true };
  const served = (...pieces: readonly Uint8Array[]) =>
    streaming(
      new sdk.Moonshot({
        apiKey: key,
        baseUrl: server.url,
        fetch: async () =>
          new Response(
            new ReadableStream({
              start(controller) {
                for (const piece of pieces) if (piece.length > 0) controller.enqueue(piece);
                controller.close();
              },
            }),
            { headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
          ),
      }),
    );
  const textOf = async (stream: AsyncIterable<Chunk>) => {
    let text = '';
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    return text;
  };

  it('reads the same text wherever the bytes are split', async () => {
    for (let at = 0; at <= bytes.length; at++) {
      const stream = await served(bytes.subarray(0, at), bytes.subarray(at)).create(request);
      expect(await textOf(stream), `split at ${at}`).toBe('Grüße 水 👋!');
    }
    const single = await served(...Array.from(bytes, (byte) => Uint8Array.of(byte))).create(request);
    expect(await textOf(single)).toBe('Grüße 水 👋!');
  });

  it('throws wherever the stream is cut before its end', async () => {
    const end = bytes.indexOf('[DONE]') + '[DONE]'.length;
    for (let at = 0; at < end; at++) {
      const stream = await served(bytes.subarray(0, at)).create(request);
      expect(await failure(() => textOf(stream)), `cut at ${at}`).toMatchObject({ name: 'StreamError' });
    }
    expect(await textOf(await served(bytes.subarray(0, end)).create(request))).toBe('Grüße 水 👋!');
  });

  it('throws an error that is sent as a chunk', async () => {
    const error = { error: { message: 'overloaded', type: 'engine_overloaded_error' } };
    const sent = Buffer.from(`data: ${JSON.stringify(chunk('a'))}\n\ndata: ${JSON.stringify(error)}\n\n`);
    const found = await failure(async () => textOf(await served(sent).create(request)));
    expect(found).toMatchObject({
      name: 'ApiError',
      type: 'engine_overloaded_error',
      message: '200 overloaded',
    });
  });

  it('ends the request when the loop is left', async () => {
    let isClosed = false;
    const client = clientFor((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => response.write(`data: ${JSON.stringify(chunk('a'))}\n\n`), 5);
      response.on('close', () => {
        isClosed = true;
        clearInterval(timer);
      });
    });
    for await (const _ of await streaming(client).create(request)) break;
    await expect.poll(() => isClosed).toBe(true);
  });

  it('rejects a response that is not a stream, and a second reading', async () => {
    const client = clientFor((_, response) => sendJson(response, 200, {}));
    expect(await failure(() => streaming(client).create(request))).toMatchObject({ name: 'StreamError' });
    const stream = await served(bytes).create(request);
    await textOf(stream);
    expect(await failure(() => textOf(stream))).toMatchObject({ name: 'StreamError' });
  });

  it('returns the whole response without stream: true', async () => {
    const client = clientFor((_, response) => sendJson(response, 200, { id: 'whole' }));
    const { stream: _, ...plain } = request;
    expect(await streaming(client).create(plain)).toEqual({ id: 'whole' });
  });

  it('folds chunks into the message that came', async () => {
    const call = (index: number, part: object) => ({
      choices: [{ index: 0, delta: { tool_calls: [{ index, ...part }] } }],
    });
    const folded = await sdk.foldChunks([
      { choices: [{ index: 0, delta: { role: 'assistant', reasoning_content: 'hm' } }] },
      { choices: [{ index: 0, delta: { reasoning_content: 'm', content: null } }] },
      call(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '{"y"' } }),
      call(0, { id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
      call(1, { function: { arguments: ':2}' } }),
      call(0, { function: { arguments: '{}' } }),
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls', usage: { total_tokens: 5 } }] },
      { choices: [], usage: { total_tokens: 9 } },
    ]);
    expect(folded).toMatchObject({
      usage: { total_tokens: 9 },
      choices: [
        {
          finish_reason: 'tool_calls',
          message: { role: 'assistant', reasoning_content: 'hmm' },
        },
      ],
    });
    expect(folded.choices[0]?.message['tool_calls']).toEqual([
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'b', type: 'function', function: { name: 'g', arguments: '{"y":2}' } },
    ]);
    const named = await sdk.foldChunks([{ object: 'chat.completion.chunk', choices: [] }]);
    expect(named).toMatchObject({ object: 'chat.completion' });
    const tail = await sdk.foldChunks([{ choices: [{ index: 0, delta: {}, usage: { total_tokens: 5 } }] }]);
    expect(tail.usage).toEqual({ total_tokens: 5 });
  });
});

describe('pages', () => {
  const all = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
  const paging: Misbehaviour = ({ url }, response) => {
    const query = new URL(url, 'http://x').searchParams;
    const from = all.findIndex(({ id }) => id === query.get('after')) + 1;
    const data = all.slice(from, from + Number(query.get('limit') ?? 20));
    sendJson(response, 200, { object: 'list', data, has_more: from + data.length < all.length });
  };

  it('five items by two: every item once, three requests', async () => {
    const client = clientFor(paging);
    const ids: string[] = [];
    for await (const { id } of client.batches.list({ limit: 2 })) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(server.arrived.map(({ url }) => url)).toEqual([
      '/v1/batches?limit=2',
      '/v1/batches?limit=2&after=b',
      '/v1/batches?limit=2&after=d',
    ]);
  });

  it('awaited, it is the first page as it came', async () => {
    const client = clientFor(paging);
    expect(await client.batches.list({ limit: 2 })).toEqual({
      object: 'list',
      data: all.slice(0, 2),
      has_more: true,
    });
    expect(server.arrived).toHaveLength(1);
  });

  it('a server that always announces another page does not loop', async () => {
    const client = clientFor((_, response) =>
      sendJson(response, 200, { data: [{ id: 'same' }], has_more: true }),
    );
    let count = 0;
    for await (const _ of client.batches.list()) count++;
    expect(count).toBe(2);
  });
});

describe('bad input fails before any request, and names the option', () => {
  it.each([
    { options: { apiKey: '' }, option: 'apiKey' },
    { options: { apiKey: 'a\nb' }, option: 'apiKey' },
    { options: { apiKey: 7 }, option: 'apiKey' },
    { options: { apiKey: 'k', baseUrl: 'ftp://x' }, option: 'baseUrl' },
    { options: { apiKey: 'k', baseUrl: 'nonsense' }, option: 'baseUrl' },
    { options: { apiKey: 'k', baseUrl: 'https://u:p@x' }, option: 'baseUrl' },
    { options: { apiKey: 'k', baseUrl: 'https://x/?a' }, option: 'baseUrl' },
    { options: { apiKey: 'k', timeout: -1 }, option: 'timeout' },
    { options: { apiKey: 'k', timeout: '5' }, option: 'timeout' },
    { options: { apiKey: ' ' }, option: 'apiKey' },
    { options: { apiKey: 'k', timeout: 2 ** 31 }, option: 'timeout' },
    { options: { apiKey: 'k', maxRetries: Number.NaN }, option: 'maxRetries' },
    { options: { apiKey: 'k', maxRetries: 1.5 }, option: 'maxRetries' },
    { options: { apiKey: 'k', fetch: 'https://x' }, option: 'fetch' },
    { options: { apiKey: 'k', logger: {} }, option: 'logger' },
    { options: { apiKey: 'k', validate: 'throw' }, option: 'validate' },
  ])('$options', ({ options, option }) => {
    const make = () => new sdk.Moonshot(options as object);
    expect(make).toThrow(sdk.ConfigurationError);
    expect(make).toThrow(expect.objectContaining({ option }));
  });

  it.each<{
    readonly name: string;
    readonly act: (client: Client) => PromiseLike<unknown>;
    readonly option: string;
  }>([
    {
      name: 'a header name',
      act: (client) => client.models.list({ headers: { 'a b': 'x' } }),
      option: 'headers',
    },
    {
      name: 'a header value',
      act: (client) => client.models.list({ headers: { a: 'sec\nret' } }),
      option: 'headers',
    },
    { name: 'a BigInt', act: (client) => streaming(client).create({ model: 1n }), option: 'body' },
    // As JavaScript may call it: an empty list is not a string, yet becomes an empty path segment.
    {
      name: 'an empty list for an id',
      act: (client) => client.files.retrieve([] as unknown as string),
      option: 'file_id',
    },
    { name: '. for an id', act: (client) => client.files.retrieve('.'), option: 'file_id' },
    { name: 'no form', act: (client) => client.files.create(null as never), option: 'body' },
    {
      name: 'data that is not bytes',
      act: (client) => client.files.create({ file: sdk.toFile(7 as never, 'x'), purpose: 'batch' }),
      option: 'file',
    },
  ])('$name', async ({ act, option }) => {
    const client = clientFor((_request, response) => sendJson(response, 200, {}));
    const error = await failure(() => act(client));
    expect(error).toMatchObject({ name: 'ConfigurationError', option });
    expect(error.message).not.toContain('ret');
    expect(server.arrived).toEqual([]);
  });

  it('a circular body with a bad option: one error, none unhandled', async () => {
    const body: { self?: unknown } = {};
    body.self = body;
    const client = clientFor((_, response) => sendJson(response, 200, {}));
    expect(await failure(() => streaming(client).create(body, { timeout: -1 }))).toMatchObject({
      option: 'body',
    });
  });

  it('a missing key names the variable that would hold it', () => {
    expect(() => new sdk.Moonshot()).toThrow(/MOONSHOT_API_KEY/);
  });

  it('a browser is rejected without allowBrowser', () => {
    Object.assign(globalThis, { document: {} });
    try {
      expect(() => new sdk.Moonshot({ apiKey: 'k' })).toThrow(/allowBrowser/);
      expect(new sdk.Moonshot({ apiKey: 'k', allowBrowser: true })).toBeDefined();
    } finally {
      Reflect.deleteProperty(globalThis, 'document');
    }
  });

  it('key and base URL come from the environment', async () => {
    server.behave((_, response) => sendJson(response, 200, list));
    Object.assign(process.env, { MOONSHOT_API_KEY: 'from-env', MOONSHOT_BASE_URL: `${server.url}/prefix/` });
    try {
      await new sdk.Moonshot().models.list();
    } finally {
      Reflect.deleteProperty(process.env, 'MOONSHOT_API_KEY');
      Reflect.deleteProperty(process.env, 'MOONSHOT_BASE_URL');
    }
    expect(server.arrived[0]).toMatchObject({
      url: '/prefix/v1/models',
      headers: { authorization: 'Bearer from-env' },
    });
  });
});

describe('validation', () => {
  type Validation = typeof import('../../../generated/src/validation.ts');
  const body = { model: 'kimi-k2.6', messages: [{ role: 'unknown', content: 'x' }] };

  it('off, warn and throw, for requests and responses apart; values stay as they are', async () => {
    const { validation } = await built.load<Validation>('validation');
    const warnings: string[] = [];
    const logger = (event: { kind: string; message?: string }) => {
      if (event.kind === 'warning') warnings.push(event.message ?? '');
    };
    const answer: Misbehaviour = (_, response) => sendJson(response, 200, { id: 7, choices: [] });
    const client = clientFor(answer, { logger });
    const create = (validate?: ReturnType<Validation['validation']>) =>
      streaming(client).create(body, validate === undefined ? {} : { validate });
    expect(await create()).toEqual({ id: 7, choices: [] });
    expect(warnings).toEqual([]);
    expect(await create(validation({ requests: 'warn', responses: 'warn' }))).toEqual({ id: 7, choices: [] });
    expect(warnings).toEqual([
      expect.stringContaining('/messages/0/role'),
      expect.stringContaining('lacks the member "object"'),
    ]);
    const before = server.arrived.length;
    expect(await failure(() => create(validation({ requests: 'throw' })))).toMatchObject({ part: 'request' });
    expect(server.arrived).toHaveLength(before);
    expect(await failure(() => create(validation({ responses: 'throw' })))).toMatchObject({
      part: 'response',
    });
    expect(body).toEqual({ model: 'kimi-k2.6', messages: [{ role: 'unknown', content: 'x' }] });
  });

  it('warn also names members that the schema does not know', async () => {
    const { validation } = await built.load<Validation>('validation');
    const warnings: string[] = [];
    const client = clientFor((_, response) => sendJson(response, 200, { data: { total_tokens: 1 } }), {
      logger: (event: { message?: string }) => warnings.push(event.message ?? ''),
    });
    const message = { role: 'user' as const, content: 'x' };
    const misspelt = { model: 'kimi-k2.6' as const, messages: [message], max_tokenz: 5 };
    await client.tokenizers.estimateTokenCount(misspelt, { validate: validation({ requests: 'warn' }) });
    expect(warnings.filter((text) => text.includes('max_tokenz'))).toHaveLength(1);
    await client.tokenizers.estimateTokenCount(misspelt, { validate: validation({ requests: 'throw' }) });
  });
});
