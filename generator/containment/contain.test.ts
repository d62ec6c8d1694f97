import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../json/types.ts';
import { type Containment, containment } from './contain.ts';
import { createSpace } from './node.ts';

function decide(sender: JsonSchema, receiver: JsonSchema, lens: 'wire' | 'strict' = 'strict'): Containment {
  const table = new Map<string, string>();
  const open = (side: 'base' | 'head', schema: JsonSchema) =>
    createSpace({ side, document: { schema }, dialect: '3.1' }, table).at('#/schema');
  return containment(open('base', sender), open('head', receiver), { lens });
}

const engine = () => new Ajv2020({ strict: false, logger: false });
let ajv = engine();
let made = 0;
const compiled = new WeakMap<object, (value: unknown) => unknown>();
function accepts(schema: JsonSchema, value: unknown): boolean {
  if (typeof schema === 'boolean') return schema;
  let validate = compiled.get(schema);
  if (validate === undefined) {
    // Ajv keeps every schema and every value of its code for ever.
    if (++made % 500 === 0) ajv = engine();
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  return validate(value) === true;
}

const object = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest });

const closedBeside = (a: object) => ({
  properties: { a },
  anyOf: [1, 2, 3, 4, 5, 6].map((maxProperties) => ({ maxProperties, not: { minProperties: 9 } })),
  unevaluatedProperties: false,
});

/** What lies in what: `<` strictly, `=` both ways, `|` neither. */
const table: readonly (readonly [JsonSchema, '<' | '=' | '|', JsonSchema])[] = [
  [{ enum: ['a'] }, '<', { enum: ['a', 'b'] }],
  [{ const: 'a' }, '=', { enum: ['a'] }],
  [{ enum: ['a', 'b'] }, '=', { oneOf: [{ const: 'b' }, { const: 'a' }] }],
  [{ type: 'integer' }, '<', { type: 'number' }],
  [{ type: ['string', 'null'] }, '=', { oneOf: [{ type: 'string' }, { type: 'null' }] }],
  [{ type: ['string'] }, '=', { type: 'string' }],
  [{ type: 'integer', maximum: 5 }, '=', { type: 'integer', maximum: 5.5 }],
  [{ type: 'integer', minimum: 1 }, '=', { type: 'integer', exclusiveMinimum: 0 }],
  [{ type: 'number', minimum: 1 }, '<', { type: 'number', exclusiveMinimum: 0 }],
  [{ type: 'integer', minLength: 3 }, '=', { type: 'integer' }],
  [
    { multipleOf: 6, type: 'integer' },
    '=',
    { type: 'integer', allOf: [{ multipleOf: 2 }, { multipleOf: 3 }] },
  ],
  [{ multipleOf: 4 }, '<', { multipleOf: 2 }],
  [{ type: 'string', pattern: '^a+$' }, '<', { type: 'string', pattern: '^a*$' }],
  [{ type: 'string', pattern: '^[ab]$' }, '=', { enum: ['a', 'b'] }],
  [
    { type: 'string', pattern: '^.{0,3}$', not: { pattern: '\\n|\\r|\\u2028|\\u2029' } },
    '<',
    { type: 'string', maxLength: 3 },
  ],
  [{ type: 'array', items: { type: 'integer' } }, '<', { type: 'array', items: { type: 'number' } }],
  [{ type: 'array', maxItems: 3 }, '<', { type: 'array', maxItems: 4 }],
  [{ type: 'array', uniqueItems: true }, '<', { type: 'array' }],
  [{ type: 'array', items: { enum: [1, 2] }, uniqueItems: true }, '<', { type: 'array', maxItems: 2 }],
  [{ type: 'array', items: false }, '=', { type: 'array', maxItems: 0 }],
  [{ type: 'array', contains: { const: 1 } }, '<', { type: 'array', minItems: 1 }],
  [
    { type: 'array', contains: { const: 1 }, items: { const: 1 } },
    '=',
    { type: 'array', minItems: 1, items: { const: 1 } },
  ],
  [{ type: 'array', prefixItems: [{ type: 'string' }], minItems: 1 }, '<', { type: 'array', minItems: 1 }],
  [object({ a: { type: 'string' } }, { required: ['a'] }), '<', object({ a: { type: 'string' } })],
  [object({ a: {} }, { additionalProperties: true }), '=', object({ a: {} })],
  [object({ a: {} }, { additionalProperties: false }), '<', object({})],
  [
    object({ a: {} }, { additionalProperties: false }),
    '=',
    object({ a: {} }, { propertyNames: { enum: ['a'] } }),
  ],
  [object({}, { maxProperties: 2 }), '|', object({}, { minProperties: 1 })],
  [object({}, { additionalProperties: { type: 'string' } }), '<', object({ a: { type: 'string' } })],
  [object({}, { patternProperties: { '^a': { type: 'string' } } }), '<', object({ ab: { type: 'string' } })],
  [
    object({}, { patternProperties: { '^a': { type: 'string' } } }),
    '<',
    object({}, { patternProperties: { '^ab': { type: 'string' } } }),
  ],
  [
    { dependentRequired: { a: ['b'] } },
    '=',
    { anyOf: [{ not: { type: 'object' } }, { not: { required: ['a'] } }, { required: ['a', 'b'] }] },
  ],
  [{ if: { type: 'string' }, then: { minLength: 1 }, else: false }, '=', { type: 'string', minLength: 1 }],
  [{ not: { not: { type: 'string' } } }, '=', { type: 'string' }],
  [
    { allOf: [object({ a: { type: 'string' } }), object({ b: {} }, { required: ['b'] })] },
    '=',
    object({ a: { type: 'string' }, b: {} }, { required: ['b'] }),
  ],
  [
    { oneOf: [{ type: 'string' }, { type: 'number' }] },
    '=',
    { anyOf: [{ type: 'string' }, { type: 'number' }] },
  ],
  [
    { oneOf: [{ type: 'integer' }, { type: 'number' }] },
    '<',
    { anyOf: [{ type: 'integer' }, { type: 'number' }] },
  ],
  [false, '<', { type: 'string' }],
  [object({ a: false }), '=', { type: 'object', not: { required: ['a'] } }],
  [
    object({ a: { type: 'string' } }, { unevaluatedProperties: false }),
    '=',
    object({ a: { type: 'string' } }, { additionalProperties: false }),
  ],
  [
    {
      oneOf: [object({ a: {} }, { required: ['a'] }), object({ b: {} }, { required: ['b'] })],
      unevaluatedProperties: false,
    },
    '=',
    {
      oneOf: [
        object({ a: {} }, { required: ['a'], additionalProperties: false }),
        object({ b: {} }, { required: ['b'], additionalProperties: false }),
      ],
      type: 'object',
    },
  ],
  [object({ a: {} }, { unevaluatedProperties: false }), '<', object({ a: {} })],
  [
    { type: 'object', if: { required: ['a'] }, else: object({ b: {} }), unevaluatedProperties: false },
    '<',
    { type: 'object', if: { required: ['a'] }, else: object({ b: {} }) },
  ],
  [
    object({ a: {} }, { dependentSchemas: { a: object({ b: {} }) }, unevaluatedProperties: false }),
    '<',
    object({ a: {}, b: {} }, { additionalProperties: false }),
  ],
  [
    {
      anyOf: [object({ a: {} }), { oneOf: [object({ b: {} }), { type: 'null' }] }],
      unevaluatedProperties: false,
    },
    '<',
    { type: ['object', 'null'] },
  ],
  [
    { type: 'array', prefixItems: [{ type: 'string' }], unevaluatedItems: false },
    '=',
    { type: 'array', prefixItems: [{ type: 'string' }], items: false },
  ],
  [
    { allOf: [{ type: 'array', prefixItems: [true, true] }], unevaluatedItems: { type: 'string' } },
    '<',
    { type: 'array', prefixItems: [true, true, { type: 'string' }] },
  ],
  // To say that a part is open opens the whole.
  [
    { anyOf: [object({ a: {} })], unevaluatedProperties: false },
    '<',
    { anyOf: [object({ a: {} }, { additionalProperties: true })], unevaluatedProperties: false },
  ],
  // Branches that evaluate no member make no more cases, however many there are.
  [
    { ...closedBeside({ type: 'integer' }), type: 'object' },
    '<',
    { ...closedBeside({ type: 'number' }), type: 'object' },
  ],
  [{ type: 'string', minLength: 2 }, '|', { type: 'string', pattern: '^a' }],
];

