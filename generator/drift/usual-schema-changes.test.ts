import { describe, expect, it } from 'vitest';
import { counted } from '../testing/counted.ts';
import { overallVerdict, type Verdict } from './change.ts';
import { drift, object, requestOf, responseOf, said } from './small-api.test-support.ts';

const text = { type: 'string' };
const closed = { additionalProperties: false };

interface SchemaRow {
  readonly title: string;
  readonly base: unknown;
  readonly head: unknown;
  readonly request: Verdict;
  readonly response: Verdict;
}
const breaking = 'breaking';
const fine = 'non-breaking';
const docs = 'docs-only';

/** What tools that compare OpenAPI documents list as usual changes of schemas, named as they do. */
const schemas: readonly SchemaRow[] = [
  {
    title: 'type widened: integer to number',
    base: { type: 'integer' },
    head: { type: 'number' },
    request: fine,
    response: breaking,
  },
  {
    title: 'type changed: string to integer',
    base: text,
    head: { type: 'integer' },
    request: breaking,
    response: breaking,
  },
  {
    title: 'nullable: null is allowed',
    base: text,
    head: { type: ['string', 'null'] },
    request: fine,
    response: breaking,
  },
  {
    title: 'enum value added',
    base: { enum: ['a'] },
    head: { enum: ['a', 'b'] },
    request: fine,
    response: breaking,
  },
  {
    title: 'enum added',
    base: text,
    head: { type: 'string', enum: ['a', 'b'] },
    request: breaking,
    response: fine,
  },
  {
    title: 'enum values in another order',
    base: { enum: ['a', 'b'] },
    head: { enum: ['b', 'a'] },
    request: fine,
    response: fine,
  },
  {
    title: 'const changed',
    base: { const: 'a' },
    head: { const: 'b' },
    request: breaking,
    response: breaking,
  },
  {
    title: 'const instead of an enum of one',
    base: { enum: ['a'] },
    head: { const: 'a' },
    request: fine,
    response: fine,
  },
  {
    title: 'required property added',
    base: object({ a: text }),
    head: object({ a: text, b: text }, { required: ['b'] }),
    request: breaking,
    response: fine,
  },
  {
    title: 'property made required',
    base: object({ a: text }),
    head: object({ a: text }, { required: ['a'] }),
    request: breaking,
    response: fine,
  },
  {
    title: 'optional property added, open',
    base: object({ a: text }),
    head: object({ a: text, b: text }),
    request: fine,
    response: fine,
  },
  {
    title: 'optional property added, closed',
    base: object({ a: text }, closed),
    head: object({ a: text, b: text }, closed),
    request: fine,
    response: breaking,
  },
  {
    title: 'property removed, open',
    base: object({ a: text, b: text }),
    head: object({ a: text }),
    request: fine,
    response: fine,
  },
  {
    title: 'property removed, closed',
    base: object({ a: text, b: text }, closed),
    head: object({ a: text }, closed),
    request: breaking,
    response: fine,
  },
  {
    title: 'required property removed, open',
    base: object({ a: text, b: text }, { required: ['b'] }),
    head: object({ a: text }),
    request: fine,
    response: breaking,
  },
  {
    title: 'type of a property changed',
    base: object({ a: text }),
    head: object({ a: { type: 'boolean' } }),
    request: breaking,
    response: breaking,
  },
  {
    title: 'additional properties refused',
    base: object({ a: text }),
    head: object({ a: text }, closed),
    request: breaking,
    response: fine,
  },
  {
    title: 'additional properties typed',
    base: object({}),
    head: object({}, { additionalProperties: text }),
    request: breaking,
    response: fine,
  },
  {
    title: 'minProperties added',
    base: object({ a: text }),
    head: object({ a: text }, { minProperties: 1 }),
    request: breaking,
    response: fine,
  },
  {
    title: 'maxProperties lowered',
    base: object({}, { maxProperties: 5 }),
    head: object({}, { maxProperties: 3 }),
    request: breaking,
    response: fine,
  },
  {
    title: 'minLength added',
    base: text,
    head: { ...text, minLength: 1 },
    request: breaking,
    response: fine,
  },
  { title: 'minLength 0 added', base: text, head: { ...text, minLength: 0 }, request: fine, response: fine },
  {
    title: 'maxLength lowered',
    base: { ...text, maxLength: 9 },
    head: { ...text, maxLength: 5 },
    request: breaking,
    response: fine,
  },
  {
    title: 'maxLength removed',
    base: { ...text, maxLength: 9 },
    head: text,
    request: fine,
    response: breaking,
  },
  { title: 'pattern added', base: text, head: { ...text, pattern: '^a' }, request: breaking, response: fine },
  {
    title: 'pattern widened',
    base: { ...text, pattern: '^a+$' },
    head: { ...text, pattern: '^a*$' },
    request: fine,
    response: breaking,
  },
  {
    title: 'pattern changed',
    base: { ...text, pattern: '^a' },
    head: { ...text, pattern: '^b' },
    request: breaking,
    response: breaking,
  },
  { title: 'format added', base: text, head: { ...text, format: 'uuid' }, request: breaking, response: fine },
  {
    title: 'format changed',
    base: { ...text, format: 'date' },
    head: { ...text, format: 'date-time' },
    request: breaking,
    response: breaking,
  },
  {
    title: 'minimum raised',
    base: { type: 'number', minimum: 1 },
    head: { type: 'number', minimum: 2 },
    request: breaking,
    response: fine,
  },
  {
    title: 'maximum raised',
    base: { type: 'number', maximum: 1 },
    head: { type: 'number', maximum: 2 },
    request: fine,
    response: breaking,
  },
  {
    title: 'limit made exclusive',
    base: { type: 'number', minimum: 1 },
    head: { type: 'number', exclusiveMinimum: 1 },
    request: breaking,
    response: fine,
  },
  {
    title: 'limit of integers spelt another way',
    base: { type: 'integer', minimum: 1 },
    head: { type: 'integer', exclusiveMinimum: 0 },
    request: fine,
    response: fine,
  },
  {
    title: 'multipleOf coarser',
    base: { type: 'integer', multipleOf: 2 },
    head: { type: 'integer', multipleOf: 4 },
    request: breaking,
    response: fine,
  },
  {
    title: 'multipleOf another',
    base: { type: 'integer', multipleOf: 2 },
    head: { type: 'integer', multipleOf: 3 },
    request: breaking,
    response: breaking,
  },
  {
    title: 'type of items changed',
    base: { type: 'array', items: text },
    head: { type: 'array', items: { type: 'integer' } },
    request: breaking,
    response: breaking,
  },
  {
    title: 'minItems added',
    base: { type: 'array', items: text },
    head: { type: 'array', items: text, minItems: 1 },
    request: breaking,
    response: fine,
  },
  {
    title: 'maxItems raised',
    base: { type: 'array', maxItems: 1 },
    head: { type: 'array', maxItems: 2 },
    request: fine,
    response: breaking,
  },
  {
    title: 'uniqueItems added',
    base: { type: 'array', items: text },
    head: { type: 'array', items: text, uniqueItems: true },
    request: breaking,
    response: fine,
  },
  {
    title: 'oneOf branch added',
    base: { oneOf: [text] },
    head: { oneOf: [text, { type: 'integer' }] },
    request: fine,
    response: breaking,
  },
  {
    title: 'anyOf branch removed',
    base: { anyOf: [text, { type: 'integer' }] },
    head: { anyOf: [text] },
    request: breaking,
    response: fine,
  },
  {
    title: 'allOf part added',
    base: object({ a: text }),
    head: { allOf: [object({ a: text }), { required: ['a'] }] },
    request: breaking,
    response: fine,
  },
  {
    title: 'allOf instead of its parts',
    base: object({ a: text }, { required: ['a'] }),
    head: { allOf: [object({ a: text }), { required: ['a'] }] },
    request: fine,
    response: fine,
  },
  {
    title: 'not added',
    base: text,
    head: { ...text, not: { const: 'x' } },
    request: breaking,
    response: fine,
  },
  {
    title: 'default changed',
    base: object({ a: { ...text, default: 'x' } }),
    head: object({ a: { ...text, default: 'y' } }),
    request: fine,
    response: fine,
  },
  {
    title: 'property deprecated',
    base: object({ a: text }),
    head: object({ a: { ...text, deprecated: true } }),
    request: fine,
    response: fine,
  },
  {
    title: 'description changed',
    base: { ...text, description: 'x' },
    head: { ...text, description: 'y' },
    request: docs,
    response: docs,
  },
  { title: 'title added', base: text, head: { ...text, title: 'T' }, request: docs, response: docs },
  {
    title: 'example changed',
    base: { ...text, examples: ['x'] },
    head: { ...text, examples: ['y'] },
    request: docs,
    response: docs,
  },
];

counted(
  10,
  'usual changes of schemas, as lists of other tools have them, in both directions',
  'every verdict as written',
);

describe('a usual change of a schema', () => {
  it.each(schemas)('$title', ({ title, base, head, request, response }) => {
    for (const [side, before, after, want] of [
      ['request', requestOf(base), requestOf(head), request],
      ['response', responseOf(base), responseOf(head), response],
      // A response mirrors a request: its verdicts are those of the opposite direction.
      ['request back', requestOf(head), requestOf(base), response],
      ['response back', responseOf(head), responseOf(base), request],
    ] as const) {
      const changes = drift(before, after);
      expect({ side, verdict: overallVerdict(changes), said: said(changes) }).toEqual({
        side,
        verdict: want,
        said: said(changes),
      });
      const sides = changes.filter(({ verdict }) => verdict === want && want === 'breaking');
      for (const { polarity, witness } of sides) {
        expect(polarity).toBe(side.split(' ')[0]);
        // The judge treats `format` as an annotation, although servers may assert it.
        expect(witness?.confirmed).toBe(title.startsWith('format') ? undefined : true);
      }
    }
  });
});
