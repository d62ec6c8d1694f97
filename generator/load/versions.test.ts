import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Contract } from '../contract/model.ts';
import { emitters } from '../emit/emitters.ts';
import { loadContract } from '../index.ts';
import { render } from '../render/render.ts';

/** What each version and way of writing has, and where it arrives: in the Contract, or in the generated package. */

const head = 'info: { title: T, version: "1" }\n';
const at32 = `openapi: 3.2.0\n${head}`;
const contract = (text: string): Promise<Contract> => loadContract('a.yaml', { text });

/** The text of one generated file. */
async function printed(text: string, path: string): Promise<string> {
  const read = await contract(text);
  const described = await Promise.all(emitters.map((emitter) => emitter.emit(read, {})));
  return (await render(described.flat())).find((file) => file.path === path)?.text ?? '';
}

const copy = `${at32}paths:
  /a:
    additionalOperations:
      COPY: { operationId: copyIt, responses: { 204: { description: done } } }
      "not a method": { responses: {} }
    query: { operationId: query, requestBody: { content: { application/json: { schema: { type: object } } } }, responses: { 200: { description: ok } } }
`;
const events = `${at32}paths:
  /a:
    get:
      operationId: watch
      tags: [news]
      responses:
        200: { description: ok, content: { text/event-stream: { itemSchema: { type: object, properties: { data: { type: string } } } } } }
tags:
  - { name: all }
  - { name: news, parent: all, kind: nav }
`;
const whole = (type: string): string => `${at32}paths:
  /a:
    get:
      operationId: find
      parameters:
        - { name: q, in: querystring, content: { ${type}: { schema: { type: object, properties: { a: { type: string } } } } } }
      responses: { 204: { description: none } }
`;
const self = `${at32}$self: https://api.example/openapi.yaml
paths: {}
components:
  schemas:
    A: { $ref: "https://api.example/openapi.yaml#/components/schemas/B" }
    B: { type: string }
`;

it.each<{
  readonly title: string;
  readonly text: string;
  readonly see: (contract: Contract) => unknown;
  readonly want: unknown;
}>([
  {
    title: '3.2 additional operations, and query',
    text: copy,
    see: ({ operations }) => operations.map(({ method }) => method),
    want: ['query', 'COPY'],
  },
  {
    title: '3.2 the body of query',
    text: copy,
    see: ({ operations }) => operations[0]?.requestBody?.content.length,
    want: 1,
  },
  {
    title: '3.2 items of a stream',
    text: events,
    see: ({ operations }) => operations[0]?.responses[0]?.content[0]?.itemSchema?.type.kind,
    want: 'object',
  },
  {
    title: '3.2 tags above tags',
    text: events,
    see: ({ tags }) => tags[1],
    want: { name: 'news', parent: 'all' },
  },
  {
    title: '3.2 parameters that are the query',
    text: whole('application/json'),
    see: ({ operations }) => operations[0]?.parameters[0]?.in,
    want: 'querystring',
  },
  {
    title: '3.2 references to its own address',
    text: self,
    see: ({ schemas }) => schemas[0]?.use.type.kind,
    want: 'reference',
  },
  {
    title: '3.1 webhooks',
    text: `openapi: 3.1.0\n${head}webhooks: { a: { post: { responses: {} } } }\n`,
    see: ({ webhooks }) => webhooks.length,
    want: 1,
  },
  {
    title: '3.1 components alone',
    text: `openapi: 3.1.0\n${head}components: { schemas: { A: { const: 1 } } }\n`,
    see: ({ schemas }) => schemas[0]?.use.type,
    want: { kind: 'enum', values: [1] },
  },
  {
    title: '3.0 nullable',
    text: `openapi: 3.0.3\n${head}paths: {}\ncomponents: { schemas: { A: { type: string, nullable: true } } }\n`,
    see: ({ schemas }) => schemas[0]?.use.type.kind,
    want: 'union',
  },
])('$title', async ({ text, see, want }) => {
  expect(see(await contract(text))).toEqual(want);
});

it.each<{ readonly title: string; readonly text: string; readonly path: string; readonly want: string }>([
  {
    title: '3.2 an additional operation is called',
    text: copy,
    path: 'src/resources/a.ts',
    want: "method: 'COPY'",
  },
  {
    title: '3.2 a stream of items is read',
    text: events,
    path: 'src/resources/all.ts',
    want: 'ApiPromise<Stream<',
  },
  { title: '3.2 a tag above is a resource above', text: events, path: 'src/client.ts', want: 'all' },
  {
    title: '3.2 a form is the whole query',
    text: whole('application/x-www-form-urlencoded'),
    path: 'src/resources/a.ts',
    want: 'formQuery(params.q)',
  },
  {
    title: '3.2 JSON is the whole query',
    text: whole('application/json'),
    path: 'src/resources/a.ts',
    want: 'jsonQuery(params.q)',
  },
])('$title', async ({ text, path, want }) => {
  expect(await printed(text, path)).toContain(want);
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-versions-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('several files, JSON and YAML, are one document', async () => {
  const schemas = {
    A: { $ref: 'more/b.yaml#/B' },
    C: { type: 'object', properties: { b: { $ref: 'more/b.yaml#/B' } } },
  };
  await mkdir(join(folder, 'more'));
  await writeFile(
    join(folder, 'more/b.yaml'),
    'B: { type: object, properties: { c: { $ref: "c.json" } } }\n',
  );
  await writeFile(join(folder, 'more/c.json'), '{"type":"string","enum":["x"]}');
  const file = join(folder, 'a.json');
  await writeFile(
    file,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {},
      components: { schemas },
    }),
  );
  const read = await loadContract(file);
  expect(read.schemas.map(({ name }) => name)).toEqual(['A', 'C', 'c2']);
  expect(JSON.stringify(read.document)).not.toContain('yaml');
  expect(read.schemas[0]?.use.type).toMatchObject({
    kind: 'object',
    properties: [{ name: 'c', type: { kind: 'reference' } }],
  });
});

it.each([
  { title: 'Asana', want: 'ASANA_API_KEY' },
  { title: 'Mistral AI API', want: 'MISTRAL_AI_API_KEY' },
  { title: 'Rapid', want: 'RAPID_API_KEY' },
])('the key of $title comes from $want', async ({ title, want }) => {
  const text = `openapi: 3.1.0\ninfo: { title: ${title}, version: "1" }\ncomponents: { securitySchemes: { a: { type: http, scheme: bearer } } }\n`;
  expect((await contract(text)).securitySchemes.get('a')?.env).toBe(want);
});
