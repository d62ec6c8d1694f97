import OpenAI, {
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
  toFile,
} from 'openai';
import { createMock, loadContract, type Mock } from 'openapi-plumbline/mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { behaviours } from './index.ts';

/** The checks of a real client, the npm package `openai`, against the mock; the numbers are those of the list of checks. */

const contract = await loadContract('spec/openapi.json', { overlays: ['spec/overlays/00-structure.yaml'] });
const base = 'http://mock.test/v1';

let mock: Mock;
let sent: Request[];
let client: OpenAI;
const clientWith = (options: Partial<ConstructorParameters<typeof OpenAI>[0]> = {}): OpenAI =>
  new OpenAI({
    apiKey: 'sk-test',
    baseURL: base,
    maxRetries: 0,
    fetch: async (url, init) => {
      const request = new Request(url as string, init as RequestInit);
      sent.push(request.clone() as Request);
      return mock.fetch(request);
    },
    ...options,
  });
const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
  mock.fetch(new Request(`http://mock.test${path}`, init));
const control = (path: string, body: unknown): Promise<Response> =>
  raw(`/__mock/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: 'Bearer sk-test' },
  });
beforeEach(() => {
  mock = createMock(contract, { behaviours });
  sent = [];
  client = clientWith();
});

const user = (content: string) => ({ role: 'user', content }) as const;
const ask = { model: 'kimi-k2-0905-preview', messages: [user('Hello')] };
const think = { model: 'kimi-k2.6', messages: [user('Hello')] };
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
} as const;
const callWeather = { ...ask, messages: [user('Please call get_weather')], tools: [weather] };
/** Members that this API has and the types of the client do not. */
// biome-ignore lint/suspicious/noExplicitAny: a client that knows another API is handed requests of this one
const beyond = (body: object): any => body;

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
const refused = async (body: object): Promise<string> => {
  const error = await errorOf(client.chat.completions.create(beyond(body)));
  expect(error).toBeInstanceOf(BadRequestError);
  expect((error as BadRequestError).type).toBe('invalid_request_error');
  return (error as BadRequestError).message;
};
async function chunksOf(body: object): Promise<readonly OpenAI.ChatCompletionChunk[]> {
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  const stream = await client.chat.completions.create(beyond({ ...body, stream: true }));
  for await (const chunk of stream as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>)
    chunks.push(chunk);
  return chunks;
}

describe('models and keys', () => {
  it('1: lists models', async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toHaveLength(14);
    expect(ids).toContain('kimi-k2.6');
  });
  it('2: refuses a wrong key', async () => {
    const error = await errorOf(clientWith({ apiKey: 'bad' }).models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status: 401, type: 'invalid_authentication_error' });
  });
  it('3: refuses no key', async () => {
    const response = await raw('/v1/models');
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: { message: 'Incorrect API key provided', type: 'incorrect_api_key_error' } },
    ]);
  });
});

describe('chat', () => {
  it('4: completes', async () => {
    const { choices, usage } = await client.chat.completions.create(ask);
    expect(choices[0]?.message.role).toBe('assistant');
    expect(choices[0]?.message.content).not.toBe('');
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });
  it('11: refuses an unknown model', async () => {
    const error = await errorOf(client.chat.completions.create({ ...ask, model: 'gpt-9' }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, type: 'resource_not_found_error' });
  });
  it('12: counts stop words in bytes', async () => {
    expect(await refused({ ...ask, stop: '中'.repeat(11) })).toContain('32 bytes');
    await client.chat.completions.create({ ...ask, stop: '中'.repeat(10) });
  });
  it('a stop word cuts', async () => {
    const whole = (await client.chat.completions.create(ask)).choices[0]?.message.content ?? '';
    const stop = whole.split(' ')[3] ?? '';
    const cut = (await client.chat.completions.create({ ...ask, stop })).choices[0];
    expect(cut?.message.content).not.toContain(stop);
    expect(cut?.finish_reason).toBe('stop');
  });
  it('13: n and temperature', async () => {
    const body = { model: 'moonshot-v1-8k', messages: ask.messages, n: 2 };
    await refused({ ...body, temperature: 0 });
    const { choices } = await client.chat.completions.create({ ...body, temperature: 0.5 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(choices[0]?.message.content).not.toBe(choices[1]?.message.content);
  });
  it('14: fixed temperature', async () => {
    expect(await refused({ ...think, temperature: 0.2 })).toContain(
      'invalid temperature: only 1 is allowed for this model',
    );
    await client.chat.completions.create({ ...think, temperature: 1 });
  });
  it.each([ask, think])('15: a limit of one token ($model)', async (body) => {
    const { choices, usage } = await client.chat.completions.create({ ...body, max_completion_tokens: 1 });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBe(1);
  });
  it('16: empty content', async () => {
    const message = await refused({ ...ask, messages: [user('x'), user('')] });
    expect(message).toContain("the message at position 1 with role 'user' must not be empty");
  });
  it('17: partial', async () => {
    const opening = { role: 'assistant', content: 'The wall is', partial: true };
    const { choices } = await client.chat.completions.create(
      beyond({ ...ask, messages: [user('x'), opening] }),
    );
    expect(choices[0]?.message.content).not.toContain(opening.content);
    await refused({ ...ask, messages: [opening, user('x')] });
  });
  it('thinks unless told not to', async () => {
    const thought = (body: object) =>
      client.chat.completions
        .create(beyond(body))
        .then(
          ({ choices }) =>
            (choices[0]?.message as { reasoning_content?: string } | undefined)?.reasoning_content,
        );
    expect(await thought(think)).toMatch(/\w+ \w+/);
    expect(await thought({ ...think, thinking: { type: 'disabled' } })).toBeUndefined();
  });
  it.each([
    ['http url', 'https://example.test/a.png', false],
    ['data url', 'data:image/png;base64,AAAA', true],
    ['unknown file', 'ms://file-none', false],
  ])('pictures: %s', async (_, url, isTaken) => {
    const body = {
      ...think,
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    };
    if (isTaken) await client.chat.completions.create(beyond(body));
    else await refused(body);
  });
  it('pictures: an uploaded file', async () => {
    const { id } = await client.files.create(
      beyond({ file: await toFile(Buffer.from('png'), 'a.png'), purpose: 'image' }),
    );
    const content = [{ type: 'image_url', image_url: { url: `ms://${id}` } }];
    await client.chat.completions.create(beyond({ ...think, messages: [{ role: 'user', content }] }));
    expect(((await errorOf(client.files.content(id))) as BadRequestError).status).toBe(400); // 27
  });
});

