import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chatCompletionRequestSchema, formatError } from '../generated/src/validators/index.js';
import { createJudge } from '../generator/judge/judge.ts';
import { compile } from '../generator/schema/compile.ts';
import { counted } from '../generator/testing/counted.ts';

counted(4, '40 wrong requests with one error each at its place, 36 verdicts, two-line messages', 'all');

const document = JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
const chat = '#/paths/~1v1~1chat~1completions/post/requestBody/content/application~1json/schema';
const component = (name: string): string => `#/components/schemas/${name}`;
const limit = '#/paths/~1v1~1batches/get/parameters/1/schema';
const judge = createJudge(document, '3.1');

const message = { role: 'user', content: 'hello' };
const v1 = { model: 'moonshot-v1-8k', messages: [message] };
const k25 = { model: 'kimi-k2.5', messages: [message] };
const k26 = { model: 'kimi-k2.6', messages: [message] };
const tool = (name: string) => ({ type: 'function', function: { name, parameters: {} } });
const batch = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' };
const text = { type: 'text', text: 'x' };
const withContent = (content: unknown) => ({ ...v1, messages: [{ role: 'user', content }] });

/** One thing wrong with a request, where a person would point, and the first half of what they would say. */
const wrong: readonly (readonly [
  title: string,
  pointer: string,
  value: unknown,
  place: string,
  want: string,
])[] = [
  ['temperature too high', chat, { ...v1, temperature: 1.5 }, '/temperature', 'must be at most 1, is 1.5'],
  ['temperature negative', chat, { ...v1, temperature: -1 }, '/temperature', 'must be at least 0, is -1'],
  ['temperature as text', chat, { ...v1, temperature: '0.3' }, '/temperature', 'must be number, is "0.3"'],
  ['n too many', chat, { ...v1, n: 6 }, '/n', 'must be at most 5, is 6'],
  ['n none', chat, { ...v1, n: 0 }, '/n', 'must be at least 1, is 0'],
  ['n in parts', chat, { ...v1, n: 1.5 }, '/n', 'must be integer, is 1.5'],
  ['top_p too high', chat, { ...v1, top_p: 2 }, '/top_p', 'must be at most 1, is 2'],
  [
    'presence_penalty too low',
    chat,
    { ...v1, presence_penalty: -3 },
    '/presence_penalty',
    'must be at least -2, is -3',
  ],
  [
    'frequency_penalty too high',
    chat,
    { ...v1, frequency_penalty: 2.1 },
    '/frequency_penalty',
    'must be at most 2, is 2.1',
  ],
  ['unknown model', chat, { ...v1, model: 'gpt-4' }, '/model', 'must be one of its values, is "gpt-4"'],
  ['misspelt model', chat, { ...v1, model: 'moonshot-v1-8K' }, '/model', 'did you mean "moonshot-v1-8k"?'],
  ['model is a number', chat, { ...v1, model: 8 }, '/model', 'is 8'],
  ['model absent', chat, { messages: [message] }, '', 'lacks the member "model"'],
  ['messages absent', chat, { model: 'kimi-k2.6' }, '', 'lacks the member "messages"'],
  ['messages no list', chat, { ...v1, messages: message }, '/messages', 'must be array, is an object'],
  ['body no object', chat, [v1], '', 'must be object, is an array of 1'],
  ['body null', chat, null, '', 'must be object, is null'],
  [
    'role unknown',
    chat,
    { ...v1, messages: [{ role: 'usr', content: '' }] },
    '/messages/0/role',
    'is "usr"; did you mean "user"?',
  ],
  [
    'role absent',
    chat,
    { ...v1, messages: [message, { content: '' }] },
    '/messages/1',
    'lacks the member "role"',
  ],
  [
    'content absent',
    chat,
    { ...v1, messages: [{ role: 'user' }] },
    '/messages/0',
    'lacks the member "content"',
  ],
  ['content a number', chat, withContent(5), '/messages/0/content', 'must be string or array, is 5'],
  ['content null', chat, withContent(null), '/messages/0/content', 'must be string or array, is null'],
  [
    'content part unknown',
    chat,
    withContent([text, { type: 'image', image: '' }]),
    '/messages/0/content/1/type',
    'must be one of "text", "image_url", "video_url", is "image"',
  ],
  [
    'content part without text',
    chat,
    withContent([{ type: 'text' }]),
    '/messages/0/content/0',
    'lacks the member "text"',
  ],
  ['content part no object', chat, withContent(['x']), '/messages/0/content/0', 'must be object, is "x"'],
  [
    'image_url without url',
    chat,
    withContent([{ type: 'image_url', image_url: {} }]),
    '/messages/0/content/0/image_url',
    'lacks the member "url"',
  ],
  [
    'image_url a number',
    chat,
    withContent([{ type: 'image_url', image_url: 1 }]),
    '/messages/0/content/0/image_url',
    'must be string or object, is 1',
  ],
  [
    'name null',
    chat,
    { ...v1, messages: [{ ...message, name: null }] },
    '/messages/0/name',
    'must be string, is null',
  ],
  [
    'stop with 6 items',
    chat,
    { ...v1, stop: ['1', '2', '3', '4', '5', '6'] },
    '/stop',
    'must have at most 5 items, has 6',
  ],
  ['stop with a number', chat, { ...v1, stop: ['1', 2] }, '/stop/1', 'must be string, is 2'],
  ['stop null', chat, { ...v1, stop: null }, '/stop', 'must be string or array, is null'],
  [
    '129 tools',
    chat,
    { ...v1, tools: Array.from({ length: 129 }, () => tool('get_it')) },
    '/tools',
    'must have at most 128 items, has 129',
  ],
  [
    'tool name too short',
    chat,
    { ...v1, tools: [tool('ab')] },
    '/tools/0/function/name',
    'must match ^[a-zA-Z_][a-zA-Z0-9-_]{2,63}$, is "ab"',
  ],
  [
    'tool without parameters',
    chat,
    { ...v1, tools: [{ type: 'function', function: { name: 'get_it' } }] },
    '/tools/0/function',
    'lacks the member "parameters"',
  ],
  [
    'tool type unknown',
    chat,
    { ...v1, tools: [{ ...tool('get_it'), type: 'tool' }] },
    '/tools/0/type',
    'must be one of "function", is "tool"',
  ],
  [
    'thinking.type unknown',
    chat,
    { ...k26, thinking: { type: 'auto' } },
    '/thinking/type',
    'must be one of "enabled", "disabled", is "auto"',
  ],
  [
    'keep where it is closed',
    chat,
    { ...k25, thinking: { type: 'enabled', keep: 'all' } },
    '/thinking/keep',
    'is a member that is not allowed here',
  ],
  [
    'misspelt member where closed',
    chat,
    { ...k26, thinking: { type: 'enabled', kep: 'all' } },
    '/thinking/kep',
    'did you mean "keep"?',
  ],
  [
    'keep as the text null',
    chat,
    { ...k26, thinking: { type: 'enabled', keep: 'null' } },
    '/thinking/keep',
    'must be one of "all", null, is "null"',
  ],
  ['stream as text', chat, { ...v1, stream: 'true' }, '/stream', 'must be boolean, is "true"'],
  [
    'metadata too long',
    component('BatchCreateRequest'),
    { ...batch, metadata: { a: 'x'.repeat(513) } },
    '/metadata/a',
    'must have at most 512 characters, has 513',
  ],
  [
    'endpoint unknown',
    component('BatchCreateRequest'),
    { ...batch, endpoint: '/v1/chat/completion' },
    '/endpoint',
    'did you mean "/v1/chat/completions"?',
  ],
  ['limit in parts', limit, 1.5, '', 'must be integer, is 1.5'],
  ['limit as text', limit, '20', '', 'must be integer, is "20"'],
];

