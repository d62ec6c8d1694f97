import { ApiError, Moonshot, RequestAbortedError, StreamError } from 'moonshot-plumbline';
import { type ChatEvent, IncompleteStreamError, streamChat } from 'moonshot-plumbline/helpers';
import { expect } from 'vitest';
import {
  type Behaviour,
  callBoth,
  callWeather,
  errorOf,
  plain,
  thinking,
  user,
  type World,
} from './world.test-support.ts';

const tools = ['get_weather', 'read_news'].map((name) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object' as const, properties: { city: { type: 'string' } } } },
}));

async function eventsOf(stream: AsyncIterable<ChatEvent>): Promise<readonly ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

const ofType = <Type extends ChatEvent['type']>(events: readonly ChatEvent[], type: Type) =>
  events.filter((event): event is Extract<ChatEvent, { type: Type }> => event.type === type);

/** Streams and their events. */
export const streams: readonly Behaviour[] = [
  {
    openai: '`content` and `content.delta` with the text so far',
    here: 'have',
    how: 'event `content`: `delta`, `content`',
    reads: 'a stream',
    async test({ client }) {
      const stream = streamChat(client, plain);
      const events = ofType(await eventsOf(stream), 'content');
      let text = '';
      for (const { delta, content } of events) {
        text += delta;
        expect(content).toBe(text);
      }
      expect(events.length).toBeGreaterThan(1);
      expect(text).toBe(await stream.finalText());
    },
  },
  {
    openai: '`content.done`, `finalContent`, `finalMessage`, `finalChatCompletion`, as events and promises',
    here: 'have',
    how: 'event `finish`; `finalText()`, `finalMessage()`, `finalCompletion()`, typed as the response without a stream',
    reads: 'a stream',
    async test({ client }) {
      const stream = streamChat(client, plain);
      const completion = await stream.finalCompletion();
      const whole = await client.chat.completions.create(plain);
      expect(completion.choices).toEqual(whole.choices);
      expect(await stream.finalMessage()).toEqual(whole.choices[0]?.message);
      expect(await stream.finalText()).toBe(whole.choices[0]?.message.content);
    },
  },
  {
    openai: '`chunk`, and iterating gives chunks',
    here: 'have',
    how: '`client.chat.completions.create({ ..., stream: true })` gives typed chunks; `streamChat` gives events',
    reads: 'a stream',
    async test({ client }) {
      const kinds = new Set<string>();
      for await (const chunk of await client.chat.completions.create({ ...plain, stream: true }))
        kinds.add(chunk.object);
      expect([...kinds]).toEqual(['chat.completion.chunk']);
    },
  },
  {
    openai: '`tool_calls.function.arguments.delta`',
    here: 'have',
    how: 'event `toolArguments`: `index`, `name`, `delta`, `arguments`',
    reads: 'a stream',
    async test({ client }) {
      const events = ofType(await eventsOf(streamChat(client, { ...callWeather, tools })), 'toolArguments');
      expect(new Set(events.map(({ name }) => name))).toEqual(new Set(['get_weather']));
      expect(events.map(({ delta }) => delta).join('')).toBe(events.at(-1)?.arguments);
    },
  },
  {
    openai: '`tool_calls.function.arguments.done`, sent as soon as another call begins',
    here: 'better',
    how: 'event `toolCall` right before the end of its choice: whole also where the deltas of two calls alternate',
    reads: 'a stream',
    async test({ client }) {
      const stream = streamChat(client, { ...callBoth, tools });
      const calls = ofType(await eventsOf(stream), 'toolCall').map(({ call }) => call);
      expect(calls.map((call) => call.function.name)).toEqual(['get_weather', 'read_news']);
      expect(calls).toEqual((await stream.finalMessage()).tool_calls);
    },
    async theirs() {
      const deltas = [
        { index: 0, id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{"city":' } },
        { index: 1, id: 'b', type: 'function', function: { name: 'read_news', arguments: '{}' } },
        { index: 0, function: { arguments: '"Rome"}' } },
      ];
      const done: string[] = [];
      await theirStream(
        deltas.map((delta) => ({ tool_calls: [delta] })),
        'tool_calls',
        (stream) => stream.on('tool_calls.function.arguments.done', ({ arguments: text }) => done.push(text)),
      );
      // The first call is said to be done while half of its arguments is still to come.
      expect(done).toContain('{"city":');
    },
  },
  {
    openai: 'a delta of `reasoning_content` replaces the one before',
    here: 'better',
    how: 'event `reasoning`; the final message has all of it',
    reads: 'a stream',
    async test({ client }) {
      const stream = streamChat(client, thinking);
      const reasoning = ofType(await eventsOf(stream), 'reasoning');
      expect(reasoning.length).toBeGreaterThan(1);
      const text = reasoning.map(({ delta }) => delta).join('');
      expect((await stream.finalMessage()).reasoning_content).toBe(text);
    },
    async theirs({ openai, client }) {
      const final = await openai.chat.completions.stream(thinking).finalMessage();
      const whole = await client.chat.completions.create(thinking);
      const reasoning: unknown = Reflect.get(final, 'reasoning_content');
      expect(whole.choices[0]?.message.reasoning_content).not.toBe(reasoning);
    },
  },
  {
    openai: 'usage from the tail chunk only',
    here: 'better',
    how: 'event `usage`, and `finalCompletion()`, from the tail chunk or from the choice, where this API puts it',
    reads: 'a stream',
    async test({ client }) {
      const body = { ...plain, stream_options: { include_usage: false } };
      const { usage } = await streamChat(client, body).finalCompletion();
      expect(usage).toEqual((await client.chat.completions.create(plain)).usage);
    },
    async theirs({ openai }) {
      expect((await openai.chat.completions.stream(plain).finalChatCompletion()).usage).toBeUndefined();
    },
  },
  {
    openai: 'a stream that is cut throws without what came; as plain chunks it just ends',
    here: 'better',
    how: 'both throw; the `IncompleteStreamError` of `streamChat` has `partial`',
    async test(world) {
      world.fault('stream-cut=6');
      const error = await errorOf(streamChat(world.client, plain).finalCompletion());
      expect(error).toBeInstanceOf(IncompleteStreamError);
      expect((error as IncompleteStreamError).partial[0]?.message.content).toMatch(/./);
      expect(await errorOf(chunksOf(world))).toBeInstanceOf(StreamError);
    },
    async theirs({ openai, fault }) {
      fault('stream-cut=6');
      let chunks = 0;
      for await (const _ of await openai.chat.completions.create({ ...plain, stream: true })) chunks++;
      expect(chunks).toBe(6);
    },
  },
  {
    openai: 'an event that is not JSON throws a SyntaxError',
    here: 'better',
    how: 'a `StreamError` that quotes the event, without keys',
    async test(world) {
      world.fault('stream-malformed=2');
      const error = await errorOf(streamChat(world.client, plain).finalCompletion());
      expect(error).toBeInstanceOf(IncompleteStreamError);
      expect((error as Error).message).toMatch(/^an event holds no JSON: \{/);
    },
    async theirs({ openai, fault }) {
      fault('stream-malformed=2');
      const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
      const stream = openai
        .withOptions({ logger: silent })
        .chat.completions.create({ ...plain, stream: true });
      const error = await errorOf(
        stream.then(async (chunks) => {
          for await (const _ of chunks);
        }),
      );
      expect(error).toBeInstanceOf(SyntaxError);
    },
  },
  {
    openai: 'an event that holds an error throws an APIError with its type',
    here: 'have',
    how: 'an `ApiError` with `type`',
    async test(world) {
      world.fault('stream-error=2');
      const error = await errorOf(streamChat(world.client, plain).finalCompletion());
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ type: 'server_error' });
    },
  },
  {
    openai: 'bytes may be cut anywhere',
    here: 'have',
    how: 'the same',
    reads: 'a stream',
    async test({ client, fault }) {
      const body = { ...plain, messages: [user('Ein Grüezi an 月之暗面')] };
      const whole = await client.chat.completions.create(body);
      fault('stream-split');
      expect(await streamChat(client, body).finalText()).toBe(whole.choices[0]?.message.content);
    },
  },
  {
    openai: '`abort()` and `signal`',
    here: 'have',
    how: '`stream.abort()`, `signal`; the loop and the final promise reject',
    async test({ client }) {
      const stream = streamChat(client, plain);
      const read = async (): Promise<void> => {
        for await (const event of stream) if (event.type === 'content') stream.abort();
      };
      expect(await errorOf(read())).toBeInstanceOf(RequestAbortedError);
      expect(await errorOf(stream.finalCompletion())).toBeInstanceOf(RequestAbortedError);
      const controller = new AbortController();
      const options = { signal: controller.signal };
      const other = streamChat(client, plain, options);
      const readOther = async (): Promise<void> => {
        for await (const event of other) if (event.type === 'content') controller.abort();
      };
      expect(await errorOf(readOther())).toBeInstanceOf(RequestAbortedError);
    },
  },
  {
    openai: 'several choices at once',
    here: 'have',
    how: '`choice` of every event',
    reads: 'a stream',
    async test({ client }) {
      const body = { model: 'moonshot-v1-8k' as const, messages: [user('Hello')], n: 3, temperature: 0.5 };
      const { choices } = await streamChat(client, body).finalCompletion();
      const whole = await client.chat.completions.create(body);
      expect(choices).toEqual(whole.choices);
      expect(choices).toHaveLength(3);
    },
  },
  {
    openai: '`toReadableStream()` and `fromReadableStream()`, from a server to a browser',
    here: 'have',
    how: '`asResponse()` gives the bytes to pass on; in the browser a client whose `fetch` returns them folds them',
    reads: 'a stream',
    async test({ client }) {
      const passedOn = await client.chat.completions.create({ ...plain, stream: true }).asResponse();
      const browser = new Moonshot({ apiKey: 'none', fetch: async () => passedOn });
      const text = await streamChat(browser, {
        ...plain,
        stream_options: { include_usage: false },
      }).finalText();
      const whole = await client.chat.completions.create(plain);
      expect(text).toBe(whole.choices[0]?.message.content);
    },
  },
  {
    openai: '`on`, `once`, `off`, `emitted`, `events`',
    here: 'left out',
    how: 'one `for await` over a typed union of events does the same, and an error in the loop is an error of the loop',
  },
  {
    openai: '`currentChatCompletionSnapshot`',
    here: 'left out',
    how: 'every event has the text so far; `createChatFold().partial()` has the choices so far',
  },
  {
    openai: 'JSON that is parsed while it is written (`parsed` of `content.delta`)',
    here: 'left out',
    how: 'half a value is not valid by its schema; `parseCompletion` parses the whole one',
  },
  {
    openai: '`refusal.*`, audio and function_call',
    here: 'left out',
    how: 'no response of this API has these members',
  },
  {
    openai: '`logprobs.*`',
    here: 'left out',
    how: 'neither the document nor a published response shows where this API puts them',
  },
];

const chunksOf = async ({ client }: World): Promise<void> => {
  for await (const _ of await client.chat.completions.create({ ...plain, stream: true }));
};

type TheirStream = ReturnType<World['openai']['chat']['completions']['stream']>;

/** A stream of `openai` that reads these deltas of one choice. */
async function theirStream(
  deltas: readonly object[],
  reason: string,
  listen: (stream: TheirStream) => unknown,
): Promise<void> {
  const { default: OpenAI } = await import('openai');
  const chunk = (delta: object, finish: string | null) => ({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const [first, ...rest] = deltas;
  const data = [
    chunk({ role: 'assistant', ...first }, null),
    ...rest.map((delta) => chunk(delta, null)),
    chunk({}, reason),
  ].map((each) => `data: ${JSON.stringify(each)}\n\n`);
  const headers = { 'content-type': 'text/event-stream' };
  const openai = new OpenAI({
    apiKey: 'x',
    fetch: async () => new Response(`${data.join('')}data: [DONE]\n\n`, { headers }),
  });
  const stream = openai.chat.completions.stream({ model: 'm', messages: [user('x')] });
  listen(stream);
  await stream.done();
}
