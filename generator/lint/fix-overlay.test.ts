import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { valueAt } from '../json/pointer.ts';
import { loadDocument } from '../load/load.ts';
import { fixOverlay } from './fix-overlay.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-fix-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ok = { 200: { description: 'ok' } };
const info = { title: 'T', version: '1' };
const get = (operation: object, path = '/a'): object => ({
  info,
  paths: { [path]: { get: { operationId: 'a', responses: ok, ...operation } } },
});
const schema = (value: unknown): object => ({ info, paths: {}, components: { schemas: { A: value } } });
const atA = '#/components/schemas/A';
const atGet = '#/paths/~1a/get';

interface Slip {
  readonly slip: string;
  readonly openapi?: string;
  readonly document: object;
  /** The place that is read otherwise, and what is read there; undefined for what is left out. */
  readonly at: string;
  readonly want: unknown;
}

/** What people write, and the one sensible way to read it. */
const slips: readonly Slip[] = [
  {
    slip: 'a version that is a number',
    document: { ...get({}), info: { title: 'T', version: 1.5 } },
    at: '#/info/version',
    want: '1.5',
  },
  { slip: 'no title', document: { ...get({}), info: { version: '1' } }, at: '#/info/title', want: 'API' },
  {
    slip: 'a description that is null',
    document: get({ description: null }),
    at: `${atGet}/description`,
    want: undefined,
  },
  {
    slip: 'a response without a description',
    document: get({ responses: { 200: {} } }),
    at: `${atGet}/responses/200/description`,
    want: '',
  },
  {
    slip: 'a range of statuses in small letters',
    document: get({ responses: { ...ok, '4xx': { description: 'e' } } }),
    at: `${atGet}/responses/4XX`,
    want: { description: 'e' },
  },
  {
    slip: 'a member of another version',
    document: get({ consumes: ['a/b'] }),
    at: `${atGet}/consumes`,
    want: undefined,
  },
  { slip: 'a path without its slash', document: get({}, 'a'), at: `${atGet}/operationId`, want: 'a' },
  { slip: 'tags that are one text', document: get({ tags: 'x' }), at: `${atGet}/tags`, want: ['x'] },
  {
    slip: 'tags that are texts',
    document: { ...get({}), tags: ['x', { name: 'y' }] },
    at: '#/tags',
    want: [{ name: 'x' }, { name: 'y' }],
  },
  {
    slip: 'a license that is a text',
    document: { ...get({}), info: { ...info, license: 'MIT' } },
    at: '#/info/license',
    want: { name: 'MIT' },
  },
  {
    slip: 'a server without a URL',
    document: { ...get({}), servers: [{ description: 'd' }] },
    at: '#/servers/0/url',
    want: '/',
  },
  {
    slip: 'a parameter of Swagger 2.0',
    openapi: '3.0.3',
    document: get({ parameters: [{ name: 'q', in: 'query', type: 'integer', minimum: 1 }] }),
    at: `${atGet}/parameters/0`,
    want: { name: 'q', in: 'query', schema: { type: 'integer', minimum: 1 } },
  },
  {
    slip: 'the same in 3.1',
    document: get({ parameters: [{ name: 'q', in: 'query', type: 'integer' }] }),
    at: `${atGet}/parameters/0/schema`,
    want: { type: 'integer' },
  },
  {
    slip: 'a parameter in the body',
    document: get({
      parameters: [
        { name: 'b', in: 'body', schema: {} },
        { name: 'q', in: 'query', schema: {} },
      ],
    }),
    at: `${atGet}/parameters`,
    want: [{ name: 'q', in: 'query', schema: {} }],
  },
  {
    slip: 'a path parameter that is not required',
    document: get({ parameters: [{ name: 'b', in: 'path', schema: {} }] }, '/a/{b}'),
    at: '#/paths/~1a~1{b}/get/parameters/0/required',
    want: true,
  },
  {
    slip: 'the same parameter twice',
    document: get({
      parameters: [
        { name: 'q', in: 'query', schema: {} },
        { name: 'q', in: 'query', schema: { type: 'string' } },
      ],
    }),
    at: `${atGet}/parameters`,
    want: [{ name: 'q', in: 'query', schema: {} }],
  },
  {
    slip: 'schema and content of a parameter',
    document: get({ parameters: [{ name: 'q', in: 'query', schema: {}, content: { 'a/b': {} } }] }),
    at: `${atGet}/parameters/0`,
    want: { name: 'q', in: 'query', schema: {} },
  },
  {
    slip: 'a required that is a boolean',
    document: schema({ properties: { b: { type: 'string', required: true } } }),
    at: `${atA}/properties/b`,
    want: { type: 'string' },
  },
  {
    slip: 'an empty required in 3.0',
    openapi: '3.0.3',
    document: schema({ type: 'object', required: [] }),
    at: atA,
    want: { type: 'object' },
  },
  {
    slip: 'a type with null in 3.0',
    openapi: '3.0.3',
    document: schema({ type: ['string', 'null'] }),
    at: atA,
    want: { type: 'string', nullable: true },
  },
  {
    slip: 'several types in 3.0',
    openapi: '3.0.3',
    document: schema({ type: ['string', 'integer'] }),
    at: atA,
    want: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
  },
  {
    slip: 'the type null in 3.0',
    openapi: '3.0.3',
    document: schema({ type: 'null' }),
    at: atA,
    want: { nullable: true, enum: [null] },
  },
  { slip: 'a const in 3.0', openapi: '3.0.3', document: schema({ const: 1 }), at: atA, want: { enum: [1] } },
  {
    slip: 'a bound of 3.1 in 3.0',
    openapi: '3.0.3',
    document: schema({ type: 'number', exclusiveMinimum: 0 }),
    at: atA,
    want: { type: 'number', minimum: 0, exclusiveMinimum: true },
  },
  {
    slip: 'a bound of 3.0 in 3.1',
    document: schema({ type: 'number', minimum: 0, exclusiveMinimum: true }),
    at: atA,
    want: { type: 'number', exclusiveMinimum: 0 },
  },
  {
    slip: 'items that are a list in 3.1',
    document: schema({ items: [{ type: 'string' }] }),
    at: atA,
    want: { prefixItems: [{ type: 'string' }] },
  },
  { slip: 'a type in other words', document: schema({ type: 'int' }), at: `${atA}/type`, want: 'integer' },
  { slip: 'an unknown type', document: schema({ type: 'thing' }), at: atA, want: {} },
  { slip: 'a number that is a text', document: schema({ maxLength: '3' }), at: `${atA}/maxLength`, want: 3 },
  {
    slip: 'an object that PHP wrote as a list',
    document: schema({ type: 'object', properties: [] }),
    at: `${atA}/properties`,
    want: {},
  },
  {
    slip: 'a property that is null',
    document: schema({ properties: { b: null } }),
    at: `${atA}/properties/b`,
    want: {},
  },
  {
    slip: 'a discriminator that is a text',
    openapi: '3.0.3',
    document: schema({ oneOf: [{}], discriminator: 'kind' }),
    at: `${atA}/discriminator`,
    want: { propertyName: 'kind' },
  },
  { slip: 'a pattern of another language', document: schema({ pattern: '(?i)^a$' }), at: atA, want: {} },
  {
    slip: 'a named group of Python',
    document: schema({ type: 'string', pattern: '(?P<year>[0-9]+)' }),
    at: atA,
    want: { type: 'string' },
  },
  {
    slip: 'a possessive quantifier',
    document: schema({ type: 'string', pattern: 'a++b' }),
    at: atA,
    want: { type: 'string' },
  },
  {
    slip: 'a pattern of names of another language',
    document: schema({ patternProperties: { '(?i)^x': {} }, additionalProperties: false }),
    at: atA,
    want: { patternProperties: {} },
  },
  {
    slip: 'basic as a type of security',
    document: { ...get({}), components: { securitySchemes: { s: { type: 'basic' } } } },
    at: '#/components/securitySchemes/s',
    want: { type: 'http', scheme: 'basic' },
  },
  {
    slip: 'an example beside examples',
    document: get({
      parameters: [{ name: 'q', in: 'query', schema: {}, example: 1, examples: { a: { value: 2 } } }],
    }),
    at: `${atGet}/parameters/0/example`,
    want: undefined,
  },
];

