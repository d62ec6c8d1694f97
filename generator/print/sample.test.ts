import { expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { JsonObject } from '../json/types.ts';
import { sampleText } from './sample.ts';

const object = (properties: JsonObject, more: JsonObject = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };

it.each<{ readonly name: string; readonly schema: JsonObject; readonly want: string }>([
  {
    name: 'what is required',
    schema: object({ a: text, b: text }, { required: ['a'] }),
    want: "{ a: 'text' }",
  },
  {
    name: 'an example of a text',
    schema: object({ a: { ...text, examples: ['x'] } }, { required: ['a'] }),
    want: "{ a: 'x' }",
  },
  {
    name: 'an example of an enum',
    schema: object({ a: { enum: ['x', 'y'], examples: ['y'] } }, { required: ['a'] }),
    want: "{ a: 'y' }",
  },
  {
    name: 'an example of one branch of a union',
    schema: object({ a: { type: ['string', 'integer'], examples: [7] } }, { required: ['a'] }),
    want: '{ a: 7 }',
  },
  {
    name: 'no example of another type',
    schema: object({ a: { ...text, examples: [7] } }, { required: ['a'] }),
    want: "{ a: 'text' }",
  },
  {
    name: 'optional members with examples, where only they make it valid',
    schema: object(
      { a: { ...text, examples: ['x'] }, b: text },
      { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    ),
    want: "{ a: 'x' }",
  },
  {
    name: 'the least value, where no example helps',
    schema: object({ a: text }, { anyOf: [{ required: ['a'] }], minProperties: 1 }),
    want: "{ a: '' }",
  },
])('$name', ({ schema, want }) => {
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
