import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract, Dialect } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { render } from '../render/render.ts';
import { models } from './models.ts';

const contractOf = (schemas: JsonObject, dialect: Dialect = '3.1', paths: JsonObject = {}): Contract =>
  buildContract({
    value: { openapi: `${dialect}.0`, info: { title: 'T', version: '1' }, paths, components: { schemas } },
    dialect,
    origin: (pointer) => ({ file: 't.json', pointer, position: () => undefined }),
  });

const printed = async (contract: Contract): Promise<string> => {
  const [file] = await render(await models.emit(contract, {}));
  return file?.text ?? '';
};

/** The declaration of `A`, on one line, comments kept. */
async function declaration(
  schema: unknown,
  more: JsonObject = {},
  dialect: Dialect = '3.1',
): Promise<string> {
  const text = await printed(contractOf({ A: schema, ...more }, dialect));
  const from = text.search(/^export (type|interface) A\b/m);
  const end = text.indexOf('\n\n', from);
  return text
    .slice(from, end < 0 ? undefined : end)
    .trim()
    .replace(/\s+/g, ' ');
}

const object = (properties: JsonObject, more: JsonObject = {}) => ({ type: 'object', properties, ...more });

describe('types', () => {
  it.each<{ readonly name: string; readonly schema: unknown; readonly want: string }>([
    { name: 'string', schema: { type: 'string' }, want: 'export type A = string;' },
    {
      name: 'nullable by type list',
      schema: { type: ['string', 'null'] },
      want: 'export type A = string | null;',
    },
    {
      name: 'enum with null',
      schema: { type: ['string', 'null'], enum: ['all', null] },
      want: "export type A = 'all' | null;",
    },
    {
      name: 'enum kept to its type',
      schema: { type: 'string', enum: ['a', null, 1] },
      want: "export type A = 'a';",
    },
    { name: 'const', schema: { const: 'k' }, want: "export type A = 'k';" },
    { name: 'const of a number', schema: { const: -1.5 }, want: 'export type A = -1.5;' },
    { name: 'integer', schema: { type: 'integer', format: 'int64' }, want: 'export type A = number;' },
    { name: 'true', schema: true, want: 'export type A = unknown;' },
    { name: 'false', schema: false, want: 'export type A = never;' },
    { name: 'nothing said', schema: {}, want: 'export type A = unknown;' },
    {
      name: 'array',
      schema: { type: 'array', items: { type: 'string' } },
      want: 'export type A = string[];',
    },
    {
      name: 'short list',
      schema: { type: 'array', items: { type: 'string' }, maxItems: 2 },
      want: 'export type A = AtMost<string, 2>;',
    },
    {
      name: 'short list of itself',
      schema: { type: 'array', items: { $ref: '#/components/schemas/A' }, maxItems: 2 },
      want: 'export type A = A[];',
    },
    {
      name: 'tuple of itself',
      schema: { type: 'array', prefixItems: [{ $ref: '#/components/schemas/A' }], items: { type: 'null' } },
      want: 'export type A = (A | null)[];',
    },
    {
      name: 'list of a union',
      schema: { type: 'array', items: { type: ['string', 'null'] } },
      want: 'export type A = (string | null)[];',
    },
    {
      name: 'tuple',
      schema: {
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'number' }],
        items: false,
        minItems: 1,
      },
      want: 'export type A = [string, number?];',
    },
    {
      name: 'oneOf string and array',
      schema: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'integer' } }] },
      want: 'export type A = string | number[];',
    },
    {
      name: 'closed and empty',
      schema: { type: 'object', additionalProperties: false },
      want: 'export type A = { [key: string]: never };',
    },
    {
      name: 'open and empty',
      schema: { type: 'object' },
      want: 'export type A = { [key: string]: unknown };',
    },
    {
      name: 'map',
      schema: { type: 'object', additionalProperties: { type: 'integer' } },
      want: 'export type A = { [key: string]: number };',
    },
    {
      name: 'map beside members',
      schema: object(
        { a: { type: 'string' } },
        { additionalProperties: { type: 'integer' }, required: ['a'] },
      ),
      want: 'export interface A { [key: string]: number | string; a: string; }',
    },
    {
      name: 'recursive',
      schema: object({ next: { $ref: '#/components/schemas/A' } }),
      want: 'export interface A { next?: A; }',
    },
    {
      name: 'required of a member declared in allOf',
      schema: { allOf: [{ $ref: '#/components/schemas/B' }, { required: ['b'] }] },
      want: 'export type A = B & { b: string };',
    },
    {
      name: 'allOf with members of its own',
      schema: {
        allOf: [{ $ref: '#/components/schemas/B' }, object({ c: { type: 'boolean' } }, { required: ['c'] })],
      },
      want: 'export interface A extends B { c: boolean; }',
    },
    {
      name: 'type: object beside a reference to an object',
      schema: { $ref: '#/components/schemas/B', type: 'object' },
      want: 'export type A = B;',
    },
    {
      name: 'members beside a reference',
      schema: { $ref: '#/components/schemas/B', required: ['b'] },
      want: 'export type A = B & { b: string };',
    },
    {
      name: 'allOf that says a member again',
      schema: { allOf: [{ $ref: '#/components/schemas/B' }, object({ b: { const: 'x' } })] },
      want: "export type A = B & { b?: 'x' };",
    },
    {
      name: 'endless',
      schema: { anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'string' }] },
      want: 'export type A = unknown;',
    },
  ])('$name', async ({ schema, want }) => {
    expect(await declaration(schema, { B: object({ b: { type: 'string' } }) })).toBe(want);
  });

  it.each<{ readonly name: string; readonly schema: unknown; readonly want: string }>([
    { name: 'nullable', schema: { type: 'string', nullable: true }, want: 'export type A = string | null;' },
    {
      name: 'a nullable enum that lists no null admits none',
      schema: { type: 'string', nullable: true, enum: ['a'] },
      want: "export type A = 'a';",
    },
    {
      name: 'of what stands beside $ref only nullable counts',
      schema: { $ref: '#/components/schemas/B', nullable: true, required: ['b'] },
      want: 'export type A = B | null;',
    },
  ])('3.0: $name', async ({ schema, want }) => {
    expect(await declaration(schema, { B: object({ b: { type: 'string' } }) }, '3.0')).toBe(want);
  });

  it('branches with a discriminating required member reject the members of other branches', async () => {
    const branch = (kind: string, member: string) =>
      object({ kind: { const: kind }, [member]: { type: 'string' } }, { required: ['kind'] });
    const union = {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: { propertyName: 'kind' },
    };
    expect(await declaration(union, { Cat: branch('cat', 'purrs'), Dog: branch('dog', 'barks') })).toBe(
      "export type A = (Cat & Without<'barks'>) | (Dog & Without<'purrs'>);",
    );
  });

  it.each<{ readonly title: string; readonly base: object | undefined; readonly want: string }>([
    {
      title: 'what all branches extend',
      base: object({ name: { type: 'string' } }),
      want: 'Base & { kind: string }',
    },
    { title: 'the tag alone where they extend nothing', base: undefined, want: '{ kind: string }' },
  ])('a discriminator that takes values not listed has a branch with $title', async ({ base, want }) => {
    const branch = (kind: string, member: string) => ({
      ...object({ kind: { const: kind }, [member]: { type: 'string' } }, { required: ['kind'] }),
      ...(base === undefined ? {} : { allOf: [{ $ref: '#/components/schemas/Base' }] }),
    });
    const union = {
      'x-plumbline-unlisted': true,
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: { propertyName: 'kind' },
    };
    const others = { Cat: branch('cat', 'purrs'), Dog: branch('dog', 'barks') };
    expect(await declaration(union, base === undefined ? others : { ...others, Base: base })).toContain(
      `(${want} & Without<'purrs' | 'barks'>)`,
    );
  });
});

