import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { discriminatorOf } from './branches.ts';

const at = '#/components/schemas/X';
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const kind = (...values: readonly string[]): JsonObject => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { enum: values } },
});
const others: JsonObject = {
  Cat: kind('cat'),
  Dog: { allOf: [ref('Base'), kind('dog', 'puppy')] },
  Base: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  Open: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } },
  Optional: { type: 'object', properties: { kind: { const: 'optional' } } },
  Pets: { oneOf: [ref('Cat'), ref('Dog')] },
};

const rows: readonly {
  readonly title: string;
  readonly given: JsonObject;
  readonly want: readonly [string, Record<string, string>] | undefined;
}[] = [
  {
    title: 'no keyword at all',
    given: { oneOf: [ref('Cat'), ref('Dog')] },
    want: ['kind', { cat: 'Cat', dog: 'Dog', puppy: 'Dog' }],
  },
  {
    title: 'anyOf, and a branch for null',
    given: { anyOf: [ref('Cat'), ref('Dog'), { type: 'null' }] },
    want: ['kind', { cat: 'Cat', dog: 'Dog', puppy: 'Dog' }],
  },
  {
    title: 'the order of the mapping',
    given: {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { puppy: 'Dog', cat: at } },
    },
    want: ['kind', { puppy: 'Dog', cat: 'Cat', dog: 'Dog' }],
  },
  {
    title: 'through a reference',
    given: ref('Pets'),
    want: ['kind', { cat: 'Cat', dog: 'Dog', puppy: 'Dog' }],
  },
  {
    title: 'nested unions',
    given: { oneOf: [ref('Pets'), kind('fish')] },
    want: ['kind', { cat: 'Pets', dog: 'Pets', puppy: 'Pets', fish: 'X/oneOf/1' }],
  },
  {
    title: 'branches that enumerate nothing: the mapping, by URI and by name',
    given: {
      oneOf: [ref('Open'), ref('Base')],
      discriminator: { propertyName: 'kind', mapping: { o: 'Open', b: '#/components/schemas/Base' } },
    },
    want: ['kind', { o: 'Open', b: 'Base' }],
  },
  {
    title: 'and implicit names where the mapping is silent',
    given: { oneOf: [ref('Open'), ref('Base')], discriminator: { propertyName: 'kind' } },
    want: ['kind', { Open: 'Open', Base: 'Base' }],
  },
  {
    title: 'values that overlap identify no branch',
    given: { oneOf: [kind('a', 'b'), kind('b', 'c')] },
    want: undefined,
  },
  {
    title: 'a member that may be absent identifies no branch',
    given: { oneOf: [ref('Optional'), ref('Cat')] },
    want: undefined,
  },
  { title: 'no union', given: ref('Cat'), want: undefined },
  { title: 'one branch', given: { oneOf: [ref('Cat')] }, want: undefined },
  {
    title: 'types identify the branches, no member does',
    given: { oneOf: [{ type: 'string' }, ref('Cat')] },
    want: undefined,
  },
];

describe('discriminatorOf', () => {
  it.each(rows)('$title', ({ given, want }) => {
    const document = { openapi: '3.1.0', components: { schemas: { ...others, X: given } } };
    const found = discriminatorOf(document, '3.1', at);
    const short = found && [
      found.propertyName,
      Object.fromEntries(
        [...found.mapping].map(([value, pointer]) => [value, pointer.replace('#/components/schemas/', '')]),
      ),
    ];
    expect(short).toEqual(want);
    if (found !== undefined && want !== undefined)
      expect([...found.mapping.keys()]).toEqual(Object.keys(want[1]));
  });
});
