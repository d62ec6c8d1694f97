import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../generator/json/types.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { formats } from './formats.ts';
import { arbitrary, boundary, mutateAt, mutationSites } from './index.ts';

const runs = process.env['PLUMBLINE_FULL'] === '1' ? 2_000 : 100;

/** Every keyword, alone and beside what makes it hard. */
const given: readonly (readonly [what: string, schema: JsonSchema])[] = [
  ['anything', {}],
  ['true', true],
  ['several types', { type: ['string', 'null', 'integer'] }],
  ['enum beside a type', { type: 'string', enum: ['a', 'b', 3] }],
  ['const of an object', { const: { a: [1, null] } }],
  ['length in code points', { type: 'string', minLength: 3, maxLength: 4 }],
  ['a pattern', { type: 'string', pattern: '^[a-z]{2,5}-\\d+$' }],
  ['a pattern with lengths', { type: 'string', pattern: '^(ab)+$', minLength: 8, maxLength: 11 }],
  ['a pattern with a lookahead', { type: 'string', pattern: '^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$' }],
  ['a pattern with a negative lookahead', { type: 'string', pattern: '^(?!foo)[a-z]{3,6}$' }],
  ['a pattern with a backreference', { type: 'string', pattern: '^([a-z])x\\1$' }],
  ['a pattern with word boundaries', { type: 'string', pattern: '\\bcat\\b' }],
  ['a pattern of properties', { type: 'string', pattern: '^\\p{Lu}\\p{L}*$' }],
  ['two patterns', { allOf: [{ type: 'string', pattern: '^[ab]+$' }, { pattern: 'a' }] }],
  ['a pattern that only compiles without u', { type: 'string', pattern: '^[\\w-.]{2,4}$' }],
  ['bounds', { type: 'integer', minimum: -3, exclusiveMaximum: 2 }],
  ['narrow bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 }],
  ['a whole step', { type: 'integer', multipleOf: 7, minimum: 10, maximum: 30 }],
  ['a fractional step', { type: 'number', multipleOf: 0.01 }],
  ['two steps', { allOf: [{ type: 'number', multipleOf: 0.5 }, { multipleOf: 0.3 }] }],
  ['items', { type: 'array', items: { type: 'boolean' }, minItems: 2, maxItems: 4 }],
  [
    'a tuple',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 1 },
  ],
  [
    'unique items of few values',
    { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 },
  ],
  [
    'unique objects',
    {
      type: 'array',
      uniqueItems: true,
      minItems: 2,
      items: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
    },
  ],
  ['contains', { type: 'array', items: { type: 'integer' }, contains: { minimum: 100 } }],
  ['counted contains', { type: 'array', contains: { const: 1 }, minContains: 2, maxContains: 3 }],
  [
    'closed object',
    { type: 'object', properties: { a: { type: 'string' }, b: {} }, additionalProperties: false },
  ],
  [
    'a map',
    { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 2, maxProperties: 3 },
  ],
  [
    'pattern properties',
    {
      type: 'object',
      patternProperties: { '^x-': { type: 'integer' } },
      additionalProperties: false,
      minProperties: 1,
    },
  ],
  [
    'overlapping pattern properties',
    {
      type: 'object',
      properties: { ab: { minimum: 3 } },
      patternProperties: { '^a': { type: 'integer' }, b$: { maximum: 5 } },
      required: ['ab'],
    },
  ],
  ['property names', { type: 'object', propertyNames: { pattern: '^[a-z]{3}$' }, minProperties: 2 }],
  [
    'dependent members',
    { type: 'object', properties: { a: {}, b: {}, c: {} }, dependentRequired: { a: ['b'], b: ['c'] } },
  ],
  [
    'dependent schemas',
    {
      type: 'object',
      properties: { card: { type: 'string' } },
      dependentSchemas: { card: { required: ['address'], properties: { address: { type: 'string' } } } },
    },
  ],
  [
    'names of the prototype',
    {
      type: 'object',
      required: ['__proto__', 'constructor'],
      properties: { constructor: { type: 'string' }, toString: { type: 'integer' } },
    },
  ],
  [
    'allOf of objects',
    {
      allOf: [
        { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
        { properties: { a: { minimum: 5 } } },
      ],
    },
  ],
  [
    'oneOf with a tag',
    {
      oneOf: [
        { type: 'object', required: ['k'], properties: { k: { const: 'a' }, v: { type: 'string' } } },
        { type: 'object', required: ['k', 'v'], properties: { k: { const: 'b' }, v: { type: 'integer' } } },
      ],
    },
  ],
  ['oneOf that overlaps', { oneOf: [{ type: 'number' }, { type: 'integer' }] }],
  [
    'oneOf of required members',
    { type: 'object', properties: { a: {}, b: {} }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
  ],
  ['oneOf of multiples', { type: 'integer', oneOf: [{ multipleOf: 3 }, { multipleOf: 5 }] }],
  [
    'anyOf beside members',
    {
      type: 'object',
      properties: { a: { type: 'integer' } },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    },
  ],
  [
    'not short, where only the length is left',
    { type: 'string', not: { type: 'string', maxLength: 20_000 } },
  ],
  ['not a type', { not: { type: ['string', 'object'] } }],
  ['not a value', { type: 'string', enum: ['a', 'b', 'c'], not: { const: 'b' } }],
  ['not a member', { type: 'object', properties: { a: {}, b: {} }, not: { required: ['a', 'b'] } }],
  ['not a range', { type: 'number', not: { minimum: 0, maximum: 10 } }],
  [
    'if then else',
    {
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] } },
      required: ['kind'],
      if: { properties: { kind: { const: 'a' } } },
      then: { required: ['x'] },
      else: { required: ['y'] },
    },
  ],
  [
    'closed by unevaluatedProperties',
    {
      allOf: [{ type: 'object', properties: { a: { type: 'string' } } }],
      properties: { b: { type: 'string' } },
      unevaluatedProperties: false,
    },
  ],
  [
    'closed by unevaluatedItems',
    { type: 'array', allOf: [{ prefixItems: [{ type: 'string' }] }], unevaluatedItems: false },
  ],
  [
    'recursion',
    {
      $ref: '#/$defs/tree',
      $defs: {
        tree: {
          type: 'object',
          required: ['children'],
          properties: { children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
        },
      },
    },
  ],
  [
    'recursion through a union',
    {
      $defs: {
        list: {
          oneOf: [
            { type: 'null' },
            { type: 'object', required: ['next'], properties: { next: { $ref: '#/$defs/list' } } },
          ],
        },
      },
      $ref: '#/$defs/list',
    },
  ],
  [
    'free-form recursion in keywords',
    { type: 'object', additionalProperties: { $ref: '#' }, maxProperties: 2 },
  ],
  ...Object.keys(formats).map((format) => [`format ${format}`, { type: 'string', format }] as const),
  ['a format with lengths', { type: 'string', format: 'email', minLength: 12, maxLength: 14 }],
  ['int32', { type: 'integer', format: 'int32' }],
  ['int64 with bounds', { type: 'integer', format: 'int64', minimum: 2 ** 40 }],
];

