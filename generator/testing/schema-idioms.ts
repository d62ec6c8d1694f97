import type { Dialect } from '../contract/model.ts';
import type { JsonSchema } from '../json/types.ts';

/** A way in which people write schemas, with values that show what it means. */
export interface SchemaIdiom {
  readonly title: string;
  readonly dialect: Dialect;
  readonly schema: JsonSchema;
  /** Further components, by name; the schema itself is `Subject`. */
  readonly components?: { readonly [name: string]: JsonSchema };
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
  /** Foreign engines that are known to judge it wrongly. */
  readonly erring?: readonly string[];
  /** The invalid values that the printed type rejects too; a type is weaker than a schema. */
  readonly mistyped?: readonly unknown[];
}

const pet = { type: 'object', properties: { name: { type: 'string' } } };
const cat = {
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', enum: ['cat'] }, lives: { type: 'integer' } },
};
const dog = {
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', enum: ['dog'] }, tricks: { type: 'integer' } },
};
const refer = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Idioms of OpenAPI 3.0 and 3.1 on which readings of a schema have differed. */
export const schemaIdioms: readonly SchemaIdiom[] = [
  {
    title: 'nullable beside type',
    dialect: '3.0',
    schema: { type: 'string', nullable: true },
    valid: ['a', null],
    invalid: [1, {}],
    mistyped: [1],
  },
  {
    title: 'nullable beside allOf',
    dialect: '3.0',
    schema: { allOf: [refer('Pet')], nullable: true },
    components: { Pet: pet },
    valid: [{ name: 'a' }, null],
    invalid: ['a', { name: 1 }],
    mistyped: ['a', { name: 1 }],
  },
  {
    title: 'nullable beside a reference',
    dialect: '3.0',
    schema: { type: 'object', properties: { pet: { $ref: '#/components/schemas/Pet', nullable: true } } },
    components: { Pet: pet },
    valid: [{}, { pet: null }, { pet: { name: 'a' } }],
    invalid: [{ pet: 1 }],
    mistyped: [{ pet: 1 }],
  },
  {
    title: 'nullable beside oneOf',
    dialect: '3.0',
    schema: { oneOf: [{ type: 'string' }, { type: 'integer' }], nullable: true },
    valid: ['a', 1, null],
    invalid: [true, 1.5],
    mistyped: [true],
  },
  {
    title: 'a member that is nullable beside a reference in allOf',
    dialect: '3.0',
    schema: {
      type: 'object',
      required: ['pet'],
      properties: { pet: { allOf: [refer('Pet')], nullable: true } },
    },
    components: { Pet: pet },
    valid: [{ pet: null }, { pet: { name: 'a' } }],
    invalid: [{}, { pet: 1 }],
    mistyped: [{}, { pet: 1 }],
  },
  {
    title: 'nullable beside an enum that does not list null',
    dialect: '3.0',
    schema: { type: 'string', nullable: true, enum: ['a', 'b'] },
    valid: ['a', 'b'],
    invalid: [null, 'c'],
    mistyped: ['c'],
  },
  {
    title: 'nullable beside an enum that lists null',
    dialect: '3.0',
    schema: { type: 'string', nullable: true, enum: ['a', null] },
    valid: ['a', null],
    invalid: ['c', 1],
    mistyped: ['c', 1],
  },
  {
    title: 'nullable alone says nothing',
    dialect: '3.0',
    schema: { type: 'object', properties: { a: { nullable: true } } },
    valid: [{ a: null }, { a: 1 }, {}],
    invalid: [1],
    mistyped: [1],
  },
  {
    title: 'what stands beside a reference is not read',
    dialect: '3.0',
    schema: { type: 'object', properties: { a: { $ref: '#/components/schemas/Pet', maxProperties: 0 } } },
    components: { Pet: pet },
    valid: [{ a: { name: 'a' } }],
    invalid: [{ a: 1 }],
    mistyped: [{ a: 1 }],
  },
  {
    title: 'an exclusive bound as a flag',
    dialect: '3.0',
    schema: { type: 'number', minimum: 1, exclusiveMinimum: true },
    valid: [1.5, 2],
    invalid: [1, 'a'],
    mistyped: ['a'],
  },
  {
    title: 'a keyword of a later draft',
    dialect: '3.0',
    schema: { type: 'string', const: 'a' },
    valid: ['a', 'b'],
    invalid: [1],
    mistyped: [1],
  },
  {
    title: 'an enum with null in 3.1',
    dialect: '3.1',
    schema: { enum: ['a', 1, null] },
    valid: ['a', 1, null],
    invalid: ['b', {}],
    mistyped: ['b', {}],
  },
  {
    title: 'a list of types with null',
    dialect: '3.1',
    schema: { type: ['string', 'null'] },
    valid: ['a', null],
    invalid: [1],
    mistyped: [1],
  },
  {
    title: 'anyOf with a branch for null',
    dialect: '3.1',
    schema: { anyOf: [refer('Pet'), { type: 'null' }] },
    components: { Pet: pet },
    valid: [{ name: 'a' }, null],
    invalid: ['a'],
    mistyped: ['a'],
  },
  {
    title: 'nullable means nothing in 3.1',
    dialect: '3.1',
    schema: { type: 'string', nullable: true },
    valid: ['a'],
    invalid: [null],
    mistyped: [null],
  },
  {
    title: 'siblings of a reference count in 3.1',
    dialect: '3.1',
    schema: { $ref: '#/components/schemas/Pet', required: ['name'] },
    components: { Pet: pet },
    valid: [{ name: 'a' }],
    invalid: [{}, 1],
    mistyped: [{}],
  },
  {
    title: 'required without a property',
    dialect: '3.1',
    schema: { type: 'object', required: ['id'] },
    valid: [{ id: 1 }, { id: null }],
    invalid: [{}, { more: 1 }],
  },
  {
    title: 'required beside the reference that has the property',
    dialect: '3.1',
    schema: { allOf: [refer('Pet'), { required: ['name'] }] },
    components: { Pet: pet },
    valid: [{ name: 'a' }],
    invalid: [{}, { name: 1 }],
    mistyped: [{ name: 1 }],
  },
  {
    title: 'allOf of two objects',
    dialect: '3.1',
    schema: {
      allOf: [refer('Pet'), { type: 'object', required: ['age'], properties: { age: { type: 'integer' } } }],
    },
    components: { Pet: pet },
    valid: [{ age: 1 }, { name: 'a', age: 1 }],
    invalid: [{ name: 'a' }, { name: 1, age: 1 }],
    mistyped: [{ name: 'a' }],
  },
  {
    title: 'an allOf whose branch is closed',
    dialect: '3.1',
    schema: {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
        { type: 'object', properties: { b: { type: 'string' } } },
      ],
    },
    valid: [{}, { a: 'x' }],
    invalid: [{ b: 'x' }, { a: 1 }],
    mistyped: [{ a: 1 }],
  },
  {
    title: 'an allOf that is closed from outside',
    dialect: '3.1',
    schema: {
      type: 'object',
      allOf: [refer('Pet')],
      properties: { age: { type: 'integer' } },
      unevaluatedProperties: false,
    },
    components: { Pet: pet },
    valid: [{}, { name: 'a', age: 1 }],
    invalid: [{ other: 1 }],
  },
  {
    title: 'a union that is closed from outside',
    dialect: '3.1',
    schema: {
      type: 'object',
      oneOf: [
        { required: ['a'], properties: { a: { type: 'integer' } } },
        { required: ['b'], properties: { b: { type: 'integer' } } },
      ],
      unevaluatedProperties: false,
    },
    valid: [{ a: 1 }, { b: 1 }],
    invalid: [{}, { a: 1, c: 1 }],
  },
  {
    title: 'a tuple',
    dialect: '3.1',
    schema: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'integer' }],
      items: false,
      minItems: 2,
    },
    valid: [['a', 1]],
    invalid: [['a'], [1, 'a'], ['a', 1, 2]],
    mistyped: [['a'], [1, 'a'], ['a', 1, 2]],
  },
  {
    title: 'a tuple that is closed late',
    dialect: '3.1',
    schema: { type: 'array', allOf: [{ prefixItems: [{ type: 'string' }] }], unevaluatedItems: false },
    valid: [[], ['a']],
    invalid: [[1], ['a', 1]],
  },
  {
    title: 'contains with bounds',
    dialect: '3.1',
    schema: {
      type: 'array',
      items: { type: 'integer' },
      contains: { const: 1 },
      minContains: 1,
      maxContains: 2,
    },
    valid: [[1], [1, 2, 1]],
    invalid: [[2], [1, 1, 1], []],
  },
  {
    title: 'a discriminator with a mapping',
    dialect: '3.0',
    schema: {
      oneOf: [refer('Cat'), refer('Dog')],
      discriminator: {
        propertyName: 'kind',
        mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
      },
    },
    components: { Cat: cat, Dog: dog },
    valid: [{ kind: 'cat', lives: 9 }, { kind: 'dog' }],
    invalid: [{ kind: 'cow' }, { lives: 1 }],
    mistyped: [{ kind: 'cow' }],
  },
  {
    title: 'a discriminator without a mapping',
    dialect: '3.1',
    schema: { anyOf: [refer('Cat'), refer('Dog')], discriminator: { propertyName: 'kind' } },
    components: { Cat: cat, Dog: dog },
    valid: [{ kind: 'cat' }, { kind: 'dog', tricks: 1 }],
    invalid: [{ kind: 'cow' }, {}],
    mistyped: [{ kind: 'cow' }],
  },
  {
    title: 'a union of nothing but required members',
    dialect: '3.1',
    schema: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    valid: [{ a: 'x' }, { b: 'x' }, { a: 'x', b: 'x' }],
    invalid: [{}],
  },
  {
    title: 'oneOf whose branches overlap',
    dialect: '3.1',
    schema: { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 10 }] },
    valid: [1, 10.5],
    invalid: [10, 'a'],
    mistyped: ['a'],
  },
  {
    title: 'not',
    dialect: '3.1',
    schema: { type: ['string', 'integer'], not: { enum: ['a', 1] } },
    valid: ['b', 2],
    invalid: ['a', 1, null],
    mistyped: [null],
  },
  {
    title: 'if, then and else',
    dialect: '3.1',
    schema: {
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] }, size: { type: 'integer' } },
      required: ['kind'],
      if: { properties: { kind: { const: 'a' } } },
      then: { required: ['size'] },
      else: { maxProperties: 1 },
    },
    valid: [{ kind: 'a', size: 1 }, { kind: 'b' }],
    invalid: [{ kind: 'a' }, { kind: 'b', size: 1 }],
  },
  {
    title: 'dependentRequired and dependentSchemas',
    dialect: '3.1',
    schema: {
      type: 'object',
      properties: { a: {}, b: {}, c: {} },
      additionalProperties: false,
      dependentRequired: { a: ['b'] },
      dependentSchemas: { c: { maxProperties: 1 } },
    },
    valid: [{}, { b: 1 }, { a: 1, b: 1 }, { c: 1 }],
    invalid: [{ a: 1 }, { b: 1, c: 1 }],
  },
  {
    title: 'names by pattern, and the rest',
    dialect: '3.1',
    schema: {
      type: 'object',
      patternProperties: { '^x-': { type: 'string' } },
      additionalProperties: { type: 'integer' },
    },
    valid: [{}, { 'x-a': 'b' }, { a: 1 }],
    invalid: [{ 'x-a': 1 }, { a: 'b' }],
  },
  {
    title: 'propertyNames',
    dialect: '3.1',
    schema: { type: 'object', propertyNames: { maxLength: 2 }, additionalProperties: { type: 'integer' } },
    valid: [{}, { ab: 1 }],
    invalid: [{ abc: 1 }, { a: 'b' }],
    mistyped: [{ a: 'b' }],
  },
  {
    title: 'additionalProperties beside a reference to a map',
    dialect: '3.1',
    schema: { type: 'object', additionalProperties: refer('Pet') },
    components: { Pet: pet },
    valid: [{}, { a: { name: 'b' } }],
    invalid: [{ a: 1 }],
    mistyped: [{ a: 1 }],
  },
  {
    title: 'a schema that holds itself',
    dialect: '3.1',
    schema: {
      type: 'object',
      required: ['children'],
      properties: { children: { type: 'array', items: refer('Subject') } },
    },
    valid: [{ children: [] }, { children: [{ children: [] }] }],
    invalid: [{}, { children: [{}] }],
    mistyped: [{}, { children: [{}] }],
  },
  {
    title: 'a reference by anchor',
    dialect: '3.1',
    schema: { type: 'object', properties: { a: { $ref: '#text' } }, required: ['a'] },
    components: { Text: { $anchor: 'text', type: 'string' } },
    valid: [{ a: 'b' }],
    invalid: [{ a: 1 }, {}],
  },
  {
    title: 'a dynamic reference that means what is in force',
    dialect: '3.1',
    schema: {
      $id: 'https://example.test/pets',
      $defs: { item: { $dynamicAnchor: 'item', type: 'string' } },
      $ref: 'https://example.test/page',
    },
    components: {
      Page: {
        $id: 'https://example.test/page',
        $defs: { item: { $dynamicAnchor: 'item', not: {} } },
        type: 'object',
        required: ['items'],
        properties: { items: { type: 'array', minItems: 1, items: { $dynamicRef: '#item' } } },
      },
    },
    erring: ['ajv'],
    valid: [{ items: ['a'] }],
    invalid: [{ items: [1] }, { items: [] }, {}],
  },
  {
    title: 'a tree that a stricter tree extends by a dynamic reference',
    dialect: '3.1',
    schema: {
      $id: 'https://example.test/strict-tree',
      $dynamicAnchor: 'node',
      $ref: 'https://example.test/tree',
      unevaluatedProperties: false,
    },
    components: {
      Tree: {
        $id: 'https://example.test/tree',
        $dynamicAnchor: 'node',
        type: 'object',
        properties: { data: true, children: { type: 'array', items: { $dynamicRef: '#node' } } },
      },
    },
    valid: [{ data: 1 }, { children: [{ data: 1 }] }],
    invalid: [{ daat: 1 }, { children: [{ daat: 1 }] }],
  },
  {
    title: 'a base and a subtype that its union does not list',
    dialect: '3.0',
    schema: { allOf: [refer('Base'), { type: 'object', properties: { size: { type: 'integer' } } }] },
    components: {
      Base: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { type: 'string' } },
        discriminator: { propertyName: 'kind' },
      },
    },
    valid: [{ kind: 'a' }, { kind: 'a', size: 1 }],
    invalid: [{ size: 1 }, { kind: 1 }],
    mistyped: [{ kind: 1 }],
  },
  {
    title: 'decimals',
    dialect: '3.1',
    schema: { type: 'number', multipleOf: 0.25, exclusiveMinimum: 0, maximum: 1 },
    valid: [0.25, 0.5, 1],
    invalid: [0, 0.3, 1.25, 'a'],
    mistyped: ['a'],
  },
  {
    title: 'an integer is a number without a fraction',
    dialect: '3.1',
    schema: { type: 'integer', minimum: 0 },
    valid: [0, 1, 2],
    invalid: [1.5, -1, '1'],
    mistyped: ['1'],
  },
  {
    title: 'different items',
    dialect: '3.1',
    schema: { type: 'array', uniqueItems: true, minItems: 2, items: { enum: [1, 2, { a: 1 }] } },
    valid: [
      [1, 2],
      [{ a: 1 }, 1],
    ],
    invalid: [[1, 1], [{ a: 1 }, { a: 1 }], [1]],
  },
  {
    title: 'a boolean for a member',
    dialect: '3.1',
    schema: { type: 'object', properties: { a: true, b: false } },
    valid: [{}, { a: null }, { a: 1 }],
    invalid: [{ b: 1 }],
    mistyped: [{ b: 1 }],
  },
];
