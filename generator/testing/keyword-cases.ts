import type { JsonObject } from '../json/types.ts';
import type { DecidingKeyword } from '../schema/keywords.ts';

/** A schema to which one keyword matters: without it the invalid value is valid. */
export interface KeywordCase {
  readonly schema: JsonObject;
  readonly valid: unknown;
  readonly invalid: unknown;
}

const object = { type: 'object' };
const array = { type: 'array' };

/** One for each keyword that decides: a keyword that joins the table does not compile until it has a row here. */
export const keywordCases: { readonly [keyword in DecidingKeyword]: KeywordCase } = {
  $ref: { schema: { $ref: '#/components/schemas/Text' }, valid: 'a', invalid: 1 },
  $dynamicRef: { schema: { $dynamicRef: '#/components/schemas/Text' }, valid: 'a', invalid: 1 },
  type: { schema: { type: 'string' }, valid: 'a', invalid: 1 },
  const: { schema: { const: { a: [1] } }, valid: { a: [1] }, invalid: { a: [2] } },
  enum: { schema: { enum: ['a', null] }, valid: null, invalid: 'b' },
  minimum: { schema: { type: 'number', minimum: 3 }, valid: 3, invalid: 2.5 },
  maximum: { schema: { type: 'number', maximum: 3 }, valid: 3, invalid: 3.5 },
  exclusiveMinimum: { schema: { type: 'number', exclusiveMinimum: 3 }, valid: 3.5, invalid: 3 },
  exclusiveMaximum: { schema: { type: 'number', exclusiveMaximum: 3 }, valid: 2.5, invalid: 3 },
  multipleOf: { schema: { type: 'number', multipleOf: 4 }, valid: 8, invalid: 6 },
  minLength: { schema: { type: 'string', minLength: 2 }, valid: '😀a', invalid: '😀' },
  maxLength: { schema: { type: 'string', maxLength: 2 }, valid: '😀a', invalid: 'abc' },
  pattern: { schema: { type: 'string', pattern: '^a+$' }, valid: 'aa', invalid: 'b' },
  format: { schema: { type: 'string', format: 'date' }, valid: '2020-01-31', invalid: '2020-01-32' },
  minItems: { schema: { ...array, minItems: 2 }, valid: [1, 2], invalid: [1] },
  maxItems: { schema: { ...array, maxItems: 1 }, valid: [1], invalid: [1, 2] },
  uniqueItems: { schema: { ...array, minItems: 2, uniqueItems: true }, valid: [1, 2], invalid: [1, 1] },
  prefixItems: { schema: { ...array, prefixItems: [{ type: 'string' }] }, valid: ['a', 1], invalid: [1] },
  items: { schema: { ...array, items: { type: 'string' } }, valid: ['a'], invalid: ['a', 1] },
  contains: { schema: { ...array, contains: { type: 'string' } }, valid: [1, 'a'], invalid: [1] },
  minContains: {
    schema: { ...array, contains: { type: 'string' }, minContains: 2 },
    valid: ['a', 'a'],
    invalid: ['a', 1],
  },
  maxContains: {
    schema: { ...array, contains: { type: 'string' }, maxContains: 1 },
    valid: ['a', 1],
    invalid: ['a', 'a'],
  },
  required: { schema: { ...object, required: ['a'] }, valid: { a: 1 }, invalid: { b: 1 } },
  minProperties: { schema: { ...object, minProperties: 1 }, valid: { a: 1 }, invalid: {} },
  maxProperties: { schema: { ...object, maxProperties: 1 }, valid: { a: 1 }, invalid: { a: 1, b: 1 } },
  dependentRequired: {
    schema: { ...object, properties: { a: true }, dependentRequired: { a: ['b'] } },
    valid: { a: 1, b: 1 },
    invalid: { a: 1 },
  },
  propertyNames: {
    schema: { ...object, propertyNames: { maxLength: 1 } },
    valid: { a: 1 },
    invalid: { ab: 1 },
  },
  properties: {
    schema: { ...object, properties: { a: { type: 'string' } } },
    valid: { a: 'b' },
    invalid: { a: 1 },
  },
  patternProperties: {
    schema: { ...object, patternProperties: { '^a': { type: 'string' } } },
    valid: { ab: 'b' },
    invalid: { ab: 1 },
  },
  additionalProperties: {
    schema: { ...object, properties: { a: true }, additionalProperties: { type: 'string' } },
    valid: { a: 1, b: 'b' },
    invalid: { b: 1 },
  },
  allOf: { schema: { allOf: [{ type: 'string' }, { maxLength: 1 }] }, valid: 'a', invalid: 'ab' },
  anyOf: { schema: { anyOf: [{ type: 'string' }, { const: 1 }] }, valid: 1, invalid: 2 },
  oneOf: { schema: { oneOf: [{ type: 'string' }, { maxLength: 1 }] }, valid: 'ab', invalid: 'a' },
  not: { schema: { not: { type: 'string' } }, valid: 1, invalid: 'a' },
  if: {
    schema: { type: 'string', if: { maxLength: 1 }, then: { enum: ['a', 'b'] } },
    valid: 'a',
    invalid: 'c',
  },
  then: {
    schema: { type: 'string', if: { maxLength: 1 }, then: { enum: ['a', 'b'] } },
    valid: 'cd',
    invalid: 'c',
  },
  else: {
    schema: { type: 'string', if: { maxLength: 1 }, else: { enum: ['ab', 'cd'] } },
    valid: 'ab',
    invalid: 'abc',
  },
  dependentSchemas: {
    schema: { ...object, properties: { a: true }, dependentSchemas: { a: { maxProperties: 1 } } },
    valid: { a: 1 },
    invalid: { a: 1, b: 1 },
  },
  unevaluatedItems: {
    schema: { ...array, allOf: [{ prefixItems: [true] }], unevaluatedItems: false },
    valid: [1],
    invalid: [1, 2],
  },
  unevaluatedProperties: {
    schema: { ...object, allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
    valid: { a: 1 },
    invalid: { b: 1 },
  },
};
