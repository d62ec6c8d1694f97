import { loadContract } from 'openapi-plumbline';
import { describe, expect, it } from 'vitest';
import { buildType } from '../../generator/build/build-type.ts';
import { documentationOf } from '../../generator/build/documentation.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { docText } from '../../generator/print/doc.ts';
import { counted } from '../../generator/testing/counted.ts';

counted(6, 'what each strength lets through: table 2.4 of the notes on the API', 'all rows');

const path = (name: string): string => `spec/overlays/${name}.yaml`;
const structure = [path('00-structure')];
const stronger = ['10-prose', '20-vendor-later', '30-docs', '31-message-roles', '40-observed'].map(path);

const contracts = await Promise.all([
  loadContract('spec/openapi.json', { overlays: structure }),
  loadContract('spec/openapi.json', { overlays: [...structure, path('10-prose')] }),
  loadContract('spec/openapi.json', { overlays: [...structure, ...stronger] }),
]);
const judges = contracts.map(({ document, dialect }) => createJudge(document, dialect));

/** What the document, its prose and everything say of a value: `+` accepted, `-` refused. */
const verdicts = (schema: string, value: unknown): string =>
  judges.map((judge) => (judge.accepts(schema, value) ? '+' : '-')).join('');

const user = { role: 'user', content: 'Hi' };
const k26 = (more: object) => ({ model: 'kimi-k2.6', messages: [user], ...more });
const v1 = (more: object) => ({ model: 'moonshot-v1-8k', messages: [user], ...more });
const batch = (more: object) => ({
  input_file_id: 'file-1',
  endpoint: '/v1/chat/completions',
  completion_window: '24h',
  ...more,
});
const call = { id: 'call_1', type: 'function', function: { name: 'now', arguments: '{}' } };
const chat = '#/paths/~1v1~1chat~1completions/post/requestBody/content/application~1json/schema';
const at = (name: string): string => `#/components/schemas/${name}`;