describe('streams', () => {
  it.each([ask, think])('5: folds to the whole answer ($model)', async (body) => {
    const chunks = await chunksOf(body);
    const whole = await client.chat.completions.create(body);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(text).toMatch(/\w+ \w+/);
    expect(whole.choices[0]?.message.content).toBe(text);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    const lines = await (
      await raw('/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, stream: true }),
      })
    ).text();
    expect(lines.endsWith('data: [DONE]\n\n')).toBe(true);
  });
  it('6: usage inside the finish chunk', async () => {
    const chunks = await chunksOf(ask);
    expect(chunks.every((chunk) => chunk.usage === undefined || chunk.usage === null)).toBe(true);
    const last = chunks.at(-1)?.choices[0];
    expect(last?.finish_reason).toBe('stop');
    expect(last).toMatchObject({ usage: { total_tokens: expect.any(Number) } });
  });
  it('7: one chunk of usage at the end', async () => {
    const chunks = await chunksOf({ ...ask, stream_options: { include_usage: true } });
    expect(chunks.filter(({ choices }) => choices.length === 0)).toEqual([chunks.at(-1)]);
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(0);
  });
  it('8: tool calls', async () => {
    const completion = await client.chat.completions.stream(callWeather).finalChatCompletion();
    const call = completion.choices[0]?.message.tool_calls?.[0];
    expect(call).toMatchObject({ type: 'function', function: { name: 'get_weather' } });
    const { city, days } = JSON.parse(call?.type === 'function' ? call.function.arguments : '');
    expect([typeof city, Number.isInteger(days) && days >= 1 && days <= 7]).toEqual(['string', true]);
  });
  it('24: a stream that is cut', async () => {
    mock.fault('stream-cut=2');
    const chunks = await chunksOf(ask);
    expect(chunks).toHaveLength(2);
    expect(chunks.some(({ choices }) => choices[0]?.finish_reason)).toBe(false);
    expect(await errorOf(client.chat.completions.stream(ask).finalChatCompletion())).toBeInstanceOf(Error);
  });
});

