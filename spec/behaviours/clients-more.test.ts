import type OpenAI from 'openai';
import { toFile } from 'openai';
import { createMock } from 'openapi-plumbline/mock';
import { describe, expect, it } from 'vitest';
import { behaviours } from './index.ts';
import { beyond, chatRequest, contract, think, user, weather, withClient } from './testing/with-client.ts';

/**
 * What a useful mock of this API does beyond the list of checks: caches, searches, files in messages, batches that
 * go wrong.
 */

const on = withClient();
const complete = (body: object): Promise<OpenAI.ChatCompletion> =>
  on.client.chat.completions.create(beyond(body));

describe('chat', () => {
  it('a long prompt that was sent before is cached, for that account', async () => {
    const body = { ...chatRequest, messages: [user(`Once upon a time ${'there was a wall '.repeat(200)}`)] };
    const cached = async (client: OpenAI = on.client): Promise<unknown> =>
      ((await client.chat.completions.create(body)).usage as { cached_tokens?: number } | undefined)
        ?.cached_tokens;
    expect(await cached()).toBe(0);
    const again = await cached();
    expect(again).toBeGreaterThan(256);
    expect(await cached(on.clientWith({ apiKey: 'sk-other' }))).toBe(0);
  });

  it('$web_search is called, and what is sent back is answered', async () => {
    const tools = [{ type: 'builtin_function', function: { name: '$web_search' } }];
    const first = await complete({ ...chatRequest, messages: [user('call $web_search')], tools });
    const [choice] = first.choices;
    const [call] = (choice?.message.tool_calls ?? []) as unknown as readonly {
      id: string;
      function: { arguments: string };
    }[];
    expect(choice?.finish_reason).toBe('tool_calls');
    const given = JSON.parse(call?.function.arguments ?? '');
    expect(given.usage.total_tokens).toBe(first.usage?.prompt_tokens);
    const last = await complete({
      ...chatRequest,
      tools,
      messages: [
        user('call $web_search'),
        choice?.message,
        { role: 'tool', tool_call_id: call?.id, name: '$web_search', content: call?.function.arguments },
      ],
    });
    expect(last.choices[0]?.finish_reason).toBe('stop');
    expect(last.choices[0]?.message.content).toMatch(/\w+ \w+/);
  });

  it.each([
    { kind: 'image', given: 'data:image/png;base64,AAAA', isTaken: true },
    { kind: 'video', given: 'data:video/mp4;base64,AAAA', isTaken: true },
    { kind: 'image', given: 'data:image/svg+xml;base64,AAAA', isTaken: false },
    { kind: 'video', given: 'https://example.test/a.mp4', isTaken: false },
    { kind: 'image', given: 'ms://image', isTaken: true },
    { kind: 'video', given: 'ms://video', isTaken: true },
    { kind: 'image', given: 'ms://video', isTaken: false },
    { kind: 'video', given: 'ms://file-extract', isTaken: false },
  ])('$kind_url $given', async ({ kind, given, isTaken }) => {
    const ids = new Map<string, string>();
    for (const purpose of ['image', 'video', 'file-extract']) {
      const file = await toFile(Buffer.from('x'), 'a.bin');
      ids.set(purpose, (await on.client.files.create(beyond({ file, purpose }))).id);
    }
    const url = given.replace(/^ms:\/\/(.*)$/, (_, purpose: string) => `ms://${ids.get(purpose)}`);
    for (const part of [{ [`${kind}_url`]: { url } }, { [`${kind}_url`]: url }]) {
      const content = [
        { type: `${kind}_url`, ...part },
        { type: 'text', text: 'What is it?' },
      ];
      const body = { ...think, messages: [{ role: 'user', content }] };
      if (isTaken) expect((await complete(body)).choices[0]?.finish_reason).toBe('stop');
      else await on.refused(body);
    }
  });

  it('a tool is called because it must be, because it is named, and never when it may not be', async () => {
    const other = { ...weather, function: { ...weather.function, name: 'get_time' } };
    const body = { ...chatRequest, tools: [weather, other] };
    const called = async (more: object): Promise<readonly string[]> => {
      const { choices } = await complete({ ...body, ...more });
      return (choices[0]?.message.tool_calls ?? []).map((call) =>
        call.type === 'function' ? call.function.name : '',
      );
    };
    expect(await called({})).toEqual([]);
    expect(await called({ tool_choice: 'required' })).toEqual(['get_weather']);
    const named = { type: 'function', function: { name: 'get_time' } };
    expect(await called({ tool_choice: named })).toEqual(['get_time']);
    const messages = [user('call get_weather and get_time')];
    expect(await called({ messages })).toEqual(['get_weather', 'get_time']);
    expect(await called({ messages, tool_choice: 'none' })).toEqual([]);
  });

  it('where the model may choose, a control says which tools it calls', async () => {
    const body = { ...chatRequest, tools: [weather] };
    const calls = async (callsTools: string, messages: readonly object[]) => {
      await on.mock.fetch(
        new Request('http://mock.test/__mock/chat', { method: 'POST', body: JSON.stringify({ callsTools }) }),
      );
      const { choices } = await complete({ ...body, messages });
      return choices[0]?.message.tool_calls?.length ?? 0;
    };
    const plain = [user('Hello')];
    const naming = [user('call get_weather')];
    expect([await calls('first', plain), await calls('named', plain), await calls('named', naming)]).toEqual([
      1, 0, 1,
    ]);
    expect(await calls('never', naming)).toBe(0);
  });

  it('the output tool of pydantic-ai, sent with tool_choice auto, is called with arguments of its schema', async () => {
    const parameters = {
      type: 'object',
      properties: { city: { type: 'string' }, country: { type: 'string' } },
      required: ['city', 'country'],
      additionalProperties: false,
    };
    const description = 'The final response which ends this conversation';
    const request = {
      model: 'kimi-k2-0905-preview',
      messages: [user('Where were the Olympics in 2012?')],
      stream: false,
      tools: [
        { type: 'function', function: { name: 'final_result', description, parameters, strict: true } },
      ],
      tool_choice: 'auto',
    };
    await on.mock.fetch(
      new Request('http://mock.test/__mock/chat', { method: 'POST', body: '{"callsTools":"first"}' }),
    );
    const { choices } = await complete(request);
    const called = choices[0]?.message.tool_calls?.[0];
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(called).toMatchObject({ type: 'function', function: { name: 'final_result' } });
    expect(called?.type === 'function' ? JSON.parse(called.function.arguments) : undefined).toEqual({
      city: expect.any(String),
      country: expect.any(String),
    });
  });

  it('a model that is added is listed and answers, and any other unknown one is not found', async () => {
    const mock = createMock(contract, {
      behaviours,
      settings: { models: { extra: 'kimi-k3,kimi-k3-mini' } },
    });
    const send = async (path: string, body?: object): Promise<{ status: number; body: unknown }> => {
      const response = await mock.fetch(
        new Request(`http://mock.test/v1${path}`, {
          headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
          ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        }),
      );
      return { status: response.status, body: await response.json() };
    };
    const ids = (await send('/models')).body;
    expect(ids).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ id: 'kimi-k3' })]) });
    const messages = [user('Hello')];
    expect(await send('/chat/completions', { model: 'kimi-k3-mini', messages })).toMatchObject({
      status: 200,
      body: { model: 'kimi-k3-mini' },
    });
    expect((await send('/chat/completions', { model: 'kimi-k4', messages })).status).toBe(404);
    expect((await send('/chat/completions', { model: 'kimi-k3', messages: 'Hello' })).status).toBe(400);
  });

  it('equal requests get equal answers, of other mocks of that seed too', async () => {
    const first = await complete(think);
    on.mock.reset();
    const second = await complete(think);
    expect({ ...second, created: 0 }).toEqual({ ...first, created: 0 });
  });
});

