import { readFileSync } from 'node:fs';
import { drift, loadContract, tokensOf } from 'openapi-plumbline';
import { expect, it } from 'vitest';
import { createJudge } from '../../generator/judge/judge.ts';
import { applyOverlays, type Overlay } from '../../generator/load/overlay.ts';
import { overlayAt } from '../../generator/load/overlay-file.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';

/**
 * What the document alone allows and an overlay forbids, each with a request that shows it: the page docs/kimi/contract.md. Which
 * action forbids a request is found by leaving the actions out one by one; a foreign engine says what is valid.
 */

const names = ['10-prose', '20-vendor-later', '30-docs', '31-message-roles', '40-observed'];
const path = (name: string): string => `spec/overlays/${name}.yaml`;
const [structure, ...stronger] = await Promise.all(
  ['00-structure', ...names].map((name) => overlayAt(path(name))),
);
const original: Record<string, unknown> = JSON.parse(readFileSync('spec/openapi.json', 'utf8'));
const alone = await loadContract('spec/openapi.json', { overlays: [path('00-structure')] });
const full = await loadContract('spec/openapi.json', {
  overlays: [path('00-structure'), ...names.map(path)],
});

const with_ = (overlays: readonly Overlay[]) =>
  createJudge(
    applyOverlays(original, [...(structure === undefined ? [] : [structure]), ...overlays], () => undefined)
      .document,
    full.dialect,
  );

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

interface Row {
  readonly what: string;
  readonly schema: string;
  readonly value: unknown;
  /** What of the value to show. */
  readonly shown: string;
}