describe('structure and tools', () => {
  it('9: structured output', async () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
      },
      required: ['name', 'tags'],
      additionalProperties: false,
    };
    const { choices } = await client.chat.completions.parse({
      ...ask,
      response_format: { type: 'json_schema', json_schema: { name: 'thing', schema, strict: true } },
    });
    expect(choices[0]?.message.parsed).toEqual({
      name: expect.any(String),
      tags: [expect.any(String), expect.any(String)],
    });
  });
  it('JSON mode gives an object', async () => {
    const { choices } = await client.chat.completions.create({
      ...ask,
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ answer: expect.any(String) });
  });
  it('10: a loop of tools', async () => {
    const asked: unknown[] = [];
    const runner = client.chat.completions.runTools({
      ...ask,
      messages: [user('Please call get_weather')],
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'The weather of a city',
            parameters: { ...weather.function.parameters, required: ['city', 'days'] },
            parse: JSON.parse,
            function: (given: object) => {
              asked.push(given);
              return 'sunny';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toMatch(/\w/);
    expect(asked).toHaveLength(1);
    const messages: readonly Record<string, unknown>[] = (await sent.at(-1)?.json())?.messages ?? [];
    const calls = messages.at(-2)?.['tool_calls'] as readonly { id: string }[] | undefined;
    expect(messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: calls?.[0]?.id, content: 'sunny' });
  });
  it('18: a tool answers what nobody asked', async () => {
    const stray = { role: 'tool', tool_call_id: 'x:9', content: 'y' };
    expect(await refused({ ...ask, messages: [user('x'), stray] })).toContain('tool_call_id');
  });
  it('19: tool calls without answers', async () => {
    const turn = {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'x:62', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
    };
    expect(await refused({ ...ask, messages: [user('x'), turn, user('y')] })).toContain('x:62');
  });
  it('20: parameters that are no MFJS', async () => {
    const a = { type: 'string', anyOf: [{ type: 'string' }, { type: 'null' }] };
    const broken = {
      ...weather,
      function: { ...weather.function, parameters: { type: 'object', properties: { a } } },
    };
    expect(await refused({ ...ask, tools: [broken] })).toContain("At path 'properties.a'");
  });
  it('web search', async () => {
    const tools = [{ type: 'builtin_function', function: { name: '$web_search' } }];
    const messages = [user('call $web_search')];
    const { choices } = await client.chat.completions.create(beyond({ ...ask, messages, tools }));
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ type: 'builtin_function', function: { name: '$web_search' } });
  });
});

describe('faults', () => {
  it('21: retries after a 429', async () => {
    mock.fault('overloaded*1');
    const started = performance.now();
    await clientWith({ maxRetries: 2 }).chat.completions.create(ask);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(sent).toHaveLength(2);
  });
  it('22: no quota', async () => {
    mock.fault('quota');
    const error = await errorOf(client.chat.completions.create(ask));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ type: 'exceeded_current_quota_error' });
  });
  it('23: a gateway that gives up', async () => {
    mock.fault('gateway-timeout');
    const error = await errorOf(client.chat.completions.create(ask));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 504 });
  });
});

