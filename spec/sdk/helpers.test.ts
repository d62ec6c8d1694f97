import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BadRequestError,
  type BatchObject,
  ConfigurationError,
  InternalServerError,
  Moonshot,
  NotFoundError,
  RequestAbortedError,
  type RequestOptions,
} from 'moonshot-plumbline';
import { fileFromPath } from 'moonshot-plumbline/node';
import { createMock } from 'openapi-plumbline/mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { isFull } from '../../generator/testing/figure.ts';
import { behaviours } from '../behaviours/index.ts';
import { contract } from '../behaviours/testing/with-client.ts';
import {
  type BatchRequest,
  batchLines,
  batchResults,
  chatTool,
  chooseModel,
  continueChat,
  createChatBatch,
  IncompleteStreamError,
  inlineMedia,
  ParseError,
  parseChat,
  parseCompletion,
  responseFormat,
  runTools,
  streamChat,
  ToolLoopError,
  uploadMedia,
  waitForBatch,
} from './index.ts';

let mock = createMock(contract, { behaviours });
let bodies: unknown[] = [];

const client = new Moonshot({
  apiKey: 'sk-test',
  baseUrl: 'http://mock.test',
  maxRetries: 0,
  fetch: async (url, init) => {
    const request = new Request(url, init);
    if (typeof init?.body === 'string') bodies.push(JSON.parse(init.body));
    return mock.fetch(request);
  },
});

beforeEach(() => {
  mock = createMock(contract, { behaviours });
  bodies = [];
});

const user = (content: string) => ({ role: 'user' as const, content });
const hello = { model: 'kimi-k2.6' as const, messages: [user('Hello')] };
const quick = { model: 'kimi-k2-0905-preview' as const, messages: [user('Hello')] };
const fault = (id: string): RequestOptions => ({ headers: { 'x-mock-fault': id } });
const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  );

describe('streamChat', () => {
  it('gives the completion that the same request without a stream gives', async () => {
    const whole = await client.chat.completions.create(hello);
    const folded = await streamChat(client, hello).finalCompletion();
    expect(folded.choices).toEqual(whole.choices);
    expect(folded.usage.total_tokens).toBe(whole.usage.total_tokens);
  });

  it('reports reasoning, content, finish and usage as they come', async () => {
    const stream = streamChat(client, hello);
    const types: string[] = [];
    for await (const event of stream) if (types.at(-1) !== event.type) types.push(event.type);
    expect(types).toEqual(['reasoning', 'content', 'usage', 'finish', 'usage']);
    expect((await stream.finalMessage()).content).toBe(await streamChat(client, hello).finalText());
  });

  it('rejects with what came when the stream is cut', async () => {
    const error = await errorOf(streamChat(client, hello, fault('stream-cut=8')).finalCompletion());
    expect(error).toBeInstanceOf(IncompleteStreamError);
    expect((error as IncompleteStreamError).partial).toHaveLength(1);
  });

  it('rejects the final completion when the loop is left', async () => {
    const stream = streamChat(client, hello);
    for await (const event of stream) if (event.type === 'content') break;
    expect(await errorOf(stream.finalCompletion())).toMatchObject({
      name: 'IncompleteStreamError',
      message: 'the stream was left before its end',
    });
  });

  it('rejects with the error of the API when the request is refused', async () => {
    const wrong = { ...hello, messages: [user('')] };
    expect(await errorOf(streamChat(client, wrong).finalText())).toBeInstanceOf(BadRequestError);
  });
});