describe.each(given)('%s', (_, schema) => {
  const document = { schema };
  const judge = createJudge(document, '3.1');
  // A bare `$ref: '#/...'` means the schema itself, so the judge is given the schema as its whole document.
  const whole = typeof schema === 'object' ? createJudge(schema, '3.1') : judge;
  const pointer = typeof schema === 'object' ? '#' : '#/schema';
  const options = typeof schema === 'object' ? { document: schema, pointer } : { document, pointer };

  it('samples only valid values, never -0', () => {
    const values = sample(arbitrary(schema, options), { numRuns: runs, seed: 11 });
    const refused = values.filter((value) => !whole.accepts(pointer, value));
    expect(refused).toEqual([]);
    expect(values.some((value) => Object.is(value, -0))).toBe(false);
    expect(
      values.every((value) => JSON.stringify(JSON.parse(JSON.stringify(value))) === JSON.stringify(value)),
    ).toBe(true);
  });

  it('has boundary values, all valid', () => {
    const values = boundary(schema, options);
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter(({ value }) => !whole.accepts(pointer, value))).toEqual([]);
  });

  it('has mutants, all refused, each from a valid twin', () => {
    for (const site of mutationSites(schema, options)) {
      const mutant = mutateAt(site);
      if (mutant === undefined) continue;
      expect(whole.accepts(pointer, mutant.twin), `${site.id}: ${JSON.stringify(mutant.twin)}`).toBe(true);
      expect(whole.accepts(pointer, mutant.value), `${site.id}: ${JSON.stringify(mutant.after)}`).toBe(false);
    }
  });
});

describe('mutants reach their keyword', () => {
  it.each(given.filter(([, schema]) => typeof schema === 'object' && Object.keys(schema).length > 0))(
    '%s',
    (_, schema) => {
      const options = { document: schema as object, pointer: '#' };
      const sites = mutationSites(schema, options);
      const lost = sites.filter((site) => mutateAt(site) === undefined);
      expect(
        lost.length / Math.max(1, sites.length),
        lost.map(({ id }) => id).join('\n'),
      ).toBeLessThanOrEqual(0.34);
    },
  );
});