describe('files', () => {
  const line = '{"custom_id":"a"}\n';
  it('25: what was uploaded is there until it is deleted', async () => {
    const { id, bytes } = await client.files.create({
      file: await toFile(Buffer.from(line), 'a.jsonl'),
      purpose: 'batch',
    });
    expect(bytes).toBe(line.length);
    expect((await client.files.retrieve(id)).filename).toBe('a.jsonl');
    const listed: string[] = [];
    for await (const file of client.files.list()) listed.push(file.id);
    expect(listed).toEqual([id]);
    expect(await (await client.files.content(id)).text()).toBe(line);
    expect(await client.files.delete(id)).toMatchObject({ id, deleted: true });
    expect(await errorOf(client.files.retrieve(id))).toBeInstanceOf(NotFoundError);
  });
  it('26: an empty file', async () => {
    const file = await toFile(Buffer.from(''), 'a.jsonl');
    const error = await errorOf(client.files.create({ file, purpose: 'batch' }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect((error as Error).message).toContain('File size is zero');
  });
  it('another key sees other files', async () => {
    await client.files.create({ file: await toFile(Buffer.from(line), 'a.jsonl'), purpose: 'batch' });
    expect((await clientWith({ apiKey: 'sk-other' }).files.list()).data).toEqual([]);
  });
});

describe('batches', () => {
  const request = (id: string): string =>
    JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: think });
  const upload = async (ids: readonly string[]): Promise<string> => {
    const file = await toFile(Buffer.from(ids.map(request).join('\n')), 'in.jsonl');
    return (await client.files.create({ file, purpose: 'batch' })).id;
  };
  const create = async (more: object = {}): Promise<OpenAI.Batch> =>
    client.batches.create(
      beyond({
        input_file_id: await upload(['a', 'b', 'c']),
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
        ...more,
      }),
    );

  it('28: runs as the clock goes', async () => {
    const { id, status } = await create();
    const seen = [status];
    let batch = await client.batches.retrieve(id);
    for (let round = 0; round < 5; round++) {
      mock.advance(1000);
      batch = await client.batches.retrieve(id);
      if (seen.at(-1) !== batch.status) seen.push(batch.status);
    }
    expect(seen).toEqual(['validating', 'in_progress', 'finalizing', 'completed']);
    expect(batch.request_counts).toEqual({ completed: 3, failed: 0, total: 3 });
    const output = (await (await client.files.content(batch.output_file_id ?? '')).text()).trim().split('\n');
    const lines = output.map((each) => JSON.parse(each));
    expect(lines.map((each) => each.custom_id)).toEqual(['a', 'b', 'c']);
    for (const { response } of lines) {
      expect(response.status_code).toBe(200);
      expect(response.body.object).toBe('chat.completion');
    }
    const times = [batch.created_at, batch.in_progress_at, batch.finalizing_at, batch.completed_at];
    expect(times).toEqual([...times].sort((a, b) => Number(a) - Number(b)));
  });
  it('a wrong line fails it', async () => {
    const file = await toFile(Buffer.from(`${request('a')}\n${request('a')}`), 'in.jsonl');
    const { id } = await create({
      input_file_id: (await client.files.create({ file, purpose: 'batch' })).id,
    });
    mock.advance(1500);
    const batch = await client.batches.retrieve(id);
    expect(batch.status).toBe('failed');
    expect(await (await client.files.content(batch.error_file_id ?? '')).text()).toContain('not unique');
  });
  it('29: a window that is too short', async () => {
    expect(await errorOf(create({ completion_window: '11h' }))).toBeInstanceOf(BadRequestError);
  });
  it('30: a file for something else', async () => {
    const file = await toFile(Buffer.from('text'), 'a.txt');
    const { id } = await client.files.create(beyond({ file, purpose: 'file-extract' }));
    expect(await errorOf(create({ input_file_id: id }))).toBeInstanceOf(BadRequestError);
    expect(await errorOf(create({ input_file_id: 'file-none' }))).toBeInstanceOf(BadRequestError);
  });
  it('31: is cancelled once', async () => {
    const { id } = await create();
    mock.advance(1000);
    expect((await client.batches.cancel(id)).status).toBe('cancelling');
    mock.advance(1000);
    expect((await client.batches.retrieve(id)).status).toBe('cancelled');
    expect(await errorOf(client.batches.cancel(id))).toBeInstanceOf(BadRequestError);
  });
  it('32: is listed by pages', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count++) made.push((await create()).id);
    sent = [];
    const listed: string[] = [];
    for await (const batch of client.batches.list({ limit: 2 })) listed.push(batch.id);
    expect(listed).toEqual([...made].reverse());
    expect(sent).toHaveLength(3);
  });
});

describe('tokens and money', () => {
  it('33: the estimate is what chat counts', async () => {
    const estimate = async (text: string) => {
      const body = { model: 'kimi-k2.6', messages: [user(text)] };
      const path = '/tokenizers/estimate-token-count';
      return ((await client.post(path, { body })) as { data: { total_tokens: number } }).data.total_tokens;
    };
    const short = await estimate('Hello');
    expect(short).toBeGreaterThan(0);
    expect(await estimate('Hello'.repeat(20))).toBeGreaterThan(short);
    expect((await client.chat.completions.create(think)).usage?.prompt_tokens).toBe(short);
  });
  it('34: the balance adds up', async () => {
    const { code, status, data } = (await client.get('/users/me/balance')) as {
      code: number;
      status: boolean;
      data: Record<string, number>;
    };
    expect([code, status]).toEqual([0, true]);
    expect(data['available_balance']).toBeCloseTo(
      (data['cash_balance'] ?? 0) + (data['voucher_balance'] ?? 0),
      5,
    );
  });
  it('35: without money no chat', async () => {
    await control('balance', { cash: 0, voucher: 0 });
    const error = await errorOf(client.chat.completions.create(ask));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ type: 'exceeded_current_quota_error' });
    expect(await client.get('/users/me/balance')).toMatchObject({ data: { available_balance: 0 } });
  });
});