describe('runTools', () => {
  const weather = {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
    run: () => ({ degrees: 21 }),
  };
  const call = { ...quick, messages: [user('Please call get_weather')] };

  it('calls the tool, returns its result and ends with an answer', async () => {
    const { completion, messages, steps } = await runTools(client, call, [weather]);
    expect(steps).toHaveLength(2);
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
    expect(messages[2]).toMatchObject({ content: '{"degrees":21}', tool_call_id: 'get_weather:0' });
  });

  it('returns to the model what a tool throws, and goes on', async () => {
    const broken = { ...weather, run: () => Promise.reject(new Error('no such city')) };
    const { steps } = await runTools(client, call, [broken]);
    expect(steps[0]?.results).toEqual([
      { id: 'get_weather:0', content: '{"error":"no such city"}', isError: true },
    ]);
  });

  it('carries the reasoning of a thinking model back', async () => {
    const { messages } = await runTools(client, { ...hello, messages: call.messages }, [weather]);
    expect(messages[1]).toMatchObject({ role: 'assistant', reasoning_content: expect.stringMatching(/./) });
  });

  it('checks arguments by a Standard Schema before the tool runs', async () => {
    const seen: number[] = [];
    const days = chatTool({
      name: 'get_weather',
      parameters: z.object({ days: z.number() }),
      run: ({ days: count }) => seen.push(count),
    });
    await runTools(client, call, [days]);
    expect(seen).toHaveLength(1);
    const never = chatTool({
      ...days,
      parameters: z.object({ days: z.number().refine((value) => value > 1e300, 'must be huge') }),
      run: () => expect.fail('the arguments are not valid'),
    });
    const { steps } = await runTools(client, call, [never]);
    expect(steps[0]?.results[0]).toMatchObject({
      isError: true,
      content: expect.stringContaining('/days: must be huge'),
    });
  });

  it('refuses, before anything is sent, a schema that the API does not take', async () => {
    const wrong = { ...weather, parameters: { type: 'object', properties: { a: { enum: ['x'] } } } };
    const error = await errorOf(runTools(client, call, [wrong]));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain('tools.get_weather.parameters: the schema is not valid');
    expect((error as Error).message).toContain("At path 'properties.a'");
    expect(bodies).toEqual([]);
  });

  it('ends with an error that holds the conversation when the model calls tools for ever', async () => {
    const options = { maxSteps: 3, headers: { 'x-mock-tool': 'get_weather' } };
    const error = await errorOf(runTools(client, call, [weather], options));
    expect(error).toBeInstanceOf(ToolLoopError);
    expect((error as ToolLoopError).messages.filter(({ role }) => role === 'tool')).toHaveLength(3);
  });

  it('demands a tool in the first request only', async () => {
    const forced = { ...call, tool_choice: 'required' as const };
    const { steps } = await runTools(client, forced, [weather]);
    expect(steps).toHaveLength(2);
    expect(bodies).toMatchObject([{ tool_choice: 'required' }, { tool_choice: 'auto' }]);
  });

  it('streams when it has a listener for events, with the same outcome', async () => {
    const types = new Set<string>();
    const streamed = await runTools(client, call, [weather], { onEvent: ({ type }) => types.add(type) });
    const whole = await runTools(client, call, [weather]);
    expect(streamed.messages).toEqual(whole.messages);
    expect(streamed.usage).toEqual(whole.usage);
    expect([...types].sort()).toEqual(['content', 'finish', 'toolArguments', 'toolCall', 'usage']);
    expect(bodies).toMatchObject([{ stream: true }, { stream: true }, { stream: false }, { stream: false }]);
  });

  it('returns to the model what is not an object of arguments, and what has no JSON', async () => {
    const listed = { ...weather, run: () => () => 'a function' };
    const { steps } = await runTools(client, call, [listed]);
    expect(steps[0]?.results[0]).toMatchObject({ content: 'null', isError: false });
  });

  it('sends back the arguments of a tool of the API itself', async () => {
    const search = { type: 'builtin_function' as const, function: { name: '$web_search' } };
    const body = { ...quick, messages: [user('call $web_search')], tools: [search] };
    const { messages, completion } = await runTools(client, body, []);
    const [call] = messages[1]?.tool_calls ?? [];
    expect(messages[2]).toMatchObject({ role: 'tool', content: call?.function.arguments });
    expect(completion.choices[0]?.finish_reason).toBe('stop');
  });

  it('stops between two requests when the signal is aborted', async () => {
    const controller = new AbortController();
    const loop = runTools(client, call, [weather], {
      signal: controller.signal,
      onStep: () => controller.abort(),
    });
    expect(await errorOf(loop)).toBeInstanceOf(RequestAbortedError);
  });

  it('refuses two tools of one name', async () => {
    expect(await errorOf(runTools(client, call, [weather, weather]))).toBeInstanceOf(ConfigurationError);
  });
});

