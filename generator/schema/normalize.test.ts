import { describe, expect, it } from 'vitest';
import type { Dialect, View } from '../contract/model.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { createJudge } from '../judge/judge.ts';
import { normalize } from './normalize.ts';

const at = '#/components/schemas/X';
const documentOf = (x: JsonSchema, others: JsonObject = {}): JsonObject => ({
  openapi: '3.1.0',
  components: { schemas: { X: x, ...others } },
});

interface Row {
  readonly title: string;
  readonly given: JsonObject;
  readonly others?: JsonObject;
  readonly dialect?: Dialect;
  readonly view?: View;
  readonly want: JsonSchema;
}

const base = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };

const rows: readonly Row[] = [
  {
    title: 'allOf is merged through $ref',
    given: {
      allOf: [{ $ref: '#/components/schemas/Base' }, { required: ['b'], properties: { b: { maximum: 1 } } }],
    },
    others: { Base: base },
    want: { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string' }, b: { maximum: 1 } } },
  },
  {
    title: 'a closed branch refuses the members of the others',
    given: { allOf: [{ properties: { a: {} }, additionalProperties: false }, { properties: { b: {} } }] },
    want: { properties: { a: {}, b: false }, additionalProperties: false },
  },
  {
    title: 'limits: the tighter one',
    given: {
      allOf: [
        { type: 'number', minimum: 1, maximum: 9 },
        { type: 'integer', minimum: 3, maximum: 20 },
      ],
    },
    want: { type: 'integer', minimum: 3, maximum: 9 },
  },
  {
    title: 'types that contradict stay as written',
    given: { allOf: [{ type: 'string' }, { type: 'number' }] },
    want: { type: 'string', allOf: [{ type: 'number' }] },
  },
  {
    title: 'patterns of one and a closed other stay apart',
    given: { allOf: [{ patternProperties: { '^x': {} } }, { additionalProperties: false }] },
    want: { patternProperties: { '^x': {} }, allOf: [{ additionalProperties: false }] },
  },
  {
    title: 'two patterns stand side by side',
    given: { allOf: [{ pattern: 'a' }, { pattern: 'b', minLength: 1 }] },
    want: { pattern: 'a', minLength: 1, allOf: [{ pattern: 'b' }] },
  },
  {
    title: 'unevaluatedProperties sees what was merged',
    given: { allOf: [{ $ref: '#/components/schemas/Base' }], unevaluatedProperties: false },
    others: { Base: base },
    want: { ...base, additionalProperties: false },
  },
  {
    title: 'unevaluatedProperties in a branch stays there, as only that branch is its business',
    given: {
      properties: { a: {} },
      allOf: [{ anyOf: [{ properties: { b: {} } }], unevaluatedProperties: false }],
    },
    want: {
      properties: { a: {} },
      allOf: [{ anyOf: [{ properties: { b: {} } }], unevaluatedProperties: false }],
    },
  },
  {
    title: 'recursion through allOf is left alone',
    given: { allOf: [{ $ref: at }, { minLength: 1 }] },
    want: { minLength: 1, allOf: [{ $ref: at }] },
  },
  {
    title: 'a parent discriminator does not follow its children',
    given: { allOf: [{ $ref: '#/components/schemas/Base' }] },
    others: { Base: { ...base, discriminator: { propertyName: 'a' } } },
    want: base,
  },
  {
    title: '3.0: nullable, exclusive limits, a member named example, siblings of $ref',
    dialect: '3.0',
    given: {
      type: 'object',
      nullable: true,
      properties: {
        example: { type: 'string', nullable: true, enum: ['a'] },
        nullable: { type: 'number', minimum: 1, exclusiveMinimum: true },
        one: { $ref: '#/components/schemas/Base', maxLength: 3 },
        other: { oneOf: [{ $ref: '#/components/schemas/Base' }], nullable: true },
      },
      example: { nullable: true },
    },
    others: { Base: base },
    want: {
      type: ['object', 'null'],
      properties: {
        example: { type: ['string', 'null'], enum: ['a'] },
        nullable: { type: 'number', exclusiveMinimum: 1 },
        one: { $ref: '#/components/schemas/Base' },
        other: { anyOf: [{ oneOf: [{ $ref: '#/components/schemas/Base' }] }, { type: 'null' }] },
      },
      example: { nullable: true },
    },
  },
  {
    title: 'parts that hold themselves meet again further down, and are left there',
    given: {
      allOf: [{ $ref: '#/components/schemas/Left' }, { $ref: '#/components/schemas/Right' }],
    },
    others: {
      Left: { required: ['l'], properties: { next: { $ref: '#/components/schemas/Left' } } },
      Right: { required: ['r'], properties: { next: { $ref: '#/components/schemas/Right' } } },
    },
    want: {
      required: ['l', 'r'],
      properties: {
        next: {
          required: ['l', 'r'],
          properties: {
            next: { allOf: [{ $ref: '#/components/schemas/Left' }, { $ref: '#/components/schemas/Right' }] },
          },
        },
      },
    },
  },
  {
    title: 'request view: readOnly members are not required',
    view: 'request',
    given: { required: ['id', 'a'], properties: { id: { readOnly: true }, a: {} } },
    want: { required: ['a'], properties: { id: { readOnly: true }, a: {} } },
  },
];

describe('normalize', () => {
  it.each(rows)('$title', ({ given, others, dialect = '3.1', view, want }) => {
    const { schema } = normalize(documentOf(given, others), dialect, at, view);
    expect(schema).toEqual(want);
  });

  const probes: readonly unknown[] = [
    ...[
      {},
      { a: 'x' },
      { a: 1 },
      { a: 'x', b: 2 },
      { b: 0 },
      { x1: 1 },
      { a: 'x', b: 1, c: 1 },
      null,
      'a',
      'ab',
      '',
    ],
    ...[
      0,
      1,
      2,
      3,
      9,
      10,
      3.5,
      { id: 1 },
      { example: 'a' },
      { example: null },
      { other: null },
      { one: { a: 'x' } },
    ],
  ];

  it.each(rows.filter(({ given }) => JSON.stringify(given).includes(at) === false))(
    'changes no verdict: $title',
    ({ given, others, dialect = '3.1', view }) => {
      const document = documentOf(given, others);
      const { schema } = normalize(document, dialect, at, view);
      const raw = createJudge(document, dialect, view);
      const normal = createJudge(documentOf(schema, others), '3.1');
      for (const value of probes)
        expect([value, normal.accepts(at, value)]).toEqual([value, raw.accepts(at, value)]);
    },
  );

  it('says where every place was read', () => {
    const document = documentOf(
      {
        allOf: [
          { $ref: '#/components/schemas/Base' },
          { required: ['b'], properties: { b: { maximum: 1 } } },
        ],
      },
      { Base: base },
    );
    const { origin } = normalize(document, '3.1', at);
    const want: Readonly<Record<string, string>> = {
      '#': at,
      '#/type': '#/components/schemas/Base/type',
      '#/properties/a/type': '#/components/schemas/Base/properties/a/type',
      '#/properties/b/maximum': `${at}/allOf/1/properties/b/maximum`,
      '#/required/0': '#/components/schemas/Base/required/0',
      '#/required/1': `${at}/allOf/1/required/0`,
    };
    expect(Object.fromEntries(Object.keys(want).map((place) => [place, origin(place)]))).toEqual(want);
  });
});