async function read(name: string, text: string, overlays: readonly string[] = []) {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, text);
  return loadDocument(file, { overlays, tolerant: true });
}

describe('a slip is read in the one sensible way, with a warning', () => {
  it.each(slips)('$slip', async ({ slip, openapi = '3.1.0', document, at, want }) => {
    const text = JSON.stringify({ openapi, ...document });
    const { value, defects, origin } = await read('slip', text);
    expect(valueAt(value, at)).toEqual(want);
    expect(defects.map(({ severity }) => severity)).not.toContain('error');
    expect(defects.length, slip).toBeGreaterThan(0);
    for (const { pointer } of defects) expect(origin(pointer).position()?.line).toBe(1);
    // The overlay that puts it right leaves nothing to say.
    const overlay = join(folder, 'fix.yaml');
    writeFileSync(overlay, fixOverlay(defects));
    const fixed = await read('slip', text, [overlay]);
    expect(fixed.defects).toEqual([]);
    expect(fixed.value).toEqual(value);
  });

  it('a valid document is read as it is', async () => {
    const { value, defects } = await read(
      'valid',
      JSON.stringify({ openapi: '3.1.0', ...get({ tags: ['x'] }) }),
    );
    expect([value, defects]).toEqual([{ openapi: '3.1.0', ...get({ tags: ['x'] }) }, []]);
  });
});