const rows: readonly Row[] = [
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
  ...[k25, k26].flatMap((body, index): Row[] => {
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

/** Actions on requests that forbid nothing: they add names or examples, or allow more. */
const open = [
  'a message as the document itself shows one',
  'the default is {"type":"text"}',
  'the default is {"type":"enabled"}',
  'the default is null',
  "the schema is in the vendor's own flavour",
  'a tool answers in a message of its own',
  'an assistant that calls tools may have nothing to say',
  'chat takes this model; the estimate is for the same requests',
  'what the parameters of a tool look like, for generators of test data',
  'tools of the API itself, such as $web_search, are declared by their name alone',
  'a tool is a function of the caller or one of the API itself',
  'content is not required of every role',
  'emptiness is judged by role below',
];

/** Written by one action and removed by a later one, which says the same by role. */
const replaced = '$.components.schemas.Message.properties.content.oneOf[0]';
const isOpen = ({ reason, target }: Action): boolean => open.includes(reason) || target === replaced;

interface Action {
  readonly overlay: Overlay;
  readonly index: number;
  readonly target: string;
  readonly reason: string;
  readonly evidence: string;
  readonly source: string;
  readonly line: number;
}

const actions: readonly Action[] = stronger.flatMap((overlay) =>
  overlay.actions.map(({ target, evidence }, index) => {
    const raw =
      (overlay.source.value['actions'] as readonly { readonly [name: string]: unknown }[])[index] ?? {};
    return {
      overlay,
      index,
      target,
      evidence,
      reason: String(raw['x-reason']),
      source: String(raw['x-source']),
      line: overlay.source.position(`#/actions/${index}`)?.line ?? 0,
    };
  }),
);

const requestTarget =
  /schemas\.(Message|ToolDefinition|ChatRequestBase|\w+ChatRequest|EstimateTokenRequest|BatchCreateRequest)\b|parameters\[|schemas$/;
const isOfRequests = ({ target, reason }: Action): boolean =>
  requestTarget.test(target) && !/chunks of a stream|envelope of its own/.test(reason);

/** The overlays without one action. */
const without = ({ overlay, index }: Action): readonly Overlay[] =>
  stronger.map((each) =>
    each === overlay
      ? {
          ...each,
          actions: each.actions.map((action, at) =>
            at === index ? { ...action, leftOut: true as const } : action,
          ),
        }
      : each,
  );

/** One action alone. */
const only = ({ overlay, index }: Action): readonly Overlay[] => [
  {
    ...overlay,
    actions: overlay.actions.map((action, at) =>
      at === index ? action : { ...action, leftOut: true as const },
    ),
  },
];

const judges = { alone: with_([]), full: with_(stronger) };
const blamed = new Map<Row, Action[]>(rows.map((row) => [row, []]));
const forbidding = actions.filter((action) => isOfRequests(action) && !isOpen(action));
for (const action of forbidding) {
  const judge = with_(without(action));
  for (const row of rows) if (judge.accepts(row.schema, row.value)) blamed.get(row)?.push(action);
}
// Where two actions forbid the same, leaving out one changes nothing: the first that does alone is named.
for (const [row, found] of blamed) {
  if (found.length > 0) continue;
  const alone = forbidding.find((action) => !with_(only(action)).accepts(row.schema, row.value));
  if (alone !== undefined) found.push(alone);
}

it('every row is a request that the document alone allows and the contract forbids, by one action', () => {
  const wrong = rows.filter(
    ({ schema, value }) => !judges.alone.accepts(schema, value) || judges.full.accepts(schema, value),
  );
  expect(wrong.map(({ what }) => what)).toEqual([]);
  expect(
    [...blamed].filter(([, found]) => found.length !== 1).map(([{ what }, found]) => [what, found.length]),
  ).toEqual([]);
});

it('every action on requests is shown by a row or is known to forbid nothing', () => {
  const shown = new Set([...blamed.values()].flat());
  const silent = actions.filter((action) => isOfRequests(action) && !shown.has(action) && !isOpen(action));
  expect(silent.map(({ target }) => target)).toEqual([]);
});

it.runIf(isFull)('what drift finds narrower in requests is shown by a row', async () => {
  const { changes } = await drift(alone, full);
  const narrower = changes.filter(
    ({ polarity, verdict }) => polarity === 'request' && verdict === 'breaking',
  );
  expect(narrower.length).toBeGreaterThan(10);
  const shown = new Set(
    [...blamed.values()].flat().map(({ overlay, index }) => `${overlay.source.file}#${index}`),
  );
  const missing = narrower.filter(({ pointer }) => {
    const { overlay } = full.origin(pointer);
    return overlay === undefined || !shown.has(`${overlay.file}#${overlay.action}`);
  });
  expect(missing.map(({ message }) => message)).toEqual([]);
});

it.runIf(isFull)(
  'names and groups change no schema: strength document is the document of the vendor',
  async () => {
    const bare = await loadContract('spec/openapi.json');
    const { changes } = await drift(bare, alone);
    // Defaults that no value of their schema can have are taken out; they constrain nothing.
    expect(changes.filter(({ axis }) => axis === 'wire').map(({ message }) => message)).toEqual([]);
  },
);

it('every action says why, on which evidence, from which source and of which day', () => {
  const bad = actions.filter(({ reason, evidence, source }) => {
    if (reason === 'undefined' || source === 'undefined') return true;
    if (evidence !== 'document') return !/\b20\d\d-\d\d-\d\d\b/.test(source);
    // The document has one date, that of spec/provenance.json; the source is a place in it.
    const place = tokensOf(source.replace(/\s/g, '') as `#${string}`).reduce<unknown>(
      (value, token) => (value as { readonly [name: string]: unknown } | undefined)?.[token],
      original,
    );
    return place === undefined;
  });
  expect(bad.map(({ overlay, line, source }) => `${overlay.source.file}:${line}: ${source}`)).toEqual([]);
  figure({
    issue: 26,
    what: 'overlay actions with a reason, a class of evidence and a dated source; requests that they forbid, each with its action',
    expected: 'all',
    seen: `${actions.length - bad.length} of ${actions.length}; ${rows.length} requests`,
    ok: bad.length === 0,
  });
});

it('the page lists them', async () => {
  const cell = (text: string): string =>
    text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
  const table = rows.map((row) => {
    const [action] = blamed.get(row) ?? [];
    const { reason = '', evidence = '', source = '', overlay, line } = action ?? {};
    const from = evidence === 'document' ? `the document, \`${source.replace(/\s/g, '')}\`` : source;
    const file = overlay?.source.file.split('/').at(-1) ?? '';
    return `| ${cell(row.what)} | \`${cell(row.shown)}\` | ${cell(reason)} | ${evidence} | ${cell(from)} | ${file}:${line} |`;
  });
  const page = `${intro}\n| request | such as | why it is forbidden | evidence | source | overlay |\n| --- | --- | --- | --- | --- | --- |\n${table.join('\n')}\n`;
  await expect(page).toMatchFileSnapshot('../../docs/kimi/contract.md');
});

const intro = `# What the contract forbids and the document alone allows

The document that the vendor gave is kept byte for byte. Overlays add what its own words, its later versions, its documentation and
published measurements of the API say. This page lists the requests that the document's schemas accept and the contract does not. With
\`--strength document\` every verb of the command takes the schemas of the document alone, with \`--strength prose\` its own words too.

The types and the validation of \`moonshot-plumbline\` are those of the whole contract:

\`\`\`ts
import { Moonshot } from 'moonshot-plumbline';
import { validation } from 'moonshot-plumbline/validation';

const client = new Moonshot({ validate: validation({ requests: 'throw' }) });
try {
  await client.chat.completions.create({ model: 'kimi-k2.6', messages: [] });
} catch (error) {
  console.log((error as Error).message);
}
\`\`\`

Without \`validate\` nothing is checked, and the API decides. A request that the contract forbids and the API accepts is a fault of
the contract: \`plumbline conform\` reports it as such.

The table is made from \`spec/overlays\` by \`npx vitest run spec/overlays -u\`; a foreign engine says what is valid.
`;