describe('what each strength of the contract lets through', () => {
  const rows: readonly {
    readonly title: string;
    readonly schema: string;
    readonly value: unknown;
    readonly want: string;
  }[] = [
    { title: 'no messages', schema: chat, value: v1({ messages: [] }), want: '+--' },
    {
      title: 'empty content',
      schema: chat,
      value: v1({ messages: [{ role: 'user', content: '' }] }),
      want: '+--',
    },
    {
      title: 'no parts',
      schema: chat,
      value: v1({ messages: [{ role: 'user', content: [] }] }),
      want: '+--',
    },
    { title: 'stop of 33 characters', schema: chat, value: v1({ stop: 'x'.repeat(33) }), want: '+--' },
    {
      title: 'stop of 11 CJK characters, 33 bytes: left to a rule',
      schema: chat,
      value: v1({ stop: '月'.repeat(11) }),
      want: '+++',
    },
    {
      title: 'json_schema without json_schema',
      schema: chat,
      value: v1({ response_format: { type: 'json_schema' } }),
      want: '+--',
    },
    {
      title: 'partial of a user',
      schema: chat,
      value: v1({ messages: [{ ...user, partial: true }] }),
      want: '+--',
    },
    {
      title: 'partial of an assistant that is not last: left to a rule',
      schema: chat,
      value: v1({ messages: [{ role: 'assistant', content: 'a', partial: true }, user] }),
      want: '+++',
    },
    { title: 'n 2 without temperature', schema: chat, value: v1({ n: 2 }), want: '+--' },
    { title: 'n 2 with temperature 0', schema: chat, value: v1({ n: 2, temperature: 0 }), want: '+--' },
    { title: 'K2.6 at temperature 0.3', schema: chat, value: k26({ temperature: 0.3 }), want: '++-' },
    { title: 'K2.6 with n 2', schema: chat, value: k26({ n: 2 }), want: '++-' },
    {
      title: 'K2.6 at 0.6, thinking',
      schema: chat,
      value: k26({ temperature: 0.6, thinking: { type: 'enabled' } }),
      want: '++-',
    },
    {
      title: 'K2.6 at 0.6, not thinking',
      schema: chat,
      value: k26({ temperature: 0.6, thinking: { type: 'disabled' } }),
      want: '+++',
    },
    {
      title: 'a turn that calls a tool',
      schema: chat,
      value: k26({
        messages: [
          user,
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'call_1', content: '12:00' },
        ],
      }),
      want: '--+',
    },
    {
      title: 'window 11h',
      schema: at('BatchCreateRequest'),
      value: batch({ completion_window: '11h' }),
      want: '+--',
    },
    {
      title: 'window 169h',
      schema: at('BatchCreateRequest'),
      value: batch({ completion_window: '169h' }),
      want: '+--',
    },
    {
      title: 'window 8d',
      schema: at('BatchCreateRequest'),
      value: batch({ completion_window: '8d' }),
      want: '+--',
    },
    {
      title: 'window 168h',
      schema: at('BatchCreateRequest'),
      value: batch({ completion_window: '168h' }),
      want: '+++',
    },
    {
      title: '17 pairs of metadata',
      schema: at('BatchCreateRequest'),
      value: batch({
        metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])),
      }),
      want: '+--',
    },
    {
      title: 'a key of 65',
      schema: at('BatchCreateRequest'),
      value: batch({ metadata: { ['k'.repeat(65)]: 'v' } }),
      want: '+--',
    },
    { title: '{} as a completion', schema: at('ChatCompletionResponse'), value: {}, want: '++-' },
    {
      title: 'an error without type',
      schema: at('ErrorResponse'),
      value: { error: { message: 'no' } },
      want: '++-',
    },
    {
      title: 'an estimate for kimi-k2-thinking',
      schema: at('EstimateTokenRequest'),
      value: { model: 'kimi-k2-thinking', messages: [user] },
      want: '--+',
    },
  ];
  it.each(rows)('$title', ({ schema, value, want }) => {
    expect(verdicts(schema, value)).toBe(want);
  });

  const delta = (index: object) => ({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'kimi-k2.6',
    choices: [{ index: 0, finish_reason: null, delta: { tool_calls: [{ ...index, ...call }] } }],
  });
  it('a streamed tool call has an index', () => {
    const full = judges[2];
    expect(full?.accepts(at('ChatCompletionChunk'), delta({}))).toBe(false);
    expect(full?.accepts(at('ChatCompletionChunk'), delta({ index: 0 }))).toBe(true);
  });
});

it('the stream of completions is described by its event and its end', () => {
  const stream = contracts[2]?.operations
    .find(({ operationId }) => operationId === 'createChatCompletion')
    ?.responses.find(({ status }) => status === '200')
    ?.content.find(({ contentType }) => contentType === 'text/event-stream');
  expect([stream?.itemSchema?.raw, stream?.extensions.streamEnd]).toEqual([
    { type: 'object', $ref: '#/components/schemas/ChatCompletionChunk' },
    '[DONE]',
  ]);
});

it('a class can be used alone: prose leaves out the other classes', async () => {
  const prose = await loadContract('spec/openapi.json', {
    overlays: structure,
    strengthOverlays: stronger,
    evidence: ['document'],
  });
  const judge = createJudge(prose.document, prose.dialect);
  expect(judge.accepts(at('ChatCompletionResponse'), {})).toBe(true);
  expect(judge.accepts(chat, v1({ messages: [] }))).toBe(false);
});

it('what shapes the client says what it rests on, a whole place once', () => {
  const full = contracts[2];
  const request = full.schemas.find(({ name }) => name === 'ChatRequestBase');
  const type = request === undefined ? undefined : buildType(full, request.use.pointer);
  const documented = (name: string) =>
    type?.kind === 'object' ? type.properties.find((each) => each.name === name)?.documentation : undefined;
  expect(documented('messages')?.limits).toEqual([['minItems', 1, 'document']]);
  expect(documented('top_logprobs')).toMatchObject({
    evidence: 'vendor-later',
    limits: [
      ['minimum', 0],
      ['maximum', 20],
    ],
  });
  expect(documented('max_tokens')?.evidence).toBeUndefined();
  expect(docText(documented('messages') ?? documentationOf({}))).toContain('@minItems 1 (document)');
});
