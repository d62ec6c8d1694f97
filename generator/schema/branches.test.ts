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

const rows: readonly (readonly [
  title: string,
  given: JsonObject,
  want: readonly [string, Record<string, string>] | undefined,
])[] = [
  [
    'no keyword at all',
    { oneOf: [ref('Cat'), ref('Dog')] },
    ['kind', { cat: 'Cat', dog: 'Dog', puppy: 'Dog' }],
  ],
  [
    'anyOf, and a branch for null',
    { anyOf: [ref('Cat'), ref('Dog'), { type: 'null' }] },
    ['kind', { cat: 'Cat', dog: 'Dog', puppy: 'Dog' }],
  ],
  [
    'the order of the mapping',
    {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { puppy: 'Dog', cat: at } },
    },
    ['kind', { puppy: 'Dog', cat: 'Cat', dog: 'Dog' }],
  ],
  ['through a reference', ref('Pets'), ['kind', { cat: 'Cat', dog: 'Dog', puppy: 'Dog' }]],
  [
    'nested unions',
    { oneOf: [ref('Pets'), kind('fish')] },
    ['kind', { cat: 'Pets', dog: 'Pets', puppy: 'Pets', fish: 'X/oneOf/1' }],
  ],
  [
    'branches that enumerate nothing: the mapping, by URI and by name',
    {
      oneOf: [ref('Open'), ref('Base')],
      discriminator: { propertyName: 'kind', mapping: { o: 'Open', b: '#/components/schemas/Base' } },
    },
    ['kind', { o: 'Open', b: 'Base' }],
  ],
  [
    'and implicit names where the mapping is silent',
    { oneOf: [ref('Open'), ref('Base')], discriminator: { propertyName: 'kind' } },
    ['kind', { Open: 'Open', Base: 'Base' }],
  ],
  ['values that overlap identify no branch', { oneOf: [kind('a', 'b'), kind('b', 'c')] }, undefined],
  ['a member that may be absent identifies no branch', { oneOf: [ref('Optional'), ref('Cat')] }, undefined],
  ['no union', ref('Cat'), undefined],
  ['one branch', { oneOf: [ref('Cat')] }, undefined],
  ['types identify the branches, no member does', { oneOf: [{ type: 'string' }, ref('Cat')] }, undefined],
];

describe('discriminatorOf', () => {
  it.each(rows)('%s', (_, given, want) => {
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
