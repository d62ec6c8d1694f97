import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { createMock } from '../../conformance/mock/mock.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { loadContract } from '../../generator/index.ts';
import { writeOutput } from '../../generator/render/write.ts';
import { renderSdk } from '../cli/verbs/generate.ts';
import { judgeSdk, loadSdk } from './sdk-judge.ts';

/** A document with what clients get wrong: ids in paths, lists in queries, bodies with members of all kinds. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Shelf', version: '1.0.0' },
  servers: [{ url: 'http://sdk.localhost' }],
  paths: {
    '/books/{book_id}': {
      get: {
        operationId: 'getBook',
        parameters: [
          { name: 'book_id', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'fields',
            in: 'query',
            schema: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
          },
          { name: 'X-Shelf', in: 'header', schema: { type: 'string', pattern: '^[a-z]+$' } },
        ],
        responses: {
          200: {
            description: 'A',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
          },
        },
      },
    },
    '/books': {
      post: {
        operationId: 'createBook',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
        },
        responses: {
          201: {
            description: 'A',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Book: {
        type: 'object',
        required: ['title'],
        properties: {
          title: { type: 'string' },
          pages: { type: 'integer' },
          tags: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};

let contract: Contract;
let folder: string;

beforeAll(async () => {
  const cache = resolve(import.meta.dirname, '../../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'plumbline-judged-'));
  contract = await loadContract('shelf.json', { text: JSON.stringify(document) });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The generated client, one file of its runtime changed, judged. */
async function judged(name: string, file?: string, from = '', to = ''): Promise<readonly string[]> {
  const own = join(folder, name);
  writeOutput(own, await renderSdk(contract, {}));
  if (file !== undefined) {
    const path = join(own, 'src/runtime', file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replaceAll(from, to));
  }
  const sound = createMock(contract, { lenient: true }).fetch;
  const { findings, calls } = await judgeSdk(
    contract,
    await loadSdk(own),
    planCases(contract, { seed: 1 }),
    sound,
  );
  expect(calls).toBeGreaterThan(20);
  return findings.map(
    ({ check, operationId, message }) => `${check} ${operationId} ${message.replace(/".*/s, '').trim()}`,
  );
}

it.each<
  readonly [title: string, file: string | undefined, from: string, to: string, want: readonly string[]]
>([
  ['as generated', undefined, '', '', []],
  [
    'ids as they are',
    'url.ts',
    '.map(escapeValue).join',
    '.map(String).join',
    ['sdk-request getBook the path is'],
  ],
  [
    'lists in queries are lost',
    'url.ts',
    '(Array.isArray(value) ? value : [value])\n          .filter',
    '(Array.isArray(value) ? [] : [value])\n          .filter',
    ['sdk-request getBook the query is'],
  ],
  [
    'a member is stripped',
    'send.ts',
    'content: JSON.stringify(value) }',
    "content: JSON.stringify(value, (key, member) => (key === 'pages' ? undefined : member)) }",
    ['sdk-request createBook the body is'],
  ],
])('%s', { timeout: 60_000 }, async (title, file, from, to, want) => {
  expect(await judged(title.replaceAll(' ', '-'), file, from, to)).toEqual(want);
});

it('says what is wrong with a path that is no package', async () => {
  await expect(loadSdk(join(folder, 'nothing'))).rejects.toThrow('there is no generated package here');
});
