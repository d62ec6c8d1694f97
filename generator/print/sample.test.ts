import { expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { JsonObject } from '../json/types.ts';
import { sampleText } from './sample.ts';

const object = (properties: JsonObject, more: JsonObject = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };

it.each<[string, JsonObject, string]>([
  ['what is required', object({ a: text, b: text }, { required: ['a'] }), "{ a: 'text' }"],
  ['an example of a text', object({ a: { ...text, examples: ['x'] } }, { required: ['a'] }), "{ a: 'x' }"],
  [
    'an example of an enum',
    object({ a: { enum: ['x', 'y'], examples: ['y'] } }, { required: ['a'] }),
    "{ a: 'y' }",
  ],
  [
    'an example of one branch of a union',
    object({ a: { type: ['string', 'integer'], examples: [7] } }, { required: ['a'] }),
    '{ a: 7 }',
  ],
  [
    'no example of another type',
    object({ a: { ...text, examples: [7] } }, { required: ['a'] }),
    "{ a: 'text' }",
  ],
  [
    'optional members with examples, where only they make it valid',
    object(
      { a: { ...text, examples: ['x'] }, b: text },
      { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    ),
    "{ a: 'x' }",
  ],
  [
    'the least value, where no example helps',
    object({ a: text }, { anyOf: [{ required: ['a'] }], minProperties: 1 }),
    "{ a: '' }",
  ],
])('%s', (_, schema, want) => {
  const contract = buildContract({
    value: {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {},
      components: { schemas: { A: schema } },
    },
    dialect: '3.1',
    origin: (pointer) => ({ file: 't.json', pointer, position: () => undefined }),
  });
  expect(sampleText(contract, contract.schemas[0]?.use)).toBe(want);
});