describe('documentation', () => {
  it('prints description, limits, default, example and deprecation', async () => {
    const schema = object({
      a: {
        type: 'number',
        description: 'How many.',
        minimum: 0,
        maximum: 9,
        default: 1,
        example: 2,
        deprecated: true,
      },
    });
    const text = await printed(contractOf({ A: schema }));
    for (const line of ['How many.', '@minimum 0', '@maximum 9', '@default 1', '@example 2', '@deprecated'])
      expect(text).toContain(` * ${line}\n`);
  });

  it.each(['*/ evil() /*', 'a\u2028evil()', 'a\rb', '\u0001*/', '@deprecated'])(
    'stays a comment: %j',
    async (description) => {
      const text = await printed(contractOf({ A: { type: 'string', description } }));
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\/\/.*$/gm, '');
      expect(code.replace(/\s+/g, ' ').trim()).toBe('export type A = string;');
      expect(text).not.toMatch(/^\s*\* @deprecated/m);
    },
  );
});

describe('views', () => {
  const schema = object(
    {
      id: { type: 'string', readOnly: true },
      secret: { type: 'string', writeOnly: true },
      name: { type: 'string' },
    },
    { required: ['id', 'secret', 'name'] },
  );
  const body = { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } };
  const operation = (sent: boolean, answered: boolean) => ({
    '/a': {
      post: {
        ...(sent ? { requestBody: body } : {}),
        responses: { 200: { description: '', ...(answered ? body : {}) } },
      },
    },
  });
  const flat = async (sent: boolean, answered: boolean) =>
    (await printed(contractOf({ A: schema }, '3.1', operation(sent, answered)))).replace(/\s+/g, ' ');

  it('two models when both sides use a schema that looks different to them', async () => {
    const text = await flat(true, true);
    expect(text).toContain('export interface A { id: string; name: string; }');
    expect(text).toContain('export interface AInput { secret: string; name: string; }');
  });

  it('one model when one side uses it', async () => {
    expect(await flat(true, false)).toContain('export interface A { secret: string; name: string; }');
    expect(await flat(false, true)).toContain('export interface A { id: string; name: string; }');
  });
});

describe('odd names', () => {
  it('names of members come out as they are', async () => {
    const names = ['constructor', '__proto__', 'a-b', "it's", '1st', 'toString', ''];
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
    const text = await printed(contractOf({ A: { type: 'object', properties } }));
    for (const member of ['constructor?', '__proto__?', "'a-b'?", "'it\\'s'?", "'1st'?", 'toString?', "''?"])
      expect(text).toContain(`  ${member}: string;`);
  });

  it('schemas named alike, or like something of ours, get names of their own', async () => {
    const names = [
      'foo-bar',
      'foo_bar',
      'FooBar',
      'File',
      'Object',
      'Response',
      'ApiError',
      'Blob',
      'Stream',
      '1x',
    ];
    const schemas = Object.fromEntries(
      names.map((name) => [name, object({ [`of ${name}`]: { type: 'string' } })]),
    );
    const text = await printed(contractOf(schemas));
    const declared = [...text.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name);
    expect(new Set(declared).size).toBe(names.length);
    expect(declared).toEqual(
      expect.arrayContaining([
        'FooBar',
        'File',
        'Object',
        'Response',
        'ApiErrorModel',
        'BlobModel',
        'StreamModel',
        'N1x',
      ]),
    );
  });
});
