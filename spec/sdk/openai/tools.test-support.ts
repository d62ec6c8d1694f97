import { ConfigurationError, RequestAbortedError } from 'moonshot-plumbline';
import {
  chatTool,
  ParseError,
  parseChat,
  parseCompletion,
  responseFormat,
  runTools,
  streamChat,
  ToolLoopError,
} from 'moonshot-plumbline/helpers';
import type OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { expect } from 'vitest';
import { z } from 'zod';
import {
  type Behaviour,
  callBoth,
  callWeather,
  errorOf,
  news,
  parameters,
  plain,
  thinking,
  user,
  weather,
} from './world.test-support.ts';

const always = { headers: { 'x-mock-tool': 'get_weather' } };
const theirTool = (run: (args: string) => unknown) => ({
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { ...parameters, required: ['city'] },
    function: run,
    description: 'weather',
  },
});

/** Loops of tools. */
export const tools: readonly Behaviour[] = [
  {
    openai: '`runTools` runs functions until the model answers',
    here: 'have',
    how: '`runTools(client, body, tools)`',
    async test({ client }) {
      const { completion, messages, steps } = await runTools(client, callWeather, [weather]);
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
      expect(completion.choices[0]?.finish_reason).toBe('stop');
      expect(steps).toHaveLength(2);
    },
  },
  {
    openai: 'after `maxChatCompletions` (10) it ends without a word',
    here: 'better',
    how: '`maxSteps` (10), then a `ToolLoopError` with the conversation',
    async test({ client }) {
      const error = await errorOf(runTools(client, callWeather, [weather], { ...always, maxSteps: 2 }));
      expect(error).toBeInstanceOf(ToolLoopError);
      expect((error as ToolLoopError).messages).toHaveLength(5);
    },
    async theirs({ openai }) {
      const options = { ...always, maxChatCompletions: 2 };
      const runner = openai.chat.completions.runTools(
        { ...callWeather, tools: [theirTool(() => 'warm')] },
        options,
      );
      expect(await runner.finalContent()).toBe('');
    },
  },
  {
    openai: 'a function that throws ends the run',
    here: 'better',
    how: 'the error goes back to the model, which goes on',
    async test({ client }) {
      const broken = { ...weather, run: () => Promise.reject(new Error('no such city')) };
      const { messages } = await runTools(client, callWeather, [broken]);
      expect(messages[2]?.content).toBe('{"error":"no such city"}');
      expect(messages).toHaveLength(4);
    },
    async theirs({ openai }) {
      const tool = theirTool(() => Promise.reject(new Error('no such city')));
      const runner = openai.chat.completions.runTools({ ...callWeather, tools: [tool] });
      expect(String(await errorOf(runner.finalContent()))).toContain('no such city');
    },
  },
  {
    openai: 'the call of an unknown function goes back to the model as an error',
    here: 'have',
    how: 'the same',
    async test({ client }) {
      const declared = { type: 'function' as const, function: { name: 'read_news', parameters } };
      const body = { ...plain, messages: [user('Please call read_news')], tools: [declared] };
      const { messages } = await runTools(client, body, [weather]);
      expect(messages[2]?.content).toContain('unknown tool read_news; the tools are get_weather');
    },
  },
  {
    openai: 'arguments that `parse` refuses go back to the model',
    here: 'have',
    how: 'a Standard Schema names the place; arguments that are not a JSON object are refused without one too',
    async test({ client }) {
      const picky = chatTool({
        name: 'get_weather',
        parameters: z.object({ city: z.string().refine((city) => city === '#', 'must be #') }),
        run: () => 'never',
      });
      const { steps } = await runTools(client, callWeather, [picky]);
      expect(steps[0]?.results[0]).toMatchObject({ isError: true });
      expect(steps[0]?.results[0]?.content).toContain('/city: must be #');
    },
  },
  {
    openai: 'calls of one message run at the same time, results in the order of the calls',
    here: 'have',
    how: 'the same',
    async test({ client }) {
      const order: string[] = [];
      const slow = async (name: string, milliseconds: number): Promise<string> => {
        order.push(`${name} starts`);
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        order.push(`${name} ends`);
        return name;
      };
      const { messages } = await runTools(client, callBoth, [
        { ...weather, run: () => slow('weather', 30) },
        { ...news, run: () => slow('news', 1) },
      ]);
      expect(order).toEqual(['weather starts', 'news starts', 'news ends', 'weather ends']);
      expect(messages.slice(2, 4).map(({ content }) => content)).toEqual(['weather', 'news']);
    },
  },
  {
    openai: '`afterCompletion` is awaited before the next request',
    here: 'have',
    how: '`onStep`, with the completion and the results',
    async test({ client, sent }) {
      const at: number[] = [];
      const onStep = async (): Promise<void> => {
        const before = sent.length;
        await new Promise((resolve) => setTimeout(resolve, 5));
        at.push(sent.length - before);
      };
      await runTools(client, callWeather, [weather], { onStep });
      expect(at).toEqual([0, 0]);
    },
  },
  {
    openai: '`tool_choice` with a name ends after one call; `required` runs into the bound',
    here: 'better',
    how: 'it holds for the first request; then the model answers with the result',
    async test({ client }) {
      for (const tool_choice of [
        'required',
        { type: 'function', function: { name: 'get_weather' } },
      ] as const) {
        const { messages, completion } = await runTools(client, { ...plain, tool_choice }, [weather]);
        expect(messages).toHaveLength(4);
        expect(completion.choices[0]?.message.content).toMatch(/./);
      }
    },
    async theirs({ openai, sent }) {
      const body = { ...plain, tool_choice: 'required' as const, tools: [theirTool(() => 'warm')] };
      await openai.chat.completions.runTools(body).done();
      expect(sent).toHaveLength(10);
    },
  },
  {
    openai: '`totalUsage()`',
    here: 'have',
    how: '`usage` of the result',
    async test({ client }) {
      const { usage, steps } = await runTools(client, callWeather, [weather]);
      const [first, second] = steps.map(({ completion }) => completion.usage.total_tokens);
      expect(usage.total_tokens).toBe((first ?? 0) + (second ?? 0));
    },
  },
  {
    openai: '`messages` of the runner go on',
    here: 'have',
    how: '`messages` of the result are those of the next request',
    async test({ client }) {
      const { messages } = await runTools(client, callWeather, [weather]);
      const next = await runTools(client, { ...plain, messages: [...messages, user('Thanks')] }, [weather]);
      expect(next.messages).toHaveLength(6);
    },
  },
  {
    openai: 'a streaming runner with the events of its streams',
    here: 'have',
    how: '`onEvent`',
    reads: 'a stream',
    async test({ client }) {
      const types: string[] = [];
      const { messages } = await runTools(client, callWeather, [weather], {
        onEvent: ({ type }) => types.push(type),
      });
      expect(types).toContain('toolCall');
      expect(messages).toEqual((await runTools(client, callWeather, [weather])).messages);
    },
  },
  {
    openai: 'reasoning is left out of the history, which thinking models refuse',
    here: 'better',
    how: 'it is carried back',
    async test({ client, control }) {
      await control('chat', { needsReasoning: true });
      const { messages } = await runTools(client, { ...thinking, messages: callWeather.messages }, [weather]);
      expect(messages[1]?.reasoning_content).toMatch(/./);
    },
    async theirs({ openai, control }) {
      await control('chat', { needsReasoning: true });
      const body = { ...thinking, messages: callWeather.messages, tools: [theirTool(() => 'warm')] };
      const error = await errorOf(openai.chat.completions.runTools(body).done());
      expect(String(error)).toContain('reasoning_content is missing');
    },
  },
  {
    openai: 'calls of another type than `function` throw',
    here: 'better',
    how: 'tools of the API itself, such as `$web_search`, are declared in `body.tools` and get their arguments back',
    async test({ client }) {
      const search = { type: 'builtin_function' as const, function: { name: '$web_search' } };
      const body = { ...plain, messages: [user('call $web_search')], tools: [search] };
      const { messages } = await runTools(client, body, [weather]);
      expect(messages[2]?.content).toBe(messages[1]?.tool_calls?.[0]?.function.arguments);
    },
    async theirs({ openai }) {
      const search = {
        type: 'builtin_function',
        function: { name: '$web_search' },
      } as unknown as OpenAI.ChatCompletionFunctionTool;
      const body = {
        ...plain,
        messages: [user('call $web_search')],
        tools: [theirTool(() => 'warm'), search],
      };
      const runner = openai.chat.completions.runTools(
        body as Parameters<typeof openai.chat.completions.runTools>[0],
      );
      expect(String(await errorOf(runner.done()))).toContain(
        'Currently only `function` tool calls are supported',
      );
    },
  },
  {
    openai: 'schemas of tools are sent as they are',
    here: 'better',
    how: 'checked against Moonshot Flavored JSON Schema before anything is sent; the error names the place',
    async test({ client, sent }) {
      const wrong = { ...weather, parameters: { type: 'object', properties: { a: { enum: ['x'] } } } };
      const error = await errorOf(runTools(client, callWeather, [wrong]));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toContain("At path 'properties.a'");
      expect(sent).toEqual([]);
    },
  },
  {
    openai: '`runner.abort()`, `signal`',
    here: 'have',
    how: '`signal`; tools get it too',
    async test({ client }) {
      const controller = new AbortController();
      const stops = {
        ...weather,
        run: (_: unknown, { signal }: { readonly signal: AbortSignal | undefined }) => {
          expect(signal).toBe(controller.signal);
          controller.abort();
        },
      };
      const error = await errorOf(runTools(client, callWeather, [stops], { signal: controller.signal }));
      expect(error).toBeInstanceOf(RequestAbortedError);
    },
  },
  {
    openai: 'ids of calls are made up where a server leaves them out',
    here: 'left out',
    how: 'this API always sends them, and its contract requires them',
  },
  {
    openai: '`parallel_tool_calls: false` runs one call after the other',
    here: 'left out',
    how: 'this API has no such member; a tool that must wait can wait',
  },
];