/**
 * The 36 cases on which the generated validators of other tools were measured (research: codegen 1.2), rebuilt from
 * its rows.
 */
const verdicts: readonly (readonly [title: string, pointer: string, value: unknown, valid: boolean])[] = [
  ['minimal v1', chat, v1, true],
  ['minimal k2.5', chat, k25, true],
  ['minimal k2.6', chat, k26, true],
  [
    'v1 with everything',
    chat,
    { ...v1, temperature: 1, top_p: 0, n: 5, presence_penalty: -2, frequency_penalty: 2 },
    true,
  ],
  [
    'content parts',
    chat,
    withContent([
      text,
      { type: 'image_url', image_url: { url: 'x' } },
      { type: 'video_url', video_url: 'x' },
    ]),
    true,
  ],
  ['keep all', chat, { ...k26, thinking: { type: 'enabled', keep: 'all' } }, true],
  ['keep null', chat, { ...k26, thinking: { type: 'enabled', keep: null } }, true],
  ['unknown key', chat, { ...v1, max_tokenz: 1 }, true],
  ['v1 with thinking, as the schema is open', chat, { ...v1, thinking: { type: 'enabled' } }, true],
  ['k2.5 with temperature, as the schema is open', chat, { ...k25, temperature: 9 }, true],
  ['stop as text', chat, { ...v1, stop: 'x' }, true],
  ['128 tools', chat, { ...v1, tools: Array.from({ length: 128 }, () => tool('get_it')) }, true],
  ['no messages at all', chat, { ...v1, messages: [] }, true],
  ['metadata of 512', component('BatchCreateRequest'), { ...batch, metadata: { a: 'x'.repeat(512) } }, true],
  ['limit', limit, 20, true],
  ['limit with a zero fraction', limit, 20.0, true],
  ...wrong
    .filter(
      ([title]) =>
        ![
          'model is a number',
          'body null',
          'stop with a number',
          'content null',
          'limit as text',
          'n none',
          'temperature negative',
          'misspelt model',
        ].includes(title),
    )
    .slice(0, 19)
    .map(([title, pointer, value]) => [title, pointer, value, false] as const),
  ['limit "20" as text is not read as a number', limit, '20', false],
];

