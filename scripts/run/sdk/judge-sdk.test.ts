import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planCases } from '../../../conformance/cases/plan-cases.ts';
import { createMock } from '../../../conformance/mock/mock.ts';
import type { CasePlan } from '../../../conformance/model.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import { loadContract } from '../../../generator/index.ts';
import type { RenderedFile } from '../../../generator/render/render.ts';
import { writeOutput } from '../../../generator/render/write.ts';
import { figure, isFull } from '../../../generator/testing/figure.ts';
import { renderSdk } from '../../cli/verbs/generate.ts';
import { judgeSdk } from './judge-sdk.ts';
import { loadSdk } from './load-sdk.ts';

/** A document with what clients get wrong: ids in paths, lists in queries, bodies with members of all kinds. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Shelf', version: '1.0.0' },
  servers: [{ url: 'http://sdk.localhost' }],
  security: [{ bearer: [], own: [] }],
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
    '/health': {
      get: {
        operationId: 'getHealth',
        security: [],
        responses: {
          200: { description: 'A', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
    '/talk': {
      post: {
        operationId: 'talk',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['text'],
                properties: { text: { type: 'string' }, stream: { type: 'boolean' } },
              },
            },
          },
        },
        responses: {
          200: {
            description: 'A',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Book' } },
              'text/event-stream': {
                itemSchema: { $ref: '#/components/schemas/Book' },
                'x-plumbline-stream-end': '[DONE]',
              },
            },
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
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      own: { type: 'apiKey', in: 'header', name: 'X-Own' },
    },
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
let files: readonly RenderedFile[];
let plans: readonly CasePlan[];
let folder: string;

beforeAll(async () => {
  const cache = resolve(import.meta.dirname, '../../../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'plumbline-judged-'));
  contract = await loadContract('shelf.json', { text: JSON.stringify(document) });
  files = await renderSdk(contract, {});
  plans = planCases(contract, { seed: 1 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The generated client, some text of its runtime changed, judged. */
