import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import {
  bothWays,
  type ChangeRow,
  drift,
  expectRow,
  object,
  requestOf,
  responseOf,
} from './small-api.test-support.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const closed = { additionalProperties: false };
const list = (items: object, more: object = {}): object => ({ type: 'array', items, ...more });
const tuple = (prefixItems: readonly object[], more: object = {}): object => ({
  type: 'array',
  prefixItems,
  ...more,
});
const same = ['non-breaking', 'non-breaking'] as const;
const tighter = ['breaking', 'non-breaking'] as const;
const looser = ['non-breaking', 'breaking'] as const;
const words = ['docs-only', 'docs-only'] as const;

const keywords: readonly ChangeRow[] = [
  bothWays('an open tuple says more', tuple([text]), tuple([text, integer]), ...tighter),
  bothWays('a tuple is closed', tuple([text]), tuple([text], { items: false }), ...tighter),
  bothWays('a tuple is closed late', tuple([text]), tuple([text], { unevaluatedItems: false }), ...tighter),
  bothWays(
    'a tuple closed in another way',
    tuple([text], { items: false }),
    tuple([text], { maxItems: 1 }),
    ...same,
  ),
  bothWays('contains', list(text), list(text, { contains: { const: 'a' } }), ...tighter),
  bothWays(
    'contains none or more',
    list(text),
    list(text, { contains: { const: 'a' }, minContains: 0 }),
    ...same,
  ),
  bothWays(
    'maxContains',
    list(text, { contains: { const: 'a' } }),
    list(text, { contains: { const: 'a' }, maxContains: 1 }),
    ...tighter,
  ),
  bothWays(
    'unique where there is one',
    list(text, { maxItems: 1 }),
    list(text, { maxItems: 1, uniqueItems: true }),
    ...same,
  ),
  bothWays(
    'as many as there are values',
    list({ enum: ['a', 'b'] }, { uniqueItems: true }),
    list({ enum: ['a', 'b'] }, { uniqueItems: true, maxItems: 2 }),
    ...same,
  ),
  bothWays(
    'ten thousand items',
    list(text, { maxItems: 10_000 }),
    list(text, { maxItems: 9_000 }),
    ...tighter,
  ),
  bothWays(
    'dependentRequired',
    object({ a: text, b: text }),
    object({ a: text, b: text }, { dependentRequired: { a: ['b'] } }),
    ...tighter,
  ),
  bothWays(
    'dependentSchemas',
    object({ a: text, b: text }),
    object({ a: text, b: text }, { dependentSchemas: { a: { required: ['b'] } } }),
    ...tighter,
  ),
  bothWays('if alone', text, { ...text, if: { const: 'a' } }, ...same),
  bothWays('else without if', text, { ...text, else: { const: 'a' } }, ...same),
  bothWays('else', { if: text, else: integer }, { if: text, else: false }, ...tighter),
  bothWays('propertyNames', object({}), object({}, { propertyNames: { pattern: '^[a-z]+$' } }), ...tighter),
  bothWays(
    'closed by names',
    object({ a: text }, closed),
    object({ a: text }, { propertyNames: { enum: ['a'] } }),
    ...same,
  ),
  bothWays(
    'patternProperties in a closed object',
    object({ a: text }, closed),
    object({ a: text }, { ...closed, patternProperties: { '^x-': text } }),
    ...looser,
  ),
  bothWays(
    'closed late',
    object({ a: text }),
    object({ a: text }, { unevaluatedProperties: false }),
    ...tighter,
  ),
  bothWays(
    'closed late over parts',
    { allOf: [object({ a: text }), object({ b: text })] },
    { allOf: [object({ a: text }), object({ b: text })], unevaluatedProperties: false },
    ...tighter,
  ),
  bothWays(
    'closed late over a condition',
    { type: 'object', if: { required: ['a'] }, else: object({ b: text }) },
    { type: 'object', if: { required: ['a'] }, else: object({ b: text }), unevaluatedProperties: false },
    ...tighter,
  ),
  bothWays(
    'as many members as are required',
    object({ a: text }, { required: ['a'] }),
    object({ a: text }, { required: ['a'], minProperties: 1 }),
    ...same,
  ),
  bothWays(
    'a finer step',
    { type: 'number', multipleOf: 0.5 },
    { type: 'number', multipleOf: 0.25 },
    ...looser,
  ),
  bothWays('a step of one', integer, { type: 'number', multipleOf: 1 }, ...same),
  bothWays('every type', {}, { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] }, ...same),
  bothWays(
    'all but null',
    { not: { type: 'null' } },
    { type: ['string', 'number', 'boolean', 'object', 'array'] },
    ...same,
  ),
  bothWays(
    'branches that overlap',
    { oneOf: [integer, { type: 'number' }] },
    { anyOf: [integer, { type: 'number' }] },
    ...looser,
  ),
  bothWays(
    'a union in a union',
    { anyOf: [{ anyOf: [text, integer] }, { type: 'null' }] },
    { anyOf: [text, integer, { type: 'null' }] },
    ...same,
  ),
  bothWays(
    'an open list of values grows',
    { anyOf: [{ enum: ['a'] }, text] },
    { anyOf: [{ enum: ['a', 'b'] }, text] },
    ...same,
  ),
  bothWays('a list of values is opened', { enum: ['a'] }, { anyOf: [{ enum: ['a'] }, text] }, ...looser),
  bothWays('a contradiction', text, { allOf: [text, integer] }, ...tighter),
  bothWays('true and false', { type: 'boolean' }, { enum: [true, false] }, ...same),
  bothWays(
    'a value that the type forbids',
    { type: 'string', enum: ['a'] },
    { type: 'string', enum: ['a', 1] },
    ...same,
  ),
  bothWays('digits', { ...text, pattern: '^[0-9]+$' }, { ...text, pattern: '^\\d+$' }, ...same),
  bothWays('a pattern of listed values', { ...text, pattern: '^(a|b)$' }, { enum: ['a', 'b'] }, ...same),
  bothWays(
    'a pattern that looks ahead',
    text,
    { ...text, pattern: '^(?=.*[A-Z])(?=.*[0-9]).{8,}$' },
    ...tighter,
  ),
  bothWays(
    'a member named like a method',
    object({ toString: text }),
    object({ toString: integer }),
    'breaking',
    'breaking',
  ),
  bothWays(
    'a very long text',
    { ...text, maxLength: 1_048_576 },
    { ...text, maxLength: 524_288 },
    ...tighter,
  ),
  bothWays('a format for programs that render fields', text, { ...text, format: 'password' }, ...same),
  bothWays(
    'a format of listed values',
    { enum: ['2020-01-01'] },
    { enum: ['2020-01-01'], format: 'date' },
    ...same,
  ),
  bothWays('text that holds bytes', text, { ...text, contentEncoding: 'base64' }, ...tighter),
  bothWays('an extension', text, { ...text, 'x-a': 1 }, ...words),
  bothWays('a comment', text, { ...text, $comment: 'a' }, ...words),
].flat();

