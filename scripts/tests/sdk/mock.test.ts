import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createMock } from '../../../conformance/mock/mock.ts';
import { loadContract } from '../../../generator/index.ts';
import { callsOf } from '../../../generator/print/calls.ts';
import { identityOf } from '../../../generator/print/identity.ts';
import { counted } from '../../../generator/testing/counted.ts';
import { exampleDocument, publicDocuments } from '../../../generator/testing/example-documents.ts';
import { compileSnippets } from './compile.ts';
import { readmeBlocks, readmeCalls } from './readme.ts';
import { buildSdk, contractOverlays } from './sdk.ts';

/** Generated clients against a mock of their own document: every example of the README is sent and gets a response. */

counted(
  3,
  'clients of the corpus and of this API: every README example against a mock of its own document',
  'answered, answers valid, compiled',
);

const root = resolve(import.meta.dirname, '../../..');
const full = process.env['PLUMBLINE_FULL'] === '1';

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const printErrors = ({ stdout }: { readonly stdout: string }) => expect(stdout).toBe('');

interface Document {
  readonly file: string;
  readonly overlays?: readonly string[];
  /** Only with PLUMBLINE_FULL=1. */
  readonly isLong?: boolean;
}

const documents: readonly Document[] = [
  { file: 'spec/openapi.json', overlays: contractOverlays },
  { file: exampleDocument('3.1/train-travel') },
  { file: exampleDocument('3.0/polymorphism') },
  { file: exampleDocument('3.1/petstore'), isLong: true },
  ...publicDocuments('box-2025.json', 'mistral.json').map((file) => ({ file, isLong: true })),
];

interface Examples {
  run(
    fetchOf: (call: number) => (url: string, init: RequestInit) => Promise<Response>,
    baseUrl: string,
  ): Promise<readonly string[]>;
}

/** Runs every call with responses validated; gives one line for each that fails. */
const runner = (className: string, calls: readonly string[], hasKey: boolean) => `
import { ${className} } from './index.js';
import { validation } from './validation.js';
const calls = [${calls.map((call) => `[${JSON.stringify(call)}, (client) => ${call}]`).join(',\n')}];
export async function run(fetchOf, baseUrl) {
  const validate = validation({ requests: 'throw', responses: 'throw' });
  const failures = [];
  for (const [index, [text, call]] of calls.entries()) {
    const client = new ${className}({ ${hasKey ? "apiKey: 'user:password', " : ''}baseUrl, fetch: fetchOf(index), validate, maxRetries: 0 });
    try { await call(client); } catch (error) { failures.push(text + '\\n  ' + error.name + ': ' + error.message); }
  }
  return failures;
}`;

describe.each(documents.filter(({ isLong }) => full || isLong !== true))(
  '$file',
  ({ file, overlays = [] }) => {
    it('every example gets a response that is valid against its schema', async () => {
      const contract = await loadContract(resolve(root, file), {
        overlays: overlays.map((one) => resolve(root, one)),
      });
      const built = await buildSdk(file, { overlays });
      // Strictly, as its own tsconfig says; this takes seconds, and check:types does it for generated/ every time.
      if (full) await promisify(execFile)(process.execPath, [tsc, '-p', built.folder]).catch(printErrors);
      const { className } = identityOf(contract, {});
      const calls = await readmeCalls(built.folder);
      const operations = callsOf(contract).map(({ operation }) => operation);
      expect(calls).toHaveLength(operations.length);
      await writeFile(
        join(built.folder, 'src/run.ts'),
        `// @ts-nocheck${runner(className, calls, contract.securitySchemes.size > 0)}`,
      );
      const { run } = await built.load<Examples>('run');
      const mock = createMock(contract);
      const seen: string[] = [];
      const unknown = new Set<string>();
      const failures = await run(
        (index) => async (url, init) => {
          seen.push(url);
          const response = await mock.fetch(new Request(url, init));
          if (/there is nothing with the id/.test(response.headers.get('x-mock-reason') ?? ''))
            unknown.add(calls[index] ?? '');
          return response;
        },
        'http://mock.test',
      );
      // Made-up ids are unknown to a mock that remembers; one of that operation alone has nothing to remember.
      expect(failures.filter((failure) => ![...unknown].some((call) => failure.startsWith(call)))).toEqual(
        [],
      );
      const alone = await run((index) => {
        // A fragment in a path distinguishes two operations of a document; it is never sent.
        const own = operations.slice(index, index + 1);
        const reached = own.map((operation) => ({ ...operation, path: operation.path.replace(/#.*/, '') }));
        const one = createMock({ ...contract, operations: reached });
        return (url, init) => one.fetch(new Request(url, init));
      }, 'http://mock.test');
      await built.remove();
      expect(alone).toEqual([]);
      expect(seen.length).toBeGreaterThanOrEqual(calls.length);
    }, 300_000);
  },
);

it('every block of the README compiles', async () => {
  const generated = resolve(root, 'generated');
  const blocks = await readmeBlocks(generated);
  const [first = '', ...rest] = blocks;
  const local = (code: string) =>
    code.replace(
      /import \{ (.*?) \} from 'moonshot-plumbline(?:\/(\w+))?';/g,
      (_, names: string, entry = 'index') => `const { ${names} } = await import('./${entry}.js');`,
    );
  const errors = compileSnippets(
    generated,
    "import { Moonshot } from './index.js'; const client = new Moonshot(); void client;",
    [first, ...rest].map(local),
  );
  expect(blocks.length).toBeGreaterThan(13);
  expect(errors.filter((error) => error !== undefined)).toEqual([]);
});
