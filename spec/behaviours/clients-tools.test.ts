import { InternalServerError, RateLimitError } from 'openai';
import { describe, expect, it } from 'vitest';
import { beyond, chatRequest, errorOf, user, weather, withClient } from './testing/with-client.ts';

/**
 * Checks of a real client, the npm package `openai`, against the mock: structured output, tools and faults. Numbers
 * are those of the list of checks.
 */

const on = withClient();

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
    const { choices } = await on.client.chat.completions.parse({
      ...chatRequest,
      response_format: { type: 'json_schema', json_schema: { name: 'thing', schema, strict: true } },
    });
    expect(choices[0]?.message.parsed).toEqual({
      name: expect.any(String),
      tags: [expect.any(String), expect.any(String)],
    });
  });
  it('JSON mode gives an object', async () => {
    const { choices } = await on.client.chat.completions.create({
      ...chatRequest,
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ answer: expect.any(String) });
  });
  it.each([
    { content: 'What is the weather in Paris?', count: 1 },
    { content: 'How are you?', count: 0 },
    { content: 'Whether or not', count: 0 },
  ])('a tool is called for what its name speaks of: $content', async ({ content, count }) => {
    const { choices } = await on.client.chat.completions.create({
      ...chatRequest,
      messages: [user(content)],
      tools: [weather],
    });
    expect(choices[0]?.message.tool_calls ?? []).toHaveLength(count);
  });
  it('10: a loop of tools', async () => {
    const inputs: unknown[] = [];
    const runner = on.client.chat.completions.runTools({
      ...chatRequest,
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
              inputs.push(given);
              return 'sunny';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toMatch(/\w/);
    expect(inputs).toHaveLength(1);
    const messages: readonly Record<string, unknown>[] = (await on.sent.at(-1)?.json())?.messages ?? [];
    const calls = messages.at(-2)?.['tool_calls'] as readonly { id: string }[] | undefined;
    expect(messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: calls?.[0]?.id, content: 'sunny' });
  });
  it('18: a tool result without a call is refused', async () => {
    const stray = { role: 'tool', tool_call_id: 'x:9', content: 'y' };
    expect(await on.refused({ ...chatRequest, messages: [user('x'), stray] })).toContain('tool_call_id');
  });
  it('19: tool calls without answers', async () => {
    const turn = {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'x:62', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
    };
    expect(await on.refused({ ...chatRequest, messages: [user('x'), turn, user('y')] })).toContain('x:62');
  });
  it('20: parameters that are not MFJS', async () => {
    const a = { type: 'string', anyOf: [{ type: 'string' }, { type: 'null' }] };
    const broken = {
      ...weather,
      function: { ...weather.function, parameters: { type: 'object', properties: { a } } },
    };
    expect(await on.refused({ ...chatRequest, tools: [broken] })).toContain("At path 'properties.a'");
  });
  it('web search', async () => {
    const tools = [{ type: 'builtin_function', function: { name: '$web_search' } }];
    const messages = [user('call $web_search')];
    const { choices } = await on.client.chat.completions.create(beyond({ ...chatRequest, messages, tools }));
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ type: 'builtin_function', function: { name: '$web_search' } });
  });
});

describe('faults', () => {
  it('21: retries after a 429', async () => {
    on.mock.fault('overloaded*1');
    const started = performance.now();
    await on.clientWith({ maxRetries: 2 }).chat.completions.create(chatRequest);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(on.sent).toHaveLength(2);
  });
  it('22: no quota', async () => {
    on.mock.fault('quota');
    const error = await errorOf(on.client.chat.completions.create(chatRequest));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ type: 'exceeded_current_quota_error' });
  });
  it('23: a gateway that gives up', async () => {
    on.mock.fault('gateway-timeout');
    const error = await errorOf(on.client.chat.completions.create(chatRequest));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 504 });
  });
});
