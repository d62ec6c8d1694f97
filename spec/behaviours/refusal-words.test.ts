import { describe, expect, it } from 'vitest';
import { chatRequest, think, user, weather, withClient } from './testing/with-client.ts';

/** Refusals of chat in the words of the vendor, as they are documented, measured or reported of the API. */

const on = withClient();
const said = (...messages: readonly object[]): object => ({
  ...chatRequest,
  messages: [user('x'), ...messages],
});
const call = { id: 'x:62', type: 'function', function: { name: 'get_weather', arguments: '{}' } };
const called = { role: 'assistant', content: '', tool_calls: [call] };
const tool = (id: string): object => ({ role: 'tool', tool_call_id: id, content: 'y' });
const named = { type: 'function', function: { name: 'get_weather' } };
const typeless = { ...weather, function: { ...weather.function, parameters: { properties: {} } } };

describe('chat refuses', () => {
  it.each<{ readonly name: string; readonly body: object; readonly words: string }>([
    {
      name: 'a temperature',
      body: { ...think, temperature: 0.2 },
      words: 'invalid temperature: only 1 is allowed for this model',
    },
    {
      name: 'a top_p',
      body: { ...think, top_p: 0.5 },
      words: 'invalid top_p: only 0.95 is allowed for this model',
    },
    {
      name: 'a number of choices',
      body: { ...think, n: 2 },
      words: 'invalid n: only 1 is allowed for this model',
    },
    {
      name: 'a penalty',
      body: { ...think, presence_penalty: 1 },
      words: 'invalid presence_penalty: only 0 is allowed for this model',
    },
    {
      name: 'six stops',
      body: { ...chatRequest, stop: ['a', 'b', 'c', 'd', 'e', 'f'] },
      words: 'stop array too long. Expected an array with maximum length 5, but got 6',
    },
    {
      name: 'a tool that must be called while it thinks',
      body: { ...think, tools: [weather], tool_choice: 'required' },
      words: "tool_choice 'required' is incompatible with thinking enabled",
    },
    {
      name: 'a named tool while it thinks',
      body: { ...think, tools: [weather], tool_choice: named },
      words: "tool_choice 'specified' is incompatible with thinking enabled",
    },
    {
      name: 'a message of nothing',
      body: said({ role: 'assistant', content: '' }, user('y')),
      words: "Invalid request: the message at position 1 with role 'assistant' must not be empty",
    },
    {
      name: 'a text of nothing',
      body: said({ role: 'user', content: [{ type: 'text', text: '' }] }),
      words: 'Invalid request: text content is empty',
    },
    {
      name: 'an answer to no call',
      body: said(tool('q')),
      words: 'Invalid request: tool_call_id q is not found',
    },
    {
      name: 'an answer without an id',
      body: said(tool('')),
      words: 'Invalid request: tool_call_id  is not found',
    },
    {
      name: 'a call without an answer',
      body: said(called, user('y')),
      words:
        "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
        'The following tool_call_ids did not have response messages: x:62',
    },
    {
      name: 'parameters without a type',
      body: { ...chatRequest, tools: [typeless] },
      words: 'tools.function.parameters.type is required and must be "object"',
    },
    {
      name: 'more than the model holds',
      body: { ...chatRequest, model: 'moonshot-v1-8k', max_tokens: 9000 },
      words: 'Invalid request: Your request exceeded model token limit: 8192 (requested: 9006)',
    },
  ])('$name', async ({ body, words }) => {
    expect(await on.refused(body)).toBe(`400 ${words}`);
  });

  it('calls without their reasoning, once a control requests it', async () => {
    const dropped = { ...said(called, tool('x:62')), model: think.model };
    const kept = { ...said({ ...called, reasoning_content: 'hm' }, tool('x:62')), model: think.model };
    const answered = async (body: object): Promise<readonly [number, unknown]> => {
      const init = { method: 'POST', body: JSON.stringify(body) };
      const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };
      const response = await on.raw('/v1/chat/completions', { ...init, headers });
      return [response.status, await response.json()];
    };
    const words =
      'thinking is enabled but reasoning_content is missing in assistant tool call message at index 1';
    const error = { message: words, type: 'invalid_request_error' };
    expect((await answered(dropped))[0]).toBe(200);
    await on.control('chat', { needsReasoning: true });
    expect(await answered(dropped)).toEqual([400, { error }]);
    expect((await answered(kept))[0]).toBe(200);
    expect((await answered({ ...dropped, thinking: { type: 'disabled' } }))[0]).toBe(200);
    expect((await on.control('chat', { needsReasoning: 1 })).status).toBe(400);
  });
});