const within = (document: JsonObject, schemas: object): JsonObject => ({
  ...document,
  components: { schemas },
});
/** A body of `#/components/schemas/T`, before and after. */
const named = (
  title: string,
  before: object,
  after: object,
  request: ChangeRow['there'],
  response: ChangeRow['there'],
): readonly ChangeRow[] => {
  const use = { $ref: '#/components/schemas/T' };
  return [
    {
      title: `${title}, in a request`,
      base: within(requestOf(use), before),
      head: within(requestOf(use), after),
      there: request,
      back: response,
      polarity: 'request',
    },
    {
      title: `${title}, in a response`,
      base: within(responseOf(use), before),
      head: within(responseOf(use), after),
      there: response,
      back: request,
      polarity: 'response',
    },
  ];
};

const animals = {
  Cat: object({ kind: { enum: ['cat', 'kitten'] } }, { required: ['kind'] }),
  Dog: object({ kind: { const: 'dog' } }, { required: ['kind'] }),
};
const animal = (mapping?: object): object => ({
  oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
  discriminator: { propertyName: 'kind', ...(mapping === undefined ? {} : { mapping }) },
});
const all = { cat: 'Cat', kitten: 'Cat', dog: 'Dog' };
const subtype = (n: object): object => ({
  T: object({ kind: text }, { required: ['kind'], discriminator: { propertyName: 'kind' } }),
  Cat: { allOf: [{ $ref: '#/components/schemas/T' }, object({ n })] },
});
const node = (value: object): object => ({
  T: object({ value, next: { $ref: '#/components/schemas/T' } }),
});

