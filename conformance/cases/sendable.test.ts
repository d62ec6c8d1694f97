import { expect, it } from 'vitest';
import { buildContract } from '../../generator/build/build-contract.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { sendableIn } from './sendable.ts';
import { slotsOf } from './slots.ts';

const query = (schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  parameters: [{ name: 'q', in: 'query', schema, ...more }],
});
const form = (required: boolean): JsonObject => ({
  requestBody: {
    required,
    content: { 'application/x-www-form-urlencoded': { schema: { properties: { a: { type: 'string' } } } } },
  },
});
const text = { type: 'string' };
const list = { type: 'array', items: text };

it.each<[what: string, operation: JsonObject, value: unknown, want: boolean]>([
  ['a text', query(text), 'a', true],
  ['an empty text, which a query must not have', query(text), '', false],
  ['an empty text where it is allowed', query(text, { allowEmptyValue: true }), '', true],
  ['a list of an empty text', query(list), [''], false],
  ['a list with an empty text', query(list), ['', 'a'], true],
  ['an empty form, which is not a body', form(false), {}, false],
  ['an empty form where a body is required', form(true), {}, true],
  ['a form', form(false), { a: '' }, true],
])('%s', (_, operation, value, want) => {
  const contract = buildContract({
    value: {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: { '/a': { post: { operationId: 'a', responses: {}, ...operation } } },
    },
    dialect: '3.1',
    origin: (pointer) => ({ file: 't.json', pointer, position: () => undefined }),
  });
  const [slot] = contract.operations.flatMap((each) => slotsOf(contract, each));
  expect(slot && sendableIn(contract, slot)(value)).toBe(want);
});