const city = z.object({ city: z.string() });
const format = { name: 'city', schema: city };
const jsonSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

/** Structured output. */
export const parsing: readonly Behaviour[] = [
  {
    openai: '`parse` with `zodResponseFormat`',
    here: 'have',
    how: '`parseChat` with any Standard Schema, or a JSON Schema',
    async test({ client }) {
      const { parsed } = await parseChat(client, plain, format);
      expect(typeof parsed.city).toBe('string');
      const { parsed: other } = await parseChat(client, plain, { name: 'city', schema: jsonSchema });
      expect(city.safeParse(other).success).toBe(true);
    },
  },
  {
    openai: 'a `length` end throws without the content',
    here: 'better',
    how: 'a `ParseError` with `content` and `completion`',
    async test({ client }) {
      const error = await errorOf(parseChat(client, { ...thinking, max_completion_tokens: 1 }, format));
      expect(error).toBeInstanceOf(ParseError);
      expect((error as ParseError).completion.usage.completion_tokens).toBe(1);
    },
    async theirs({ openai }) {
      const body = {
        ...thinking,
        max_completion_tokens: 1,
        response_format: zodResponseFormat(city, 'city'),
      };
      const error = await errorOf(openai.chat.completions.parse(body));
      expect(error).not.toHaveProperty('completion');
    },
  },
  {
    openai: 'a value that is not valid throws the error of the schema’s library',
    here: 'better',
    how: 'a `ParseError` that names the place, with `content` and `completion`',
    async test({ client }) {
      const never = z.object({ city: z.string().refine((name) => name === '#', 'must be #') });
      const error = await errorOf(parseChat(client, plain, { name: 'city', schema: never }));
      expect(error).toBeInstanceOf(ParseError);
      expect((error as ParseError).message).toContain('/city: must be #');
      expect((error as ParseError).content).toContain('"city"');
    },
  },
  {
    openai: 'a stream, or the end of `runTools`, is parsed too',
    here: 'have',
    how: '`responseFormat` and `parseCompletion`, for streams, tool loops and batches',
    reads: 'a stream',
    async test({ client }) {
      const body = { ...plain, response_format: await responseFormat(format) };
      const completion = await streamChat(client, body).finalCompletion();
      expect(await parseCompletion(completion, city)).toEqual(
        (await parseChat(client, plain, format)).parsed,
      );
    },
  },
  {
    openai: 'a schema that the API refuses is refused by the API',
    here: 'better',
    how: 'refused before it is sent, with the place',
    async test({ client, sent }) {
      const schema = { type: 'object', properties: { a: { type: 'string', anyOf: [{ type: 'string' }] } } };
      const error = await errorOf(parseChat(client, plain, { name: 'a', schema }));
      expect((error as Error).message).toContain("At path 'properties.a'");
      expect(sent).toEqual([]);
    },
  },
];