/** The models come and go with the document: a list of them that is cut short is left out. */
const shortened = (message = ''): string =>
  message.replace(/must be one of ("[^"]+", ){4}"[^"]+" and \d+ more, is/, 'must be one of its values, is');

describe('validators of this API', () => {
  it.each(wrong)('%s: one error, where a person would point', (_, pointer, value, place, want) => {
    const validator = compile(document, '3.1', pointer);
    const errors = validator.errors(value);
    expect(errors.map(({ instanceLocation }) => instanceLocation)).toEqual([place]);
    expect(shortened(errors[0]?.message)).toContain(want);
    expect(validator.accepts(value)).toBe(false);
    expect(judge.accepts(pointer, value)).toBe(false);
    expect(JSON.parse(JSON.stringify(errors))).toEqual(errors);
  });

  it('has as many cases as the table it is built from', () => expect(verdicts).toHaveLength(36));

  it.each(verdicts)('%s', (_, pointer, value, valid) => {
    const before = JSON.stringify(value);
    expect(compile(document, '3.1', pointer).accepts(value)).toBe(valid);
    expect(judge.accepts(pointer, value)).toBe(valid);
    expect(JSON.stringify(value)).toBe(before);
  });

  it.each<{ readonly name: string; readonly value: unknown; readonly want: string }>([
    {
      name: 'temperature',
      value: { ...v1, temperature: 2 },
      want: `/temperature must be at most 1, is 2
  by #/components/schemas/MoonshotV1ChatRequest/allOf/1/properties/temperature/maximum (as model is "moonshot-v1-8k")`,
    },
    {
      name: 'model',
      value: { ...v1, model: 'kimi-k26' },
      want: `/model must be one of its values, is "kimi-k26"; did you mean "kimi-k2.6"?
  by ${chat}/oneOf`,
    },
    {
      name: 'content part',
      value: withContent([{ type: 'text' }]),
      want: `/messages/0/content/0 lacks the member "text"
  by #/components/schemas/Message/properties/content/oneOf/1/items/oneOf/0/required (as type is "text")`,
    },
    {
      name: 'body',
      value: 'hello',
      want: `the value must be object, is "hello"
  by ${chat}/oneOf`,
    },
  ])('says in two lines what is wrong and why: $name', ({ value, want }) => {
    const [error] = compile(document, '3.1', chat).errors(value);
    expect(error === undefined ? '' : shortened(formatError(error))).toBe(want);
  });

  it('says which variant the request selected, and why', () => {
    const [error] = compile(document, '3.1', chat).errors({ ...v1, temperature: 2 });
    expect(error).toEqual({
      instanceLocation: '/temperature',
      keywordLocation: `${component('MoonshotV1ChatRequest')}/allOf/1/properties/temperature/maximum`,
      keyword: 'maximum',
      message: 'must be at most 1, is 2',
      expected: 1,
      actual: 2,
      branch: { pointer: component('MoonshotV1ChatRequest'), propertyName: 'model', value: 'moonshot-v1-8k' },
    });
  });
});

it.each([v1, k25, k26])(
  'undeclared members are reported for $model, with conditions and without',
  (request) => {
    const messages = [{ ...message, nam: 'x' }];
    const found = chatCompletionRequestSchema.undeclared({ ...request, temprature: 1, messages });
    expect(found.map(({ instanceLocation, message: said }) => `${instanceLocation} ${said}`)).toEqual([
      '/temprature is a member that the document does not name; did you mean "temperature"?',
      '/messages/0/nam is a member that the document does not name; did you mean "name"?',
    ]);
    expect(chatCompletionRequestSchema.undeclared(request)).toEqual([]);
  },
);
