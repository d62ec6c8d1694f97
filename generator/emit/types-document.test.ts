import { expect, it } from 'vitest';
import { valueAt } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { referencesOf } from '../load/references.ts';
import { documentForTypes } from './types-document.ts';

const schemas = (all: JsonObject): JsonObject => ({
  openapi: '3.1.0',
  paths: {},
  components: { schemas: all },
});

it.each<{ readonly name: string; readonly given: JsonObject; readonly at: string; readonly want: unknown }>([
  {
    name: 'a name that objects inherit',
    given: schemas({ A: { required: ['constructor'], properties: { constructor: {} } } }),
    at: '#/components/schemas/A/required/0',
    want: 'plumbline_stands_before_constructor',
  },
  {
    name: 'a mapping by name',
    given: schemas({ A: { discriminator: { propertyName: 't', mapping: { a: 'B' } } }, B: {} }),
    at: '#/components/schemas/A/discriminator/mapping',
    want: { a: '#/components/schemas/B' },
  },
  {
    name: 'a mapping to nowhere',
    given: schemas({
      A: { discriminator: { propertyName: 't', mapping: { a: '#/components/schemas/B', c: 'other.yaml' } } },
    }),
    at: '#/components/schemas/A/discriminator/mapping',
    want: {},
  },
  {
    name: 'a member of data',
    given: schemas({ A: { example: { $ref: 'somewhere.json' } } }),
    at: '#/components/schemas/A/example',
    want: {},
  },
  {
    name: 'a member of an extension',
    given: schemas({ A: { 'x-more': [{ $ref: 'somewhere.json' }] } }),
    at: '#/components/schemas/A/x-more',
    want: [{}],
  },
  {
    name: 'a reference to a member',
    given: schemas({
      A: { properties: { b: { type: 'string' } } },
      B: { $ref: '#/components/schemas/A/properties/b' },
    }),
    at: '#/components/schemas/B',
    want: { $ref: '#/components/schemas/components_schemas_A_properties_b' },
  },
  {
    name: 'what it refers to',
    given: schemas({
      A: { properties: { b: { $ref: '#/components/schemas/A/properties/c' }, c: { type: 'null' } } },
    }),
    at: '#/components/schemas/components_schemas_A_properties_c',
    want: { type: 'null' },
  },
  {
    name: 'a name that is taken',
    given: schemas({
      components_schemas_A_items: {},
      A: { items: {} },
      B: { $ref: '#/components/schemas/A/items' },
    }),
    at: '#/components/schemas/B',
    want: { $ref: '#/components/schemas/components_schemas_A_items2' },
  },
  {
    name: 'the tag of a union that objects inherit',
    given: schemas({ A: { discriminator: { propertyName: 'constructor' } } }),
    at: '#/components/schemas/A/discriminator/propertyName',
    want: 'plumbline_stands_before_constructor',
  },
  {
    name: 'a required member that every object inherits',
    given: schemas({ A: { required: ['__proto__', 'b'] } }),
    at: '#/components/schemas/A/required',
    want: ['plumbline_stands_before___proto__', 'b'],
  },
  {
    name: 'members whose names are numbers',
    given: schemas({ A: { required: ['0', '01'], properties: { 0: {}, '01': {} } } }),
    at: '#/components/schemas/A',
    want: {
      required: ['plumbline stands before 0', '01'],
      properties: { 'plumbline stands before 0': {}, '01': {} },
    },
  },
  {
    name: 'a list of itself',
    given: schemas({ A: { type: 'array', items: { $ref: '#/components/schemas/A' } } }),
    at: '#/components/schemas/A/items',
    want: {},
  },
  {
    name: 'a list of a union that has it',
    given: schemas({
      A: { items: { $ref: '#/components/schemas/B' } },
      B: { anyOf: [{ $ref: '#/components/schemas/A' }, {}] },
    }),
    at: '#/components/schemas/B/anyOf/0',
    want: {},
  },
  {
    name: 'a member of its own type is not a circle',
    given: schemas({ A: { properties: { a: { $ref: '#/components/schemas/A' } } } }),
    at: '#/components/schemas/A/properties/a',
    want: { $ref: '#/components/schemas/A' },
  },
  {
    name: 'a branch that may be null',
    given: schemas({
      A: { allOf: [{ $ref: '#/components/schemas/B' }], required: ['b'] },
      B: { type: ['object', 'null'], properties: { b: {} } },
    }),
    at: '#/components/schemas/A/allOf/0',
    want: { anyOf: [{ $ref: '#/components/schemas/B' }] },
  },
])('$name', ({ given, at, want }) => {
  expect(valueAt(documentForTypes(given), at)).toEqual(want);
});

it('parts of a path get components of their kind, and every reference leads to one', () => {
  const operation = {
    parameters: [{ name: 'q', in: 'query' }],
    requestBody: { content: {} },
    responses: { 200: { headers: { h: {} } } },
  };
  const refs = {
    parameters: '/parameters/0',
    requestBodies: '/requestBody',
    responses: '/responses/200',
    headers: '/responses/200/headers/h',
  };
  const copy = documentForTypes({
    paths: { '/a/{b}': { get: operation } },
    components: Object.fromEntries(
      Object.entries(refs).map(([section, ref]) => [section, { a: { $ref: `#/paths/~1a~1{b}/get${ref}` } }]),
    ),
  });
  const targets = [...referencesOf(copy)].map(({ ref }) => ref);
  expect(targets.map((ref) => ref.split('/')[2])).toEqual(Object.keys(refs));
  for (const target of targets) expect(valueAt(copy, target), target).toBeDefined();
});