describe('containment', () => {
  it.each(table)('%j %s %j', (left, relation, right) => {
    const forth = decide(left, right);
    const back = decide(right, left);
    expect(forth.kind).toBe(relation === '|' ? 'not-contained' : 'contained');
    expect(back.kind).toBe(relation === '=' ? 'contained' : 'not-contained');
    for (const [decision, sender, receiver] of [
      [forth, left, right],
      [back, right, left],
    ] as const) {
      if (decision.kind !== 'not-contained') continue;
      expect(accepts(sender, decision.refusals[0].value)).toBe(true);
      expect(accepts(receiver, decision.refusals[0].value)).toBe(false);
    }
  });

  it('decides recursive schemas, and finds the witness deep inside', () => {
    const tree = (leaf: object) =>
      object({ value: leaf, next: { $ref: '#/schema' } }, { required: ['value'] });
    expect(decide(tree({ type: 'integer' }), tree({ type: 'number' })).kind).toBe('contained');
    expect(decide(tree({ type: 'number' }), tree({ type: 'integer' })).kind).toBe('not-contained');
    const list = (last: object) =>
      object({ next: { anyOf: [{ $ref: '#/schema' }, last] } }, { required: ['next'] });
    expect(decide(list({ type: 'null' }), list({ type: ['null', 'string'] })).kind).toBe('contained');
    expect(decide(list({ type: ['null', 'string'] }), list({ type: 'null' })).kind).toBe('not-contained');
  });

  it('takes what a dynamic reference lists for evaluated, as what $ref lists', () => {
    // Ajv refers such a schema to itself forever, so it cannot confirm here.
    const tuple = (first: object) => ({
      type: 'array',
      $defs: { tuple: { $dynamicAnchor: 'tuple', prefixItems: [first] } },
      $dynamicRef: '#tuple',
      unevaluatedItems: false,
    });
    expect(decide(tuple({ type: 'integer' }), tuple({ type: 'number' })).kind).toBe('contained');
    expect(decide(tuple({ type: 'number' }), tuple({ type: 'integer' })).kind).toBe('not-contained');
    expect(decide({ type: 'array', maxItems: 2 }, tuple({})).kind).toBe('not-contained');
  });

  it('says unknown, with the reason, where it cannot decide', () => {
    const decision = decide({ type: 'string' }, { type: 'string', pattern: '(a*)\\1b\\b' });
    expect(decision).toMatchObject({ kind: 'unknown', reasons: [expect.stringContaining('pattern')] });
  });

  it('wire lens: a sender may define an unused name, and may not forbid undeclared ones', () => {
    const [open, typed] = [object({ a: {} }), object({ a: {}, b: { type: 'integer' } })];
    expect(decide(open, typed, 'strict').kind).toBe('not-contained');
    expect(decide(open, typed, 'wire').kind).toBe('contained');
    expect(decide(open, { ...open, additionalProperties: false }, 'wire').kind).toBe('not-contained');
    const map = object({}, { additionalProperties: { type: 'string' } });
    expect(
      decide(map, object({ b: { type: 'integer' } }, { additionalProperties: { type: 'string' } }), 'wire')
        .kind,
    ).toBe('not-contained');
  });
});

