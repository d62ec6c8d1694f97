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

it.each<readonly [name: string, given: JsonObject, at: string, want: unknown]>([
  [
    'a name that objects inherit',
    schemas({ A: { required: ['constructor'], properties: { constructor: {} } } }),
    '#/components/schemas/A/required/0',
    'plumbline_stands_before_constructor',
  ],
  [
    'a mapping by name',
    schemas({ A: { discriminator: { propertyName: 't', mapping: { a: 'B' } } }, B: {} }),
    '#/components/schemas/A/discriminator/mapping',
    { a: '#/components/schemas/B' },
  ],
  [
    'a mapping to nowhere',
    schemas({
      A: { discriminator: { propertyName: 't', mapping: { a: '#/components/schemas/B', c: 'other.yaml' } } },
    }),
    '#/components/schemas/A/discriminator/mapping',
    {},
  ],
  [
    'a member of data',
    schemas({ A: { example: { $ref: 'somewhere.json' } } }),
    '#/components/schemas/A/example',
    {},
  ],
  [
    'a member of an extension',
    schemas({ A: { 'x-more': [{ $ref: 'somewhere.json' }] } }),
    '#/components/schemas/A/x-more',
    [{}],
  ],
  [
    'a reference to a member',
    schemas({
      A: { properties: { b: { type: 'string' } } },
      B: { $ref: '#/components/schemas/A/properties/b' },
    }),
    '#/components/schemas/B',
    { $ref: '#/components/schemas/components_schemas_A_properties_b' },
  ],
  [
    'what it refers to',
    schemas({
      A: { properties: { b: { $ref: '#/components/schemas/A/properties/c' }, c: { type: 'null' } } },
    }),
    '#/components/schemas/components_schemas_A_properties_c',
    { type: 'null' },
  ],
  [
    'a name that is taken',
    schemas({
      components_schemas_A_items: {},
      A: { items: {} },
      B: { $ref: '#/components/schemas/A/items' },
    }),
    '#/components/schemas/B',
    { $ref: '#/components/schemas/components_schemas_A_items2' },
  ],
  [
    'the tag of a union that objects inherit',
    schemas({ A: { discriminator: { propertyName: 'constructor' } } }),
    '#/components/schemas/A/discriminator/propertyName',
    'plumbline_stands_before_constructor',
  ],
  [
    'a required member that every object inherits',
    schemas({ A: { required: ['__proto__', 'b'] } }),
    '#/components/schemas/A/required',
    ['plumbline_stands_before___proto__', 'b'],
  ],
  [
    'members whose names are numbers',
    schemas({ A: { required: ['0', '01'], properties: { 0: {}, '01': {} } } }),
    '#/components/schemas/A',
    {
      required: ['plumbline stands before 0', '01'],
      properties: { 'plumbline stands before 0': {}, '01': {} },
    },
  ],
  [
    'a list of itself',
    schemas({ A: { type: 'array', items: { $ref: '#/components/schemas/A' } } }),
    '#/components/schemas/A/items',
    {},
  ],
  [
    'a list of a union that has it',
    schemas({
      A: { items: { $ref: '#/components/schemas/B' } },
      B: { anyOf: [{ $ref: '#/components/schemas/A' }, {}] },
    }),
    '#/components/schemas/B/anyOf/0',
    {},
  ],
  [
    'a member of its own type is not a circle',
    schemas({ A: { properties: { a: { $ref: '#/components/schemas/A' } } } }),
    '#/components/schemas/A/properties/a',
    { $ref: '#/components/schemas/A' },
  ],
  [
    'a branch that may be null',
    schemas({
      A: { allOf: [{ $ref: '#/components/schemas/B' }], required: ['b'] },
      B: { type: ['object', 'null'], properties: { b: {} } },
    }),
    '#/components/schemas/A/allOf/0',
    { anyOf: [{ $ref: '#/components/schemas/B' }] },
  ],
])('%s', (_, given, at, want) => {
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