const references: readonly ChangeRow[] = [
  named(
    'a mapping by name',
    { ...animals, T: animal(all) },
    {
      ...animals,
      T: animal({
        cat: '#/components/schemas/Cat',
        kitten: '#/components/schemas/Cat',
        dog: '#/components/schemas/Dog',
      }),
    },
    ...same,
  ),
  named(
    'a value without a mapping',
    { ...animals, T: animal(all) },
    { ...animals, T: animal({ cat: 'Cat', dog: 'Dog' }) },
    ...tighter,
  ),
  named('a subtype changes', subtype(text), subtype(integer), 'breaking', 'breaking'),
  named('deep inside itself', node(text), node({ ...text, maxLength: 3 }), ...tighter),
  named(
    'a chain of references',
    { T: object({ a: text }) },
    { T: { $ref: '#/components/schemas/Other' }, Other: object({ a: text }) },
    ...same,
  ),
  named(
    'what a name inside leads to',
    { T: { $ref: '#other' }, Other: { $anchor: 'other', ...text } },
    { T: { $ref: '#other' }, Other: { $anchor: 'other', ...text, maxLength: 3 } },
    ...tighter,
  ),
].flat();

const readOnly = { readOnly: true };
const views: readonly ChangeRow[] = [
  {
    title: 'a member that only responses have, required of requests as well',
    base: requestOf(object({ a: { ...text, ...readOnly } }, { required: ['a'] })),
    head: requestOf(object({ a: text }, { required: ['a'] })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'a member that only responses have is new',
    base: requestOf(object({})),
    head: requestOf(object({ a: { ...text, ...readOnly } }, { required: ['a'] })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a member that only responses have is of another type, in a request',
    base: requestOf(object({ a: { ...text, ...readOnly } })),
    head: requestOf(object({ a: { ...integer, ...readOnly } })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a member that only responses have is of another type, in a response',
    base: responseOf(object({ a: { ...text, ...readOnly } })),
    head: responseOf(object({ a: { ...integer, ...readOnly } })),
    there: 'breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'a member that only requests have accepts more',
    base: responseOf(object({ a: { enum: ['a'], writeOnly: true } })),
    head: responseOf(object({ a: { enum: ['a', 'b'], writeOnly: true } })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
];

const older = (document: JsonObject): JsonObject => ({ ...document, openapi: '3.0.3' });
const dialects: readonly ChangeRow[] = [
  {
    title: '3.0: null',
    base: older(requestOf(text)),
    head: older(requestOf({ ...text, nullable: true })),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: '3.0: null is not among the values',
    base: older(requestOf({ ...text, enum: ['a'] })),
    head: older(requestOf({ ...text, enum: ['a'], nullable: true })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: '3.0: a limit made exclusive',
    base: older(requestOf({ ...integer, minimum: 1 })),
    head: older(requestOf({ ...integer, minimum: 1, exclusiveMinimum: true })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: '3.1 writes null another way',
    base: older(responseOf({ ...text, nullable: true })),
    head: responseOf({ type: ['string', 'null'] }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: '3.1 ignores a keyword of 3.0',
    base: older(requestOf({ ...text, nullable: true })),
    head: requestOf({ ...text, nullable: true }),
    there: 'breaking',
    back: 'docs-only',
    polarity: 'request',
  },
  {
    title: '3.1 writes bytes another way',
    base: older(responseOf({ ...text, format: 'byte' })),
    head: responseOf({ ...text, contentEncoding: 'base64' }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
];

describe('a change of a schema', () => {
  const rows = [...keywords, ...references, ...views, ...dialects];
  it.each(rows)('$title', (row) => expectRow(row));
});

const elsewhere = { $ref: '#/components/schemas/Elsewhere' };
describe('a schema that no schema names is of no message, whatever data names it', () => {
  it.each([
    { title: 'in an extension', holder: { 'x-anyOf': [elsewhere] } },
    { title: 'in an example', holder: { examples: [elsewhere] } },
    { title: 'in a member called mapping', holder: { default: { mapping: { a: elsewhere.$ref } } } },
  ])('$title', ({ holder }) => {
    const [base, head] = [object({ b: text, c: text }), object({ b: text })].map((schema) => ({
      ...responseOf(object({ a: holder })),
      components: { schemas: { Elsewhere: schema } },
    }));
    expect(drift(base ?? {}, head ?? {}).map(({ code }) => code)).toEqual(['equivalent']);
  });
});