async function judged({ title, file, from, to }: Omit<Broken, 'want'>): Promise<readonly string[]> {
  const own = join(folder, title.replaceAll(' ', '-'));
  writeOutput(own, files);
  const path = join(own, 'src/runtime', file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
  const sound = createMock(contract, { lenient: true }).fetch;
  const { findings, calls, operations } = await judgeSdk(contract, await loadSdk(own), plans, sound);
  expect(calls).toBeGreaterThan(20);
  expect(operations).toBe(4);
  return findings.map(
    ({ check, operationId, message }) => `${check} ${operationId} ${message.replace(/".*/s, '').trim()}`,
  );
}

/** A client that is broken on purpose, and what the judge says first of it. */
interface Broken {
  readonly title: string;
  /** Below `src/runtime/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly want: string;
}

const broken: readonly Broken[] = [
  {
    title: 'ids as they are',
    file: 'url.ts',
    from: '.map(escapeValue).join',
    to: '.map(String).join',
    want: 'sdk-request getBook the path is',
  },
  {
    title: 'lists in queries are lost',
    file: 'url.ts',
    from: '(Array.isArray(value) ? value : [value])\n          .filter',
    to: '(Array.isArray(value) ? [] : [value])\n          .filter',
    want: 'sdk-request getBook the query is',
  },
  {
    title: 'headers are lost',
    file: 'send.ts',
    from: '    ...input.headers,\n',
    to: '',
    want: 'sdk-request getBook the header X-Shelf is',
  },
  {
    title: 'a member is stripped from requests',
    file: 'send.ts',
    from: 'content: JSON.stringify(value) }',
    to: "content: JSON.stringify(value, (key, member) => (key === 'pages' ? undefined : member)) }",
    want: 'sdk-request createBook the body is',
  },
  {
    title: 'the body is called text',
    file: 'send.ts',
    from: "type = 'application/json')",
    to: "type = 'text/plain')",
    want: 'sdk-request createBook the body is called',
  },
  {
    title: 'everything is a POST',
    file: 'send.ts',
    from: '{ method, headers,',
    to: "{ method: 'POST', headers,",
    want: 'sdk-request getBook the method is POST, not GET',
  },
  {
    title: 'one of two keys is not sent',
    file: 'auth.ts',
    from: 'apply: (key, { headers }) => headers.set(name, key)',
    to: 'apply: () => undefined',
    want: 'sdk-request getBook the key is not sent as the operation requires',
  },
  {
    title: 'the key goes where none is required',
    file: 'credentials.ts',
    from: 'const wanted = security ?? common;',
    to: 'const wanted = common;',
    want: 'sdk-request getHealth the key is sent where the operation requires none',
  },
  {
    title: 'numbers are rounded',
    file: 'send.ts',
    from: 'return JSON.parse(body);',
    to: "return JSON.parse(body, (_, each) => (typeof each === 'number' ? each + 1 : each));",
    want: 'sdk-response createBook a correct response came back changed',
  },
  {
    title: 'members that no schema names are dropped',
    file: 'send.ts',
    from: 'return data as Data;',
    to: "return (Object.fromEntries(Object.entries(data as object).filter(([name]) => name !== 'plumbline_added')) as Data);",
    want: 'sdk-response getBook a member that no schema names does not come back',
  },
  {
    title: 'refusals are successes',
    file: 'send.ts',
    from: 'if (ok) return received;',
    to: 'if (ok || status < 500) return received;',
    want: 'sdk-refusal getBook a response 400 was given back as a success',
  },
  {
    title: 'half a JSON is a success',
    file: 'send.ts',
    from: 'if (data === body)',
    to: 'if (data === null)',
    want: 'sdk-refusal getBook half a JSON was given back as a success',
  },
  {
    title: 'nothing is sent again',
    file: 'send.ts',
    from: 'attempt < most',
    to: 'attempt < 0',
    want: 'sdk-retry getBook a 503 with Retry-After: 0 was not followed by one more request that succeeds: 1 sent',
  },
  {
    title: 'a cut stream is whole',
    file: 'stream.ts',
    from: 'isWhole = this.#end === undefined',
    to: 'isWhole = true',
    want: 'sdk-stream talk a stream that was cut was given back as a whole one',
  },
  {
    title: 'the first event is lost',
    file: 'stream.ts',
    from: 'yield* queue.splice(0);',
    to: 'yield* queue.splice(0).slice(1);',
    want: 'sdk-stream talk',
  },
  {
    title: 'errors show the key',
    file: 'secrets.ts',
    from: 'value.replace(spellings, mark)',
    to: 'value',
    want: 'sdk-secret getBook the error after a refusal shows the key',
  },
  {
    title: 'keys go along to another origin',
    file: 'redirect.ts',
    from: 'headersBut(init, /^(?!accept$|user-agent$)/)',
    to: 'init.headers ?? {}',
    want: 'sdk-secret getBook a redirect 302 to another origin takes the key along',
  },
];

it('a client as it is generated is clean', { timeout: 240_000 }, async () => {
  expect(await judged({ title: 'sound', file: 'url.ts', from: 'import', to: 'import' })).toEqual([]);
});

// Each takes a second of CPU: usually some of them, in `npm run verify` all.
const some = isFull ? broken : broken.filter((_, index) => index % 4 === 1);
it.each(some)('$title: reported', { timeout: 240_000 }, async (one) => {
  expect((await judged(one)).find((line) => line.startsWith(one.want))).toBeDefined();
});

it('as many as said', () => {
  figure({
    issue: 17,
    what: 'clients broken on purpose, each in one way, that conform --sdk reports; one as generated',
    expected: '10 of 10; clean',
    seen: `${some.length} of ${some.length}; clean`,
    ok: some.length >= 10,
  });
});

it('reports a path without a package', async () => {
  await expect(loadSdk(join(folder, 'nothing'))).rejects.toThrow('no generated package here');
  await expect(loadSdk('a-package-that-does-not-exist')).rejects.toThrow('no generated package here');
});