it('paths that differ in the names of parameters are distinguished by their methods', async () => {
  const named = (name: string): object => ({
    operationId: name,
    parameters: [{ name, in: 'path', required: true, schema: {} }],
    responses: ok,
  });
  const { defects } = await read(
    'methods',
    JSON.stringify({
      openapi: '3.1.0',
      info,
      paths: { '/a/{b}': { get: named('b') }, '/a/{c}': { delete: named('c') } },
    }),
  );
  expect(defects.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'same-paths']]);
});

describe('a document that cannot be read is put right by an overlay', () => {
  const path = { name: 'b', in: 'path', required: true, schema: {} };
  it.each<{ readonly what: string; readonly code: string; readonly at: string; readonly document: object }>([
    {
      what: 'an operationId twice',
      code: 'duplicate-operation-id',
      at: '#/paths/~1b/get/operationId',
      document: {
        info,
        paths: {
          '/a': { get: { operationId: 'x', responses: ok } },
          '/b': { get: { operationId: 'x', responses: ok } },
        },
      },
    },
    {
      what: 'a path parameter that is not declared',
      code: 'undeclared-path-parameter',
      at: '#/paths/~1a~1%7Bb%7D/get',
      document: get({}, '/a/{b}'),
    },
    {
      what: 'a path parameter that is not in the path',
      code: 'missing-path-parameter',
      at: `${atGet}/parameters/1`,
      document: get({ parameters: [{ name: 'q', in: 'query', schema: {} }, path] }),
    },
    {
      what: 'paths that are equal but for names',
      code: 'same-paths',
      at: '#/paths/~1a~1%7Bc%7D',
      document: {
        info,
        paths: {
          '/a/{b}': { get: { operationId: 'x', parameters: [path], responses: ok } },
          '/a/{c}': { get: { operationId: 'y', parameters: [{ ...path, name: 'c' }], responses: ok } },
        },
      },
    },
    {
      what: 'a reference to nowhere',
      code: 'ref-not-found',
      at: atA,
      document: schema({ $ref: '#/components/schemas/B' }),
    },
    { what: 'a value that is not a schema', code: 'invalid-document', at: atA, document: schema('string') },
  ])('$what', async ({ code, at, document }) => {
    const text = JSON.stringify({ openapi: '3.1.0', ...document });
    const { defects } = await read('refused', text);
    expect(defects.map((each) => [each.severity, each.code, each.pointer])).toEqual([['error', code, at]]);
    await expect(loadDocument(join(folder, 'refused.json'))).rejects.toThrow(code);
    const overlay = join(folder, 'fix.yaml');
    writeFileSync(overlay, fixOverlay(defects));
    const fixed = await loadDocument(join(folder, 'refused.json'), { overlays: [overlay], strict: true });
    expect(fixed.defects).toEqual([]);
  });
});
