import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counted } from '../../../generator/testing/counted.ts';
import { compileSnippets } from './compile.ts';
import { type BuiltSdk, buildSdk, contractOverlays } from './sdk.ts';

/** What a user of this API needs of the types: number in the table of probes, snippet, whether it compiles. */
type Probe = readonly [name: string, snippet: string, compiles: boolean];

const m = "messages: [{ role: 'user', content: 'x' }]";
const request = (members: string) => `const r: ChatCompletionRequest = { ${m}, ${members} }; void r;`;

const probes: readonly Probe[] = [
  ['1 thinking for moonshot-v1', request("model: 'moonshot-v1-8k', thinking: { type: 'enabled' }"), false],
  ['2 keep for kimi-k2.6', request("model: 'kimi-k2.6', thinking: { type: 'enabled', keep: 'all' }"), true],
  ['3 temperature for kimi-k2.5', request("model: 'kimi-k2.5', temperature: 0.3"), false],
  ['4 keep for kimi-k2.5', request("model: 'kimi-k2.5', thinking: { type: 'enabled', keep: 'all' }"), false],
  ['5 a model that the document does not list', request("model: 'kimi-k3'"), true],
  ['6 no model', `const r: ChatCompletionRequest = { ${m} }; void r;`, false],
  ['7 keep: null', request("model: 'kimi-k2.6', thinking: { type: 'enabled', keep: null }"), true],
  [
    '8 narrowing by model, then thinking',
    "const f = (r: ChatCompletionRequest) => r.model === 'kimi-k2.6' ? r.thinking?.keep : undefined; void f;",
    true,
  ],
  [
    '9 narrowing by model, then temperature',
    "const f = (r: ChatCompletionRequest): number | undefined => r.model === 'moonshot-v1-8k' ? r.temperature : undefined; void f;",
    true,
  ],
  ['10 misspelt member', request("model: 'kimi-k2.6', max_tokenz: 5"), false],
  [
    '11 name: null',
    "const r: ChatCompletionRequest = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'x', name: null }] }; void r;",
    false,
  ],
  ['12 model: string', request("model: String('kimi-k2.6')"), true],
  [
    '13 as 1, through a variable',
    `const v = { ${m.replace("'user'", "'user' as const")}, model: 'moonshot-v1-8k' as const, thinking: { type: 'enabled' as const } }; const r: ChatCompletionRequest = v; void r;`,
    false,
  ],
  [
    '13b as 3, through a variable',
    `const v = { ${m.replace("'user'", "'user' as const")}, model: 'kimi-k2.5' as const, temperature: 0.3 }; const r: ChatCompletionRequest = v; void r;`,
    false,
  ],
  ['14 temperature for moonshot-v1', request("model: 'moonshot-v1-32k', temperature: 0.3"), true],
  ['15 stop: null', request("model: 'kimi-k2.6', stop: null"), false],
  [
    '16 content parts',
    "const r: ChatCompletionRequest = { model: 'kimi-k2.6', messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, { type: 'image_url', image_url: 'u' }] }] }; void r;",
    true,
  ],
  [
    '17 content parts mixed up',
    "const r: ChatCompletionRequest = { model: 'kimi-k2.6', messages: [{ role: 'user', content: [{ type: 'text', image_url: 'u' }] }] }; void r;",
    false,
  ],
  ['18 one of two ids', request("model: Math.random() > 0.5 ? 'moonshot-v1-8k' : 'moonshot-v1-32k'"), true],
  ['19 stop with six', request("model: 'kimi-k2.6', stop: ['1', '2', '3', '4', '5', '6']"), false],
  ['19b stop with five', request("model: 'kimi-k2.6', stop: ['1', '2', '3', '4', '5']"), true],
  [
    '20 one of two ids of two schemas',
    request("model: Math.random() > 0.5 ? 'kimi-k2.6' : 'kimi-k2.5'"),
    true,
  ],
  ['21 members with a default are optional', request("model: 'kimi-k2.6'"), true],
  [
    '22 an id that is not listed',
    `void new Moonshot().chat.completions.create(unlisted({ model: 'kimi-k2.6', ${m} }, { model: 'kimi-k3' }));`,
    true,
  ],
  [
    '23 everything else of it stays checked',
    `void new Moonshot().chat.completions.create(unlisted({ model: 'kimi-k2.6', ${m}, temperature: 0.3 }, { model: 'kimi-k3' }));`,
    false,
  ],
  [
    '24 stream: true gives a stream',
    `const s: Stream<ChatCompletionChunk> = await new Moonshot().chat.completions.create({ model: 'kimi-k2.6', ${m}, stream: true }); void s;`,
    true,
  ],
  [
    '25 without it the whole answer',
    `const s: ChatCompletionResponse = await new Moonshot().chat.completions.create({ model: 'kimi-k2.6', ${m} }); void s;`,
    true,
  ],
  [
    '26 the whole response is not a stream',
    `const s: Stream<ChatCompletionChunk> = await new Moonshot().chat.completions.create({ model: 'kimi-k2.6', ${m} }); void s;`,
    false,
  ],
  [
    '27 a boolean gives either',
    `const b: boolean = Math.random() > 0.5; const s: ChatCompletionResponse | Stream<ChatCompletionChunk> = await new Moonshot().chat.completions.create({ model: 'kimi-k2.6', ${m}, stream: b }); void s;`,
    true,
  ],
  [
    '28 pages give items',
    'for await (const b of new Moonshot().batches.list()) { const s: string = b.id; void s; }',
    true,
  ],
  ['29 a file is not a text', "void new Moonshot().files.create({ file: 'text', purpose: 'batch' });", false],
  [
    '30 a blob is a file',
    "void new Moonshot().files.create({ file: new Blob([]), purpose: 'batch' });",
    true,
  ],
  [
    '32 a member that no chunk has',
    `for await (const c of await new Moonshot().chat.completions.create({ model: 'kimi-k2.6', ${m}, stream: true })) void c.choises;`,
    false,
  ],
  [
    '33 a member that a chunk has',
    `for await (const c of await new Moonshot().chat.completions.create({ model: 'kimi-k2.6', ${m}, stream: true })) void c.choices;`,
    true,
  ],
  [
    '34 common members of a model not listed',
    request("model: 'kimi-k3', max_completion_tokens: 5, stop: ['x']"),
    true,
  ],
  ['35 no other members of it', request("model: 'kimi-k3', temperature: 0.5"), false],
  ['36 nor through a string', request("model: String('kimi-k3'), thinking: { type: 'enabled' }"), false],
  ['37 a misspelt member of it', request("model: 'kimi-k3', max_tokenz: 5"), false],
  [
    '38 a stream of a model not listed',
    `const s: Stream<ChatCompletionChunk> = await new Moonshot().chat.completions.create({ model: 'kimi-k3', ${m}, stream: true }); void s;`,
    true,
  ],
  ['31 wrong option', 'void new Moonshot({ timeout: "5" });', false],
];

