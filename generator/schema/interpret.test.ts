import { expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { isValid } from './interpret.ts';
import { createReader } from './reader.ts';

const nested = (depth: number, innermost: unknown): unknown =>
  depth === 0 ? innermost : { next: nested(depth - 1, innermost) };

it('a schema that refers to itself on two ways is applied to each part once', () => {
  const next = { properties: { next: { $ref: '#/$defs/list' } } };
  const document: JsonObject = { $defs: { list: { type: 'object', allOf: [next, next] } } };
  const reader = createReader(document, {});
  const list = { schema: { $ref: '#/$defs/list' }, at: '#' };
  expect(isValid(reader, list, nested(60, {}))).toBe(true);
  expect(isValid(reader, list, nested(60, 'text'))).toBe(false);
});

it('one value at two places is judged by the schema of each', () => {
  const shared = { size: 1 };
  const document: JsonObject = {
    properties: { a: { required: ['size'] }, b: { required: ['name'] } },
  };
  const reader = createReader(document, {});
  expect(isValid(reader, { schema: document, at: '#' }, { a: shared })).toBe(true);
  expect(isValid(reader, { schema: document, at: '#' }, { a: shared, b: shared })).toBe(false);
});
