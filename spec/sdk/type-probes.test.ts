import { expect, it } from 'vitest';
import { figure } from '../../generator/testing/figure.ts';
import { compileSnippets } from '../../scripts/tests/sdk/compile.ts';

/**
 * What the types of the package as it is published say of this API's own members and of the helpers: a snippet, and whether it
 * compiles. The probes of requests and responses in general stand beside the generator's tests.
 */
interface Probe {
  readonly title: string;
  readonly snippet: string;
  readonly compiles: boolean;
}

const request = (members: string): string =>
  `const r: ChatCompletionRequest = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'x' }], ${members} }; void r;`;
const said = (message: string): string =>
  `const r: ChatCompletionRequest = { model: 'kimi-k2.6', messages: [${message}] }; void r;`;
const batch = (members: string): string =>
  `void createChatBatch(client, [{ customId: 'a', body: { messages: [{ role: 'user', content: 'x' }], ${members} } }]);`;

const probes: readonly Probe[] = [
  {
    title: 'a tool of the API itself',
    snippet: request("tools: [{ type: 'builtin_function', function: { name: '$web_search' } }]"),
    compiles: true,
  },
  {
    title: 'a function without parameters',
    snippet: request("tools: [{ type: 'function', function: { name: 'look' } }]"),
    compiles: false,
  },
  {
    title: 'a tool of the API itself with parameters',
    snippet: request(
      "tools: [{ type: 'builtin_function', function: { name: '$web_search', parameters: { type: 'object' } } }]",
    ),
    compiles: false,
  },
  {
    title: 'thinking that is neither enabled nor disabled',
    snippet: request("thinking: { type: 'on' }"),
    compiles: false,
  },
  { title: 'two choices of kimi-k2.6', snippet: request('n: 2'), compiles: false },
  { title: 'its only top_p', snippet: request('top_p: 0.95'), compiles: true },
  { title: 'another top_p', snippet: request('top_p: 0.9'), compiles: false },
  {
    title: 'the members of the cache and of safety',
    snippet: request("prompt_cache_key: 'task-1', safety_identifier: 'user-1'"),
    compiles: true,
  },
  {
    title: 'a turn that thinks and calls a tool',
    snippet: said(
      "{ role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [{ id: '1', type: 'function', function: { name: 'look', arguments: '{}' } }] }",
    ),
    compiles: true,
  },
  {
    title: 'the beginning of a message that the model continues',
    snippet: said("{ role: 'assistant', content: 'Once', partial: true }"),
    compiles: true,
  },
  {
    title: 'a video',
    snippet: said(
      "{ role: 'user', content: [{ type: 'video_url', video_url: { url: 'ms://file-1' } }, { type: 'text', text: 'x' }] }",
    ),
    compiles: true,
  },
  {
    title: 'thinking of a model that has none',
    snippet: 'void client.chat.completions.create({ ...v1, thinking: { type: "enabled" } });'.replaceAll(
      '"',
      "'",
    ),
    compiles: false,
  },
  {
    title: 'a temperature that the model refuses, in a call',
    snippet: 'void client.chat.completions.create({ ...body26, temperature: 0.3 });',
    compiles: false,
  },
  {
    title: 'a misspelt member in a call',
    snippet: 'void client.chat.completions.create({ ...body26, max_tokenz: 3 });',
    compiles: false,
  },
  {
    title: 'a purpose that the API does not know',
    snippet: "void client.files.create({ file: new Blob([]), purpose: 'assistants' });",
    compiles: false,
  },
  {
    title: 'tokens that came from the cache',
    snippet:
      'const n: number | undefined = (await client.chat.completions.create({ ...body, stream: false })).usage.cached_tokens; void n;',
    compiles: true,
  },
  {
    title: 'an event that calls a tool',
    snippet:
      "for await (const e of streamChat(client, body)) if (e.type === 'toolCall') { const s: string = e.call.function.name; void s; }",
    compiles: true,
  },
  {
    title: 'a member of another event',
    snippet: "for await (const e of streamChat(client, body)) if (e.type === 'content') void e.reasoning;",
    compiles: false,
  },
  {
    title: 'a parsed member',
    snippet:
      "const { parsed } = await parseChat(client, body, { name: 'city', schema: city }); const s: string = parsed.city; void s;",
    compiles: true,
  },
  {
    title: 'a parsed member that the schema lacks',
    snippet:
      "const { parsed } = await parseChat(client, body, { name: 'city', schema: city }); void parsed.town;",
    compiles: false,
  },
  {
    title: 'a tool with the input of its schema',
    snippet:
      "void runTools(client, body, [chatTool({ name: 'look', parameters: city, run: (input) => input.city.length })]);",
    compiles: true,
  },
  {
    title: 'a tool with another input',
    snippet:
      "void runTools(client, body, [chatTool({ name: 'look', parameters: city, run: (input) => input.town })]);",
    compiles: false,
  },
  {
    title: 'the conversation of a tool loop goes on',
    snippet:
      "const { messages } = await runTools(client, body, []); void client.chat.completions.create({ model: 'kimi-k2.6', messages: [...messages] });",
    compiles: true,
  },
  {
    title: 'a chat of a batch with a temperature that its model refuses',
    snippet: batch("model: 'kimi-k2.5', temperature: 0.3"),
    compiles: false,
  },
  {
    title: 'a chat of a batch for a model that the document does not list',
    snippet: batch("model: 'kimi-k3'"),
    compiles: true,
  },
  {
    title: 'a result of a batch, distinguished by its error',
    snippet:
      "const r = (await batchResults(client, done)).get('a'); if (r !== undefined && r.error === undefined) { const c: ChatCompletionResponse = r.completion; void c; }",
    compiles: true,
  },
  {
    title: 'a model that is chosen when the program runs',
    snippet:
      "void client.chat.completions.create({ model: await chooseModel(client, ['kimi-k3']), messages: [] });",
    compiles: true,
  },
  {
    title: 'a file of the disk as an image',
    snippet: "void inlineMedia(await fileFromPath('a.png'));",
    compiles: true,
  },
  { title: 'a path as an image', snippet: "void inlineMedia('a.png');", compiles: false },
];