describe('batches that go wrong', () => {
  const line = (id: string, body: object): string =>
    JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body });
  const create = async (lines: readonly string[]): Promise<string> => {
    const file = await toFile(Buffer.from(lines.join('\n')), 'in.jsonl');
    const { id } = await on.client.files.create({ file, purpose: 'batch' });
    const made = await on.client.batches.create({
      input_file_id: id,
      endpoint: '/v1/chat/completions',
      completion_window: beyond(['12h'])[0],
    });
    return made.id;
  };
  const linesOf = async (id: string | undefined): Promise<readonly Record<string, unknown>[]> =>
    (await (await on.client.files.content(id ?? '')).text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));

  it('lines that fail stand in the error file, the others in the output', async () => {
    const id = await create([line('good', think), line('bad', { ...think, messages: [] })]);
    on.mock.advance(5000);
    const batch = await on.client.batches.retrieve(id);
    expect(batch.request_counts).toEqual({ completed: 1, failed: 1, total: 2 });
    expect(await linesOf(batch.output_file_id)).toMatchObject([{ custom_id: 'good', error: null }]);
    expect(await linesOf(batch.error_file_id)).toMatchObject([
      {
        custom_id: 'bad',
        response: { status_code: 400, body: { error: { type: 'invalid_request_error' } } },
      },
    ]);
  });

  it.each([
    { name: 'no JSON', lines: ['{'] },
    { name: 'another method', lines: [line('a', think).replace('POST', 'GET')] },
    { name: 'another url', lines: [line('a', think).replace('/v1/chat', '/v2/chat')] },
    { name: 'no id', lines: [JSON.stringify({ method: 'POST', url: '/v1/chat/completions', body: think })] },
    { name: 'two models', lines: [line('a', think), line('b', { ...think, model: 'kimi-k2.5' })] },
    { name: 'a model that has no batches', lines: [line('a', chatRequest)] },
    { name: 'sampling', lines: [line('a', { ...think, temperature: 1 })] },
  ])('$name fails the whole', async ({ lines }) => {
    const id = await create(lines);
    on.mock.advance(2000);
    const batch = await on.client.batches.retrieve(id);
    expect([batch.status, batch.output_file_id ?? null]).toEqual(['failed', null]);
    expect((await linesOf(batch.error_file_id)).length).toBeGreaterThan(0);
  });

  it('what is not done in time expires, and keeps what is done', async () => {
    const id = await create([line('a', think), line('b', think), line('c', think)]);
    await on.control('batches', { linesPerTick: 1 });
    on.mock.advance(2000);
    expect((await on.client.batches.retrieve(id)).status).toBe('in_progress');
    await on.control('batches', { linesPerTick: 0 });
    on.mock.advance(13 * 3_600_000);
    const batch = await on.client.batches.retrieve(id);
    expect([batch.status, batch.completed_at ?? null]).toEqual(['expired', null]);
    expect((await linesOf(batch.output_file_id)).map((each) => each['custom_id'])).toEqual(['a']);
    await expect(on.client.batches.cancel(id)).rejects.toMatchObject({ status: 400 });
  });
});