counted(3, 'type probes, 20 of the table and 20 more, on the document and on the contract', 'all as wanted');

/** As the document itself says it, and as the package in generated/ is published. */
const contracts: readonly {
  readonly title: string;
  readonly make: () => Promise<BuiltSdk>;
}[] = [
  {
    title: 'document',
    make: () =>
      buildSdk('spec/openapi.json', {
        overlays: ['spec/overlays/00-structure.yaml', 'scripts/tests/sdk/streaming.yaml'],
      }),
  },
  { title: 'contract', make: () => buildSdk('spec/openapi.json', { overlays: contractOverlays }) },
];

describe.each(contracts)('type probes: $title', ({ make }) => {
  let built: BuiltSdk;
  let errors: readonly (string | undefined)[];
  beforeAll(async () => {
    built = await make();
    const names =
      'Moonshot, unlisted, Stream, type ChatCompletionRequest, type ChatCompletionResponse, type ChatCompletionChunk';
    errors = compileSnippets(
      built.folder,
      `import { ${names} } from './index.js'; void [Moonshot, unlisted, Stream]; type Used = [ChatCompletionRequest, ChatCompletionResponse, ChatCompletionChunk]; export type { Used };`,
      probes.map(([, snippet]) => snippet),
    );
  });
  afterAll(() => built.remove());

  it.each(probes.map(([name, , compiles], index) => [name, compiles, index] as const))(
    '%s: %s',
    (_, compiles, index) => {
      if (compiles) expect(errors[index]).toBeUndefined();
      else expect(errors[index]).toBeDefined();
    },
  );
});