const head = `
import { type BatchObject, type ChatCompletionRequest, type ChatCompletionResponse, Moonshot } from './index.js';
import { batchResults, chatTool, chooseModel, createChatBatch, inlineMedia, parseChat, runTools, type StandardSchema, streamChat } from './helpers/index.js';
import { fileFromPath } from './node.js';
const client = new Moonshot(); const body: ChatCompletionRequest = { model: 'kimi-k2.6', messages: [] };
const m = { messages: [{ role: 'user' as const, content: 'x' }] }; const v1 = { ...m, model: 'moonshot-v1-8k' as const }; const body26 = { ...m, model: 'kimi-k2.6' as const };
const city = null as unknown as StandardSchema<{ city: string }>; const done = null as unknown as BatchObject;
void [batchResults, chatTool, chooseModel, createChatBatch, inlineMedia, parseChat, runTools, streamChat, fileFromPath, client, body, city, done, v1, body26];
export type Used = [ChatCompletionResponse];`;

it('the types know what is Kimi’s own, and the helpers', () => {
  const errors = compileSnippets(
    'generated',
    head,
    probes.map(({ snippet }) => snippet),
  );
  const wrong = probes.flatMap(({ title, compiles }, index) =>
    (errors[index] === undefined) === compiles ? [] : [`${title}: ${errors[index] ?? 'compiles'}`],
  );
  figure({
    issue: 26,
    what: 'type probes of Kimi’s own members and of the helpers (beside the 20 of before and 20 later ones of requests and responses)',
    expected: 'all as wanted',
    seen: `${probes.length - wrong.length} of ${probes.length}`,
    ok: wrong.length === 0,
  });
  expect(wrong).toEqual([]);
  // One signature, so one error: not one for each way to call.
  expect(errors.filter((error) => error?.includes('overload') === true)).toEqual([]);
  expect(probes.length).toBeGreaterThanOrEqual(20);
});
