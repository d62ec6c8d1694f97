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

it.each<{
  readonly what: string;
  readonly operation: JsonObject;
  readonly value: unknown;
  readonly want: boolean;
}>([
  { what: 'a text', operation: query(text), value: 'a', want: true },
  { what: 'an empty text, which a query must not have', operation: query(text), value: '', want: false },
  {
    what: 'an empty text where it is allowed',
    operation: query(text, { allowEmptyValue: true }),
    value: '',
    want: true,
  },
  { what: 'a list of an empty text', operation: query(list), value: [''], want: false },
  { what: 'a list with an empty text', operation: query(list), value: ['', 'a'], want: true },
  { what: 'an empty form, which is not a body', operation: form(false), value: {}, want: false },
  { what: 'an empty form where a body is required', operation: form(true), value: {}, want: true },
  { what: 'a form', operation: form(false), value: { a: '' }, want: true },
])('$what', ({ operation, value, want }) => {
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
