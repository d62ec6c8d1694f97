import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { readerOf } from '../../generator/schema/reader.ts';
import { overlapsOf } from '../../generator/values/satisfy.ts';
import { arbitrary, boundary } from './index.ts';

/** Schemas without a value; the pointer is where the reader is sent, the word is the cause. */
const hopeless: readonly (readonly [what: string, schema: JsonSchema, pointer: string, word: string])[] = [
  ['false', false, '#', 'false'],
  [
    'a false member that is required',
    { type: 'object', required: ['a'], properties: { a: false } },
    '#/required',
    'not allowed',
  ],
  ['impossible bounds', { type: 'integer', minimum: 5, maximum: 4 }, '#/minimum', 'bounds'],
  [
    'no integer between',
    { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 },
    '#/exclusiveMinimum',
    'integer',
  ],
  [
    'no multiple between',
    { type: 'number', multipleOf: 10, minimum: 11, maximum: 19 },
    '#/minimum',
    'bounds',
  ],
  ['lengths', { type: 'string', minLength: 4, maxLength: 3 }, '#/minLength', '4 to 3'],
  [
    'a pattern longer than maxLength',
    { type: 'string', pattern: '^[a-z]{5}$', maxLength: 4 },
    '#/pattern',
    'at least 5',
  ],
  ['a pattern of nothing', { type: 'string', pattern: '^[^\\s\\S]$' }, '#/pattern', 'no string'],
  ['a format longer than maxLength', { type: 'string', format: 'uuid', maxLength: 8 }, '#/format', 'uuid'],
  ['types', { allOf: [{ type: 'string' }, { type: 'integer' }] }, '#/allOf/0/type', 'both'],
  ['enum beside a type', { type: 'string', enum: [1, 2] }, '#/enum', 'enum'],
  ['items', { type: 'array', minItems: 3, maxItems: 2 }, '#/minItems', '3 to 2'],
  [
    'too few different items',
    { type: 'array', items: { type: 'boolean' }, uniqueItems: true, minItems: 3 },
    '#',
    'different',
  ],
  [
    'closed against required',
    { type: 'object', required: ['a'], additionalProperties: false },
    '#/required',
    'not allowed',
  ],
  [
    'names against required',
    { type: 'object', required: ['A'], propertyNames: { pattern: '^[a-z]$' } },
    '#/required',
    'not allowed',
  ],
  [
    'more members than there are',
    { type: 'object', properties: { a: {} }, additionalProperties: false, minProperties: 2 },
    '#/minProperties',
    '2 to 1',
  ],
  ['contains false', { type: 'array', contains: false }, '#/contains', 'false'],
  ['not everything', { not: {} }, '#/not', 'excluded by'],
  [
    'a circle of references',
    { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
    '#',
    '',
  ],
  [
    'a circle of members',
    {
      $ref: '#/$defs/a',
      $defs: { a: { type: 'object', required: ['next'], properties: { next: { $ref: '#/$defs/a' } } } },
    },
    '#/$defs/a',
    'circle',
  ],
  ['a reference to nowhere', { $ref: '#/$defs/gone', $defs: {} }, '#/$ref', 'leads to no schema'],
  [
    'all branches dead',
    { oneOf: [{ type: 'integer', minimum: 2, maximum: 1 }, false] },
    '#/oneOf/0/minimum',
    'bounds',
  ],
];

describe('a schema that nothing satisfies is explained', () => {
  it.each(hopeless.filter(([what]) => what !== 'a circle of references'))(
    '%s',
    (_, schema, pointer, word) => {
      const before = performance.now();
      let caught: unknown;
      try {
        arbitrary(schema, { pointer: '#' });
      } catch (cause) {
        caught = cause;
      }
      expect(caught).toBeInstanceOf(DiagnosticError);
      const [diagnostic] = (caught as DiagnosticError).diagnostics;
      expect(diagnostic).toMatchObject({ code: 'schema-unsatisfiable', pointer });
      expect(diagnostic?.message).toContain(word);
      expect(performance.now() - before).toBeLessThan(1_000);
    },
  );

  it('a circle of references that says nothing admits everything, and ends', () => {
    const [, schema = true] = hopeless.find(([what]) => what === 'a circle of references') ?? [];
    expect(sample(arbitrary(schema), 20)).toHaveLength(20);
  });

  it('unions that hold each other end where one of them has a value', () => {
    const schema: JsonSchema = {
      $ref: '#/$defs/one',
      $defs: {
        one: { anyOf: [{ $ref: '#/$defs/two' }, { type: 'integer' }] },
        two: { anyOf: [{ $ref: '#/$defs/one' }, { type: 'string', minLength: 2 }] },
      },
    };
    const types = new Set(sample(arbitrary(schema), { numRuns: 100, seed: 1 }).map((value) => typeof value));
    expect([...types].toSorted()).toEqual(['number', 'string']);
    expect(boundary(schema)).not.toEqual([]);
  });

  it('a dependency on the whole ends', () => {
    const schema: JsonSchema = { type: 'object', dependentSchemas: { kind: { $ref: '#' } } };
    expect(boundary(schema).map(({ value }) => value)).toContainEqual({});
  });

  it('what looks satisfiable and is not ends with a diagnostic, in under 1 s', () => {
    const schema: JsonSchema = { allOf: [{ type: 'string', pattern: '^a+$' }, { pattern: '^b+$' }] };
    const before = performance.now();
    expect(() => sample(arbitrary(schema), 1)).toThrow(DiagnosticError);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('overlapping branches of oneOf', () => {
  it.each([
    { title: 'by type', schema: { oneOf: [{ type: 'number' }, { type: 'integer' }] }, count: 1 },
    { title: 'apart by type', schema: { oneOf: [{ type: 'string' }, { type: 'integer' }] }, count: 0 },
    {
      title: 'apart by tag',
      schema: {
        oneOf: [
          { type: 'object', required: ['t'], properties: { t: { const: 1 } } },
          { type: 'object', required: ['t'], properties: { t: { const: 2 } } },
        ],
      },
      count: 0,
    },
    {
      title: 'the tag is not required',
      schema: {
        oneOf: [
          { type: 'object', properties: { t: { const: 1 } } },
          { type: 'object', properties: { t: { const: 2 } } },
        ],
      },
      count: 1,
    },
    {
      title: 'apart by bounds',
      schema: {
        oneOf: [
          { type: 'integer', maximum: 3 },
          { type: 'integer', minimum: 4 },
        ],
      },
      count: 0,
    },
  ] as const)('$title', ({ schema, count }) => {
    const reader = readerOf(schema);
    const overlaps = overlapsOf(reader, { schema, at: '#' });
    expect(overlaps).toHaveLength(count);
    for (const { witness } of overlaps) expect(witness).toBeDefined();
  });
});
