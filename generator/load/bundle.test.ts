import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import { valueAt } from '../json/pointer.ts';
import { loadDocument } from './load.ts';

const scratch = mkdtempSync(join(tmpdir(), 'plumbline-bundle-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let folders = 0;

/** Loads `api.json` of a folder with these files; texts are written as they are, values as JSON. */
async function load(files: Readonly<Record<string, unknown>>) {
  folders++;
  const folder = join(scratch, String(folders));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return loadDocument(join(folder, 'api.json'));
}

const api = (more: object, openapi = '3.1.0'): object => ({
  openapi,
  info: { title: 'T', version: '1' },
  paths: {},
  ...more,
});
const schemas = (value: object): object => api({ components: { schemas: value } });
const text = { type: 'string' };

describe('parts of other files become components', () => {
  interface Row {
    readonly what: string;
    readonly files: Readonly<Record<string, unknown>>;
    readonly at: string;
    readonly want: unknown;
  }
  it.each<Row>([
    {
      what: 'a described reference beside another use of the file',
      files: {
        'api.json': schemas({
          A: { properties: { a: { $ref: './b.yaml' }, c: { description: 'd', $ref: './b.yaml' } } },
        }),
        'b.yaml': 'type: object\nproperties: { n: { $ref: ./n.yaml } }\n',
        'n.yaml': 'type: number\n',
      },
      at: '#/components/schemas',
      want: {
        A: {
          properties: {
            a: { $ref: '#/components/schemas/b' },
            c: { description: 'd', $ref: '#/components/schemas/b' },
          },
        },
        b: { type: 'object', properties: { n: { $ref: '#/components/schemas/n' } } },
        n: { type: 'number' },
      },
    },
    {
      what: 'the mapping of a discriminator into another file',
      files: {
        'api.json': schemas({
          A: {
            oneOf: [{ $ref: 'cat.json' }],
            discriminator: {
              propertyName: 'k',
              mapping: { cat: 'cat.json', own: '#/components/schemas/B', name: 'B' },
            },
          },
          B: text,
        }),
        'cat.json': text,
      },
      at: '#/components/schemas/A/discriminator/mapping',
      want: { cat: '#/components/schemas/cat', own: '#/components/schemas/B', name: 'B' },
    },
    {
      what: 'a component that is a file keeps its name, and who else refers to the file finds it there',
      files: {
        'api.json': schemas({
          Tree: { $ref: 'schemas/node.json' },
          Other: { items: { $ref: './schemas/node.json' } },
        }),
        'schemas/node.json': {
          properties: { next: { $ref: '#' }, leaf: { $ref: '#/$defs/leaf' } },
          $defs: { leaf: text },
        },
      },
      at: '#/components/schemas',
      want: {
        Tree: {
          properties: {
            next: { $ref: '#/components/schemas/Tree' },
            leaf: { $ref: '#/components/schemas/leaf' },
          },
          $defs: { leaf: text },
        },
        Other: { items: { $ref: '#/components/schemas/Tree' } },
        leaf: text,
      },
    },
    {
      what: 'two files of one name have a name each',
      files: {
        'api.json': schemas({ A: { anyOf: [{ $ref: 'x/b.json' }, { $ref: 'y/b.json' }] } }),
        'x/b.json': text,
        'y/b.json': { type: 'null' },
      },
      at: '#/components/schemas',
      want: {
        A: { anyOf: [{ $ref: '#/components/schemas/b' }, { $ref: '#/components/schemas/b2' }] },
        b: text,
        b2: { type: 'null' },
      },
    },
    {
      what: 'a pointer that leads through a reference',
      files: {
        'api.json': schemas({
          A: { $ref: '#/components/schemas/B/properties/c/items' },
          B: { properties: { c: { $ref: '#/components/schemas/C' } } },
          C: { items: text },
        }),
      },
      at: '#/components/schemas/A',
      want: { $ref: '#/components/schemas/C/items' },
    },
    {
      what: 'an anchor, an identifier and what is relative to it',
      files: {
        'api.json': schemas({
          A: {
            anyOf: [
              { $ref: '#leaf' },
              { $ref: 'https://a.test/s/b' },
              { $ref: 'https://a.test/s/b#/$defs/c' },
            ],
          },
          B: {
            $id: 'https://a.test/s/b',
            properties: { d: { $ref: 'd' }, e: { $ref: '#/$defs/c' } },
            $defs: { c: text },
          },
          D: { $id: 'https://a.test/s/d', $defs: { leaf: { type: 'null' } } },
          L: { $defs: { l: { $anchor: 'leaf', type: 'boolean' } } },
        }),
      },
      at: '#/components/schemas',
      want: {
        A: {
          anyOf: [
            { $ref: '#/components/schemas/L/$defs/l' },
            { $ref: '#/components/schemas/B' },
            { $ref: '#/components/schemas/B/$defs/c' },
          ],
        },
        B: {
          properties: {
            d: { $ref: '#/components/schemas/D' },
            e: { $ref: '#/components/schemas/B/$defs/c' },
          },
          $defs: { c: text },
        },
        D: { $defs: { leaf: { type: 'null' } } },
        L: { $defs: { l: { type: 'boolean' } } },
      },
    },
    {
      what: 'a path item and all it refers to, from its own folder',
      files: {
        'api.json': api({ paths: { '/a': { $ref: './paths/a.yaml' } } }),
        'paths/a.yaml':
          'get:\n  operationId: a\n  parameters: [{ $ref: ../params/q.yaml }]\n  responses: { 200: { $ref: "../all.yaml#/ok" } }\n',
        'params/q.yaml': 'name: q\nin: query\nschema: { type: string }\n',
        'all.yaml': 'ok: { description: fine }\n',
      },
      at: '#/components',
      want: {
        parameters: { q: { name: 'q', in: 'query', schema: text } },
        responses: { ok: { description: 'fine' } },
      },
    },
    {
      what: 'what another file takes from the document is not taken twice',
      files: {
        'api.json': schemas({ A: { $ref: 'b.json' }, C: text }),
        'b.json': { items: { $ref: 'api.json#/components/schemas/C' } },
      },
      at: '#/components/schemas',
      want: { A: { items: { $ref: '#/components/schemas/C' } }, C: text },
    },
  ])('$what', async ({ files, at, want }) => {
    expect(valueAt((await load(files)).value, at)).toEqual(want);
  });

  it('a place says the file that it was brought in from', async () => {
    const { origin } = await load({
      'api.json': schemas({ A: { $ref: 'b.yaml' } }),
      'b.yaml': 'type: object\nproperties:\n  c:\n    type: string\n',
    });
    const { file, position } = origin('#/components/schemas/A/properties/c');
    expect([file.endsWith('b.yaml'), position()]).toEqual([true, { line: 4, column: 5 }]);
  });

  it.each([
    {
      what: 'a response',
      files: {
        'api.json': api({
          paths: { '/a': { get: { responses: { 200: { $ref: '#/components/responses/A' } } } } },
          components: { responses: { A: { $ref: '#/components/responses/A' } } },
        }),
      },
    },
    {
      what: 'a path item',
      files: {
        'api.json': api({ paths: { '/a': { $ref: 'p.json' } } }),
        'p.json': { $ref: 'q.json' },
        'q.json': { $ref: 'p.json' },
      },
    },
    {
      what: 'a schema',
      files: {
        'api.json': schemas({ A: { $ref: 'b.json' } }),
        'b.json': { $ref: 'c.json' },
        'c.json': { $ref: 'b.json' },
      },
    },
  ])('$what that stands for itself is refused', async ({ files }) => {
    await expect(load(files)).rejects.toThrow('ref-circular');
  });
});

it('an operation that calls back itself is described once within itself', async () => {
  const call = {
    '{$request.body#/url}': {
      post: { responses: {}, callbacks: { again: { $ref: '#/components/callbacks/c' } } },
    },
  };
  const document = api({
    paths: { '/a': { post: { responses: {}, callbacks: { first: { $ref: '#/components/callbacks/c' } } } } },
    components: { callbacks: { c: call } },
  });
  const { operations } = buildContract(await load({ 'api.json': document }));
  const [first] = operations[0]?.callbacks ?? [];
  expect(first?.operations[0]?.callbacks).toEqual([]);
});

describe('what people ship is read', () => {
  it.each([
    {
      what: 'comments in JSON',
      text: '{ // a\n "openapi": "3.1.0", "info": {"title":"T","version":"1",}, "paths": {} }',
      code: 'json-comments',
    },
    {
      what: 'a limit that is not finite',
      text: `${JSON.stringify(schemas({ A: { maximum: 7 } })).replace('7', '1e999')}`,
      code: 'not-finite',
    },
    {
      what: 'a dynamic reference that several schemas answer',
      text: JSON.stringify(
        schemas({
          A: { $id: 'https://a.test/a', $dynamicAnchor: 'n', items: { $dynamicRef: '#n' } },
          B: { $id: 'https://a.test/b', $dynamicAnchor: 'n', $ref: 'a' },
        }),
      ),
      code: 'dynamic-ref',
    },
    {
      what: 'Swagger 2.0',
      text: '{"swagger":"2.0","info":{"title":"T","version":"1"},"paths":{}}',
      code: 'swagger-2-converted',
    },
  ])('$what', async ({ text: given, code }) => {
    const codes: string[] = [];
    await loadDocument('a.json', { text: given, onWarning: (warning) => codes.push(warning.code) });
    expect(codes).toEqual([code]);
  });

  it('a dynamic reference that one schema answers is a reference', async () => {
    const given = JSON.stringify(schemas({ A: { $dynamicAnchor: 'n', items: { $dynamicRef: '#n' } } }));
    const { value, defects } = await loadDocument('a.json', { text: given, strict: true });
    expect([valueAt(value, '#/components/schemas/A'), defects]).toEqual([
      { items: { $ref: '#/components/schemas/A' } },
      [],
    ]);
  });

  it('YAML merge keys', async () => {
    const given =
      'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths: {}\ncomponents:\n  schemas:\n    A: &a { type: object }\n    B: { <<: *a, title: B }\n';
    const { value, defects } = await loadDocument('a.yaml', { text: given });
    expect([valueAt(value, '#/components/schemas/B'), defects]).toEqual([{ type: 'object', title: 'B' }, []]);
  });
});
