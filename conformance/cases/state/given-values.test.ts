import { integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import type { GivenValues, TestCase } from '../../model.ts';
import { testCase } from '../test-case.ts';
import { createRunState } from './run-state.ts';

const email = { type: 'string', format: 'email' };
const order = {
  type: 'object',
  required: ['customer', 'note'],
  properties: {
    customer: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, mail: email } },
    note: { type: 'string', maxLength: 10 },
    quantity: { type: 'integer' },
    copies: { type: 'array', items: email },
  },
};
const contract = contractOf({
  paths: {
    '/shops/{shop}/orders': {
      post: {
        operationId: 'createOrder',
        parameters: [
          { name: 'shop', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'dry', in: 'query', schema: { type: 'boolean' } },
        ],
        requestBody: { required: true, content: { 'application/json': { schema: order } } },
        responses: { 201: { description: 'made' } },
      },
    },
  },
});
const [operation] = contract.operations;
if (operation === undefined) throw new Error('no operation');

const plain = testCase({ contract, operation, phase: 'coverage' }, 'a', 'a case', {
  path: { shop: 'x' },
  query: {},
  header: {},
  cookie: {},
  body: {
    contentType: 'application/json',
    value: { customer: { id: 'i', mail: 'a@b.example' }, note: 'n', copies: ['a@b.example'] },
  },
});

/** The case as it is sent. */
function sent(values: GivenValues, given: TestCase = plain): TestCase['arguments'] {
  const script = createRunState(contract, { seed: 1, values }).prepare(given);
  const next = script.next();
  if (next.done !== true) throw new Error('a set-up was requested');
  return next.value.testCase.arguments;
}
const body = (value: object) => ({
  body: { contentType: 'application/json', value: { ...(plain.arguments.body?.value as object), ...value } },
});

describe('values of the configuration', () => {
  it.each<{ what: string; values: GivenValues; want: object }>([
    { what: 'a parameter by name', values: { names: { shop: 'main' } }, want: { path: { shop: 'main' } } },
    { what: 'a member by name', values: { names: { note: 'hello' } }, want: body({ note: 'hello' }) },
    {
      what: 'a member that is an object',
      values: { names: { customer: { id: 'c-1' } } },
      want: body({ customer: { id: 'c-1' } }),
    },
    {
      what: 'a member by its pointer',
      values: { operations: { createOrder: { '/customer/id': 'c-1' } } },
      want: body({ customer: { id: 'c-1', mail: 'a@b.example' } }),
    },
    {
      what: 'every place of a format',
      values: { formats: { email: 'me@shop.example' } },
      want: body({ customer: { id: 'i', mail: 'me@shop.example' }, copies: ['me@shop.example'] }),
    },
    {
      what: 'optional places of one operation',
      values: { operations: { createOrder: { dry: true, quantity: 3 } } },
      want: { query: { dry: true }, ...body({ quantity: 3 }) },
    },
    { what: 'not optional places by name', values: { names: { dry: true, quantity: 3 } }, want: {} },
    {
      what: 'the most specific value',
      values: { names: { note: 'general' }, operations: { createOrder: { note: 'special' } } },
      want: body({ note: 'special' }),
    },
    {
      what: 'the valid one of a list',
      values: { names: { note: ['longer than ten characters', 'short'] } },
      want: body({ note: 'short' }),
    },
    { what: 'nothing that is invalid', values: { names: { note: 'longer than ten characters' } }, want: {} },
    {
      what: 'what a function returns',
      values: { names: { note: ({ index, place }) => `${index} ${place.slice(6)}` } },
      want: body({ note: '0 note' }),
    },
  ])('$what', ({ values, want }) => {
    expect(sent(values)).toEqual({ ...plain.arguments, ...want });
  });

  it('a list is taken in turn', () => {
    const state = createRunState(contract, { seed: 1, values: { names: { shop: ['a', 'b'] } } });
    const shops = [1, 2, 3].map(() => {
      const next = state.prepare(plain).next();
      return next.done === true ? next.value.testCase.arguments.path['shop'] : undefined;
    });
    expect(shops).toEqual(['a', 'b', 'a']);
  });

  it('an arbitrary of fast-check is sampled', () => {
    const values = { operations: { createOrder: { quantity: integer({ min: 5, max: 6 }) } } };
    const value = sent(values).body?.value as { quantity: number };
    expect([5, 6]).toContain(value.quantity);
  });

  it('a place that a case is about stays', () => {
    expect(sent({ names: { note: 'given' } }, { ...plain, focus: '/body/note' })).toEqual(plain.arguments);
  });

  it('a wrong place stays wrong, and the others get their values', () => {
    const edit = {
      keyword: 'type',
      keywordLocation: '#',
      instanceLocation: '/body/note',
      before: 'n',
      after: 7,
    };
    const wrong = testCase({ contract, operation, phase: 'negative' }, 'b', 'a wrong case', {
      ...plain.arguments,
      ...body({ note: 7 }),
    });
    const given: TestCase = { ...wrong, intent: 'invalid', edit, twin: plain };
    expect(sent({ names: { note: 'given', id: 'c-1' } }, given).body?.value).toMatchObject({
      note: 7,
      customer: { id: 'c-1' },
    });
  });

  it('an invalid value for an operation is reported', () => {
    expect(() => sent({ operations: { createOrder: { note: 7 } } })).toThrow(
      'no value that the configuration gives for /body/note of createOrder is valid there',
    );
  });
});
