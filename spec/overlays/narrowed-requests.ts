const chat = '#/paths/~1v1~1chat~1completions/post/requestBody/content/application~1json/schema';
const estimate = '#/components/schemas/EstimateTokenRequest';
const batch = '#/components/schemas/BatchCreateRequest';
const limit = '#/paths/~1v1~1batches/get/parameters/1/schema';

const user = { role: 'user', content: 'Hi' };
const chatOf = (model: string) => (more: object) => ({ model, messages: [user], ...more });
const [v1, k2, k2Thinking, k25, k26] = [
  'moonshot-v1-8k',
  'kimi-k2-0905-preview',
  'kimi-k2-thinking',
  'kimi-k2.5',
  'kimi-k2.6',
].map(chatOf) as [Body, Body, Body, Body, Body];
type Body = ReturnType<typeof chatOf>;
const said = (message: object) => k26({ messages: [user, message] });
const batchOf = (more: object) => ({
  input_file_id: 'file-1',
  endpoint: '/v1/chat/completions',
  completion_window: '24h',
  ...more,
});
const call = { id: '1', type: 'function', function: { name: 'look', arguments: '{}' } };

/** A request that the document alone allows and the contract forbids. */
export interface NarrowedRequest {
  readonly what: string;
  readonly schema: string;
  readonly value: unknown;
  /** What of the value to show. */
  readonly shown: string;
}

/** One for each thing that an overlay forbids in requests. */
export const narrowedRequests: readonly NarrowedRequest[] = [
  { what: 'no message', schema: chat, value: k26({ messages: [] }), shown: 'messages: []' },
  {
    what: 'no message of an estimate',
    schema: estimate,
    value: k26({ messages: [] }),
    shown: 'messages: []',
  },
  { what: 'empty content', schema: chat, value: said({ role: 'user', content: '' }), shown: 'content: ""' },
  {
    what: 'no part of content',
    schema: chat,
    value: said({ role: 'user', content: [] }),
    shown: 'content: []',
  },
  {
    what: 'an empty text part',
    schema: chat,
    value: said({ role: 'user', content: [{ type: 'text', text: '' }] }),
    shown: 'text: ""',
  },
  {
    what: 'a beginning to continue that is not the model’s',
    schema: chat,
    value: said({ ...user, partial: true }),
    shown: 'role: "user", partial: true',
  },
  {
    what: 'tool calls of a user',
    schema: chat,
    value: said({ ...user, tool_calls: [call] }),
    shown: 'role: "user", tool_calls: [...]',
  },
  {
    what: 'an empty list of tool calls',
    schema: chat,
    value: said({ role: 'assistant', content: 'x', tool_calls: [] }),
    shown: 'tool_calls: []',
  },
  {
    what: 'a tool’s answer said by a user',
    schema: chat,
    value: said({ ...user, tool_call_id: '1' }),
    shown: 'role: "user", tool_call_id: "1"',
  },
  {
    what: 'a stop text of more than 32 characters',
    schema: chat,
    value: v1({ stop: 'x'.repeat(33) }),
    shown: 'stop: "xxx..."',
  },
  {
    what: 'the same in a list',
    schema: chat,
    value: v1({ stop: ['x'.repeat(33)] }),
    shown: 'stop: ["xxx..."]',
  },
  {
    what: 'structured output without a schema',
    schema: chat,
    value: k26({ response_format: { type: 'json_schema' } }),
    shown: 'response_format: { type: "json_schema" }',
  },
  {
    what: 'several choices at temperature 0',
    schema: chat,
    value: v1({ n: 2, temperature: 0 }),
    shown: 'n: 2, temperature: 0',
  },
  {
    what: 'the same, kimi-k2',
    schema: chat,
    value: k2({ n: 2, temperature: 0 }),
    shown: 'n: 2, temperature: 0',
  },
  {
    what: 'the same, kimi-k2-thinking',
    schema: chat,
    value: k2Thinking({ n: 2, temperature: 0 }),
    shown: 'n: 2, temperature: 0',
  },
  ...[k25, k26].flatMap((body, index): NarrowedRequest[] => {
    const model = index === 0 ? 'kimi-k2.5' : 'kimi-k2.6';
    const thinking = { type: 'enabled' };
    return [
      {
        what: `another temperature, ${model}`,
        schema: chat,
        value: body({ temperature: 0.3 }),
        shown: 'temperature: 0.3',
      },
      {
        what: `the temperature of the other mode, ${model}`,
        schema: chat,
        value: body({ temperature: 0.6, thinking }),
        shown: 'temperature: 0.6, thinking: { type: "enabled" }',
      },
      { what: `another top_p, ${model}`, schema: chat, value: body({ top_p: 0.9 }), shown: 'top_p: 0.9' },
      { what: `several choices, ${model}`, schema: chat, value: body({ n: 2 }), shown: 'n: 2' },
      {
        what: `a presence penalty, ${model}`,
        schema: chat,
        value: body({ presence_penalty: 1 }),
        shown: 'presence_penalty: 1',
      },
      {
        what: `a frequency penalty, ${model}`,
        schema: chat,
        value: body({ frequency_penalty: 1 }),
        shown: 'frequency_penalty: 1',
      },
      {
        what: `a tool that must be called while thinking, ${model}`,
        schema: chat,
        value: body({ tool_choice: 'required', thinking }),
        shown: 'tool_choice: "required", thinking: { type: "enabled" }',
      },
    ];
  }),
  {
    what: 'another tool_choice',
    schema: chat,
    value: v1({ tool_choice: 'always' }),
    shown: 'tool_choice: "always"',
  },
  { what: 'logprobs that are not a boolean', schema: chat, value: v1({ logprobs: 1 }), shown: 'logprobs: 1' },
  {
    what: 'more than 20 top_logprobs',
    schema: chat,
    value: v1({ logprobs: true, top_logprobs: 21 }),
    shown: 'top_logprobs: 21',
  },
  {
    what: 'top_logprobs without logprobs',
    schema: chat,
    value: v1({ top_logprobs: 1 }),
    shown: 'top_logprobs: 1',
  },
  {
    what: 'a prediction of another type',
    schema: chat,
    value: v1({ prediction: { type: 'x' } }),
    shown: 'prediction: { type: "x" }',
  },
  {
    what: 'tool parameters that are not an object schema',
    schema: chat,
    value: k26({ tools: [{ type: 'function', function: { name: 'look', parameters: {} } }] }),
    shown: 'parameters: {}',
  },
  {
    what: 'a batch of less than 12 hours',
    schema: batch,
    value: batchOf({ completion_window: '11h' }),
    shown: 'completion_window: "11h"',
  },
  {
    what: 'more than 16 pairs of metadata',
    schema: batch,
    value: batchOf({
      metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])),
    }),
    shown: 'metadata: 17 pairs',
  },
  {
    what: 'a key of metadata of more than 64 characters',
    schema: batch,
    value: batchOf({ metadata: { ['k'.repeat(65)]: 'v' } }),
    shown: 'metadata: { "kkk...": "v" }',
  },
  { what: 'a page of no batches', schema: limit, value: 0, shown: 'limit: 0' },
];
