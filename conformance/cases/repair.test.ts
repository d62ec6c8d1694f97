import { describe, expect, it } from 'vitest';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Rule } from '../model.ts';
import { relocate, repairCall } from './repair.ts';
import { emptyCall } from './slots.ts';

const call = (value: unknown): Arguments => ({
  ...emptyCall,
  body: { contentType: 'application/json', value },
});

/** A member is only allowed together with another. */
const needs = (id: string, other: string): Rule => ({
  id,
  evidence: 'document',
  source: 'made for this test',
  appliesTo: [],
  request({ body }) {
    const value = (body?.value ?? {}) as Readonly<Record<string, unknown>>;
    return value[id] === undefined || value[other] !== undefined
      ? { kind: 'pass' }
      : { kind: 'fail', message: `${other} is missing`, instanceLocation: `/${id}` };
  },
  repairRequest: ({ body, ...rest }) =>
    body === undefined
      ? undefined
      : { ...rest, body: { ...body, value: { ...(body.value as object), [other]: 1 } } },
});

describe('repairing a call', () => {
  it.each([
    {
      what: 'a call that satisfies the rules stays unchanged',
      rules: [needs('a', 'b')],
      given: { c: 1 },
      want: { c: 1 },
    },
    {
      what: 'a call that breaks a rule is repaired',
      rules: [needs('a', 'b')],
      given: { a: 1 },
      want: { a: 1, b: 1 },
    },
    {
      what: 'repairing one may break another',
      rules: [needs('b', 'c'), needs('a', 'b')],
      given: { a: 1 },
      want: { a: 1, b: 1, c: 1 },
    },
  ])('$what', ({ rules, given, want }) => {
    expect(repairCall(rules, call(given))?.body?.value).toEqual(want);
  });

  it('returns undefined where no repair exists', () => {
    const { repairRequest: _, ...rule } = needs('a', 'b');
    expect(repairCall([rule], call({ a: 1 }))).toBeUndefined();
  });
});

it('a place follows its object', () => {
  const [first, second] = [{ x: 1 }, { x: 2 }];
  const from = { list: [first, second] };
  const to = { list: [{ x: 0 }, first, { ...second }] };
  expect(relocate('/list/0/x', from, to)).toBe('/list/1/x');
  expect(relocate('/list/1/x', from, to)).toBe('/list/1/x');
  expect(relocate('/other', from, to)).toBe('/other');
});