/** Small schemas with everything in them that interacts. */
const schemas: fc.Arbitrary<JsonSchema> = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const name = fc.constantFrom('a', 'b');
  const number = fc.integer({ min: 0, max: 3 });
  const list = fc.array(tie('schema'), { minLength: 1, maxLength: 2 });
  const leaf = fc.constantFrom<JsonSchema>(
    true,
    false,
    { type: 'string' },
    { type: 'integer' },
    { enum: ['a', 1, null] },
    { const: 'b' },
  );
  const keywords = fc.record(
    {
      type: fc.constantFrom('string', 'integer', 'number', 'array', 'object', 'boolean', ['string', 'null']),
      minimum: number,
      exclusiveMaximum: number,
      multipleOf: fc.constantFrom(1, 2, 0.5),
      minLength: number,
      maxLength: number,
      pattern: fc.constantFrom('^a', 'b$', '^[ab]*$'),
      items: tie('schema'),
      minItems: number,
      maxItems: number,
      uniqueItems: fc.boolean(),
      properties: fc.dictionary(name, tie('schema'), { maxKeys: 2 }),
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$'), tie('schema'), { maxKeys: 1 }),
      additionalProperties: tie('schema'),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      maxProperties: number,
      enum: fc.uniqueArray(fc.constantFrom<unknown>('a', 'ab', 1, 0.5, null, true), {
        minLength: 1,
        maxLength: 3,
      }),
      allOf: list,
      anyOf: list,
      oneOf: list,
      not: tie('schema'),
    },
    { requiredKeys: [] },
  );
  const picked = fc
    .tuple(keywords, fc.infiniteStream(fc.nat(4)))
    .map(([all, dice]) => Object.fromEntries(Object.entries(all).filter(() => dice.next().value === 0)));
  return { schema: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaf, picked as fc.Arbitrary<JsonSchema>) };
}).schema;

const values = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'a',
    'b',
    'ab',
    'bb',
    'aaa',
    0,
    1,
    2,
    3,
    0.5,
    -1,
    null,
    true,
    [],
    {},
    ['a'],
    [1, 1],
    ['a', 'a', 'a'],
    [0, 'a'],
  ),
  fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'c'), fc.constantFrom<unknown>('a', 1, null, 0.5, 'b'), {
    maxKeys: 3,
  }),
);

/** Ajv 8.20 fails on some schemas (`not: true` beside `patternProperties`: "props0 is not defined"): no verdict. */
function judged(schema: JsonSchema, value: unknown): boolean | undefined {
  try {
    return accepts(schema, value);
  } catch {
    return undefined;
  }
}

describe('containment against Ajv', () => {
  const runs = process.env['PLUMBLINE_FULL'] === '1' ? 40_000 : 2_000;
  it('every witness is one, and no value contradicts a proof', { timeout: 600_000 }, () => {
    let unknown = 0;
    let proofs = 0;
    fc.assert(
      fc.property(
        schemas,
        schemas,
        fc.array(values, { minLength: 30, maxLength: 30 }),
        (sender, receiver, tries) => {
          const decision = decide(sender, receiver);
          if (decision.kind === 'unknown') {
            unknown++;
            return true;
          }
          if (decision.kind === 'not-contained') {
            const { value } = decision.refusals[0];
            return judged(sender, value) !== false && judged(receiver, value) !== true;
          }
          proofs++;
          return tries.every((value) => judged(sender, value) !== true || judged(receiver, value) !== false);
        },
      ),
      { numRuns: runs },
    );
    expect(proofs).toBeGreaterThan(runs / 20);
    expect(unknown).toBeLessThanOrEqual(runs / 50);
  });
});