describe('parseChat', () => {
  const city = z.object({ city: z.string(), days: z.number() });

  it('returns a value of the type of the schema', async () => {
    const { parsed } = await parseChat(client, quick, { name: 'city', schema: city });
    expect(typeof parsed.city).toBe('string');
    expect(bodies[0]).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'city' } },
    });
  });

  it.each([
    { title: 'was cut', content: '{"city":"Ro', finish: 'length', reason: 'token limit' },
    { title: 'is not JSON', content: 'Rome', finish: 'stop', reason: 'is not JSON' },
    { title: 'is of another type', content: '{"city":"Rome","days":"2"}', finish: 'stop', reason: '/days' },
  ])('throws an error that holds the content when it $title', async ({ content, finish, reason }) => {
    const message = { role: 'assistant', content };
    const completion = { choices: [{ index: 0, message, finish_reason: finish }] };
    const fixed = new Moonshot({ apiKey: 'sk-test', fetch: async () => Response.json(completion) });
    const error = await errorOf(parseChat(fixed, quick, { name: 'city', schema: city }));
    expect(error).toBeInstanceOf(ParseError);
    expect((error as ParseError).message).toContain(reason);
    expect((error as ParseError).content).toBe(content);
  });
});

it('parseCompletion reads what a stream, a tool loop or a batch was requested with', async () => {
  const city = { name: 'city', schema: z.object({ city: z.string() }) };
  const body = { ...quick, response_format: await responseFormat(city) };
  const parsed = await parseCompletion(await streamChat(client, body).finalCompletion(), city.schema);
  expect(parsed.city).toMatch(/^/);
  expect(await parseChat(client, quick, city)).toMatchObject({ parsed });
});

it('chooseModel takes the first id that is served, and names the served ones where none is', async () => {
  expect(await chooseModel(client, ['kimi-k99', 'kimi-k2.6', 'kimi-k2.5'])).toBe('kimi-k2.6');
  const error = await errorOf(chooseModel(client, ['kimi-k99']));
  expect((error as Error).message).toMatch(/^the API serves none of kimi-k99; it serves .*kimi-k2\.6/);
});

it('continueChat joins the prefix with what the model continues', async () => {
  const { text, completion } = await continueChat(client, quick, 'Once upon');
  expect(text).toBe(`Once upon${completion.choices[0]?.message.content}`);
  expect(bodies[0]).toMatchObject({ messages: [user('Hello'), { role: 'assistant', partial: true }] });
});

describe('media', () => {
  const png = new Blob([new Uint8Array([137, 80, 78, 71])], { type: 'image/png' });

  it('inlineMedia makes a data URL', async () => {
    expect(await inlineMedia(png)).toEqual({
      type: 'image_url',
      image_url: { url: 'data:image/png;base64,iVBORw==' },
    });
    expect(await errorOf(inlineMedia(new Blob(['x'])))).toBeInstanceOf(ConfigurationError);
    const svg = new Blob(['<svg/>'], { type: 'image/svg+xml' });
    expect(await errorOf(inlineMedia(svg))).toBeInstanceOf(ConfigurationError);
  });

  it('inlineMedia reads the media type off the name of a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'media-'));
    const path = join(folder, 'clip.MP4');
    writeFileSync(path, 'film');
    expect(await inlineMedia(await fileFromPath(path))).toEqual({
      type: 'video_url',
      video_url: { url: 'data:video/mp4;base64,ZmlsbQ==' },
    });
    const { part, fileId } = await uploadMedia(client, 'video', await fileFromPath(path));
    expect(part).toEqual({ type: 'video_url', video_url: { url: `ms://${fileId}` } });
    const uploaded = await client.files.retrieve(fileId);
    expect(uploaded).toMatchObject({ purpose: 'video', filename: 'clip.MP4' });
    const seen = await client.chat.completions.create({
      ...hello,
      messages: [{ role: 'user', content: [part, { type: 'text', text: 'What is this?' }] }],
    });
    expect(seen.choices).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });

  it('uploadMedia uploads and refers to the file', async () => {
    const { part, fileId } = await uploadMedia(client, 'image', png);
    expect(part).toEqual({ type: 'image_url', image_url: { url: `ms://${fileId}` } });
    expect((await client.files.retrieve(fileId)).purpose).toBe('image');
  });
});

