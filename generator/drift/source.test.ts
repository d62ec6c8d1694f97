import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract } from '../contract/model.ts';
import { emitters } from '../emit/emitters.ts';
import type { JsonObject } from '../json/types.ts';
import { render } from '../render/render.ts';
import { applyPatch, driftCases } from './cases.test-support.ts';
import { compareSources } from './source.ts';

const spec = new URL('../../spec/openapi.json', import.meta.url);

/**
 * What a user of the SDK wrote, for the cases that touch it; compiles against the base, and against the head or not.
 */
const clients: readonly (readonly [id: string, code: string])[] = [
  [
    'res-optional-removed',
    `import type { FileObject } from './models.js'; export const read = (file: FileObject) => file.status_details;`,
  ],
  [
    'res-required-to-optional',
    `import type { FileObject } from './models.js'; export const read = (file: FileObject): string => file.status;`,
  ],
  [
    'res-required-added',
    `import type { FileObject } from './models.js'; export const read = (file: FileObject): string => file.status;`,
  ],
  [
    'res-enum-removed',
    `import type { BatchObject } from './models.js'; export const read = (batch: BatchObject): boolean => batch.status === 'expired';`,
  ],
  [
    'res-type-changed',
    `import type { ChatCompletionResponse } from './models.js'; export const read = (response: ChatCompletionResponse): string | undefined => response.choices?.[0]?.message?.tool_calls?.[0]?.function?.arguments;`,
  ],
  [
    'res-union-widened',
    `import type { ChatCompletionResponse } from './models.js'; export const read = (response: ChatCompletionResponse): string | null | undefined => response.choices?.[0]?.message?.content;`,
  ],
  [
    'res-enum-added-deep',
    `import type { ChatCompletionResponse } from './models.js'; export const read = (response: ChatCompletionResponse): 'stop' | 'length' | 'tool_calls' | null | undefined => response.choices?.[0]?.finish_reason;`,
  ],
  [
    'res-became-not-nullable',
    `import type { BatchObject } from './models.js'; export const read = (batch: BatchObject): string | null | undefined => batch.output_file_id;`,
  ],
  [
    'res-nullable-respelled',
    `import type { BatchObject } from './models.js'; export const read = (batch: BatchObject): string | null | undefined => batch.output_file_id;`,
  ],
  [
    'enum-respelled-oneof-const',
    `import type { FileObject } from './models.js'; export const read = (file: FileObject): 'file-extract' | 'image' | 'video' | 'batch' => file.purpose;`,
  ],
  [
    'ref-inlined',
    `import type { BatchObject } from './models.js'; export const read = (batch: BatchObject): number | undefined => batch.request_counts?.completed;`,
  ],
  [
    'component-renamed',
    `import type { FileObject } from './models.js'; export const read = (file: FileObject): string => file.id;`,
  ],
  [
    'req-required-prop-added',
    `import type { BatchCreateRequest } from './models.js'; export const body: BatchCreateRequest = { input_file_id: 'a', endpoint: '/v1/chat/completions', completion_window: '24h' };`,
  ],
  [
    'req-required-to-optional',
    `import type { BatchCreateRequest } from './models.js'; export const body: BatchCreateRequest = { input_file_id: 'a', endpoint: '/v1/chat/completions', completion_window: '24h' };`,
  ],
  [
    'req-optional-to-required',
    `import type { ChatRequestBase } from './models.js'; export const body: ChatRequestBase = { messages: [] };`,
  ],
  [
    'req-type-narrowed',
    `import type { Message } from './models.js'; export const message: Message = { role: 'user', content: [{ type: 'text', text: 'hi' }] };`,
  ],
  [
    'req-nullable-added',
    `import type { Message } from './models.js'; export const message: Message = { role: 'user', content: 'hi', name: 'me' };`,
  ],
  [
    'req-enum-added',
    `import type { EstimateTokenRequest } from './models.js'; export const body: EstimateTokenRequest['model'] = 'kimi-k2.6';`,
  ],
  [
    'req-integer-to-number',
    `import type { ChatRequestBase } from './models.js'; export const body: ChatRequestBase = { messages: [], max_tokens: 1 };`,
  ],
  [
    'req-enum-to-const',
    `import type { ToolDefinition } from './models.js'; export const type: ToolDefinition['type'] = 'function';`,
  ],
  [
    'res-prop-deprecated',
    `import type { FileObject } from './models.js'; export const read = (file: FileObject) => file.status_details;`,
  ],
  [
    'type-array-singleton',
    `import type { FileObject } from './models.js'; export const read = (file: FileObject): string => file.id;`,
  ],
];

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: '3.1',
    origin: (pointer) => ({ file: 'openapi.json', pointer, position: () => undefined }),
  });

/** The generated types, in memory. */
async function sdkOf(contract: Contract): Promise<ReadonlyMap<string, string>> {
  const wanted = emitters.filter(({ name }) => ['models', 'runtime'].includes(name));
  const files = await Promise.all(wanted.map((emitter) => emitter.emit(contract, {})));
  return new Map((await render(files.flat())).map(({ path, text }) => [`/sdk/${path}`, text]));
}

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};
const libraries = new Map<string, ts.SourceFile | undefined>();

/** Whether the client compiles against the types. */
function compiles(sdk: ReadonlyMap<string, string>, code: string): boolean {
  const files = new Map([...sdk, ['/sdk/package.json', '{"type":"module"}'], ['/sdk/src/user.ts', code]]);
  const host = ts.createCompilerHost(options);
  host.directoryExists = (name) => name.startsWith('/sdk') || ts.sys.directoryExists(name);
  host.realpath = (name) => name;
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || (!name.startsWith('/sdk/') && fileExists(name));
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, language) => {
    const text = files.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, language);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, language));
    return libraries.get(name);
  };
  const program = ts.createProgram(['/sdk/src/user.ts'], options, host);
  const user = program.getSourceFile('/sdk/src/user.ts');
  return (
    program.getSyntacticDiagnostics(user).length === 0 && program.getSemanticDiagnostics(user).length === 0
  );
}

describe('source axis', () => {
  const document = JSON.parse(readFileSync(spec, 'utf8')) as JsonObject;
  const full = process.env['PLUMBLINE_FULL'] === '1';
  const chosen = full ? clients : clients.slice(0, 4);

  it.each(chosen)('%s: compiling a client against both agrees with the verdict', async (id, code) => {
    const each = driftCases.find((row) => row.id === id);
    if (each === undefined) throw new Error(`spec/drift-cases.jsonl has no case ${id}`);
    const base = applyPatch(document, each.setup ?? []);
    const [before, after] = [contractOf(base), contractOf(applyPatch(base, each.patch))];
    expect(compiles(await sdkOf(before), code)).toBe(true);
    const breaks = compareSources(before, after);
    expect({
      compiles: compiles(await sdkOf(after), code),
      breaks: breaks.map(({ message }) => message),
    }).toEqual({
      compiles: breaks.length === 0,
      breaks: breaks.map(({ message }) => message),
    });
  });

  it('finds nothing between a contract and itself', () => {
    expect(compareSources(contractOf(document), contractOf(structuredClone(document)))).toEqual([]);
  });
});