describe('batches', () => {
  const request = (customId: string, content = 'Hello'): BatchRequest => ({
    customId,
    body: { model: 'kimi-k2.6', messages: [user(content)] },
  });
  it('joins every result with its request', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `row-${index}`);
    const { id } = await createChatBatch(
      client,
      ids.map((each) => request(each, `Say ${each}`)),
    );
    const statuses: BatchObject['status'][] = [];
    const waiting = waitForBatch(client, id, {
      firstWait: 1,
      onProgress({ status }) {
        statuses.push(status);
        mock.fetch(new Request('http://mock.test/__mock/clock', { method: 'POST', body: '{"advance":10}' }));
      },
    });
    const batch = await waiting;
    expect(batch.status).toBe('completed');
    expect(statuses.length).toBeGreaterThan(1);
    const results = await batchResults(client, batch);
    expect([...results.keys()].sort()).toEqual([...ids].sort());
    expect(results.get('row-7')?.completion?.choices[0]?.message.content).toMatch(/./);
  });

  it.each([
    { title: 'is empty', requests: [], at: 'requests' },
    { title: 'uses an id twice', requests: [request('a'), request('a')], at: 'requests[1].customId' },
    { title: 'has an empty id', requests: [request('')], at: 'requests[0].customId' },
    {
      title: 'has two models',
      requests: [
        request('a'),
        { customId: 'b', body: { model: 'kimi-k2.5' as const, messages: [user('x')] } },
      ],
      at: 'requests[1].body.model',
    },
    {
      title: 'streams',
      requests: [{ customId: 'b', body: { ...hello, stream: true } }],
      at: 'requests[0].body.stream',
    },
  ])('refuses a batch that $title', ({ requests, at }) => {
    expect(() => batchLines(requests)).toThrow(at);
  });

  // 105 MB of text: in `npm run verify`.
  it.runIf(isFull)('refuses a batch of more bytes than a file may have, counted in UTF-8', () => {
    const long = '月'.repeat(35_000_000);
    expect(() => batchLines([request('a', long)])).toThrow(
      /^requests: 105000\d+ bytes are more than the 104857600/,
    );
    expect(() => batchLines([request('a', long.slice(0, 34_900_000))])).not.toThrow();
  });

  it('says what the API says of a line that belongs to no request', async () => {
    const line = { custom_id: null, response: null, error: { message: 'line 1: is not a JSON object' } };
    const other = new Moonshot({ apiKey: 'sk-test', fetch: async () => new Response(JSON.stringify(line)) });
    const failed = { id: 'batch-1', error_file_id: 'file-1' } as BatchObject;
    expect(await errorOf(batchResults(other, failed))).toMatchObject({
      message: 'batch batch-1, line 1 of file file-1: belongs to no request: line 1: is not a JSON object',
    });
  });

  it('waits longer from look to look, up to the longest wait', async () => {
    const { id } = await createChatBatch(client, [request('a')]);
    const waits: number[] = [];
    const real = globalThis.setTimeout;
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, wait = 0) => {
      // Timeouts of requests are left alone.
      if (wait >= 600_000) return real(run, wait);
      waits.push(wait);
      return real(run, 0);
    }) as typeof setTimeout);
    const totals: number[] = [];
    try {
      await waitForBatch(client, id, {
        longestWait: 3_000,
        onProgress({ request_counts: { total } }) {
          totals.push(total);
          if (totals.length > 4)
            mock.fetch(
              new Request('http://mock.test/__mock/clock', { method: 'POST', body: '{"advance":10}' }),
            );
        },
      });
    } finally {
      spy.mockRestore();
    }
    expect(waits.slice(0, 5)).toEqual([1_000, 1_500, 2_250, 3_000, 3_000]);
    expect(totals.at(-1)).toBe(1);
  });

  it('goes on waiting while the API fails for a while, and not for ever', async () => {
    const { id } = await createChatBatch(client, [request('a')]);
    const quickly = { firstWait: 1, longestWait: 1 };
    mock.fault('server-error*9');
    const onProgress = (): void =>
      void mock.fetch(
        new Request('http://mock.test/__mock/clock', { method: 'POST', body: '{"advance":10}' }),
      );
    expect((await waitForBatch(client, id, { ...quickly, onProgress })).status).toBe('completed');
    mock.fault('server-error*10');
    expect(await errorOf(waitForBatch(client, id, quickly))).toBeInstanceOf(InternalServerError);
    expect(await errorOf(waitForBatch(client, 'batch-none', quickly))).toBeInstanceOf(NotFoundError);
  });

  it('stops waiting when the signal is aborted', async () => {
    const { id } = await createChatBatch(client, [request('a')]);
    const controller = new AbortController();
    const waiting = waitForBatch(client, id, {
      firstWait: 60_000,
      signal: controller.signal,
      onProgress: () => setTimeout(() => controller.abort(), 1),
    });
    expect(await errorOf(waiting)).toBeInstanceOf(RequestAbortedError);
  });
});
