import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { wideInteger } from './wide-integer.ts';

const integer = { type: 'integer' };
const contract = contractOf({
  components: { schemas: { Long: { type: 'integer', format: 'int64' } } },
  paths: {
    '/a': {
      post: {
        operationId: 'a',
        parameters: [
          { name: 'page', in: 'query', schema: { ...integer, minimum: 1 } },
          { name: 'at', in: 'query', schema: { ...integer, maximum: 2 ** 40 } },
        ],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  long: { $ref: '#/components/schemas/Long' },
                  list: { type: 'array', items: { type: 'object', properties: { n: integer } } },
                  amount: { type: 'number' },
                },
              },
            },
          },
        },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
});
const [operation] = contract.operations;

it.each([
  { query: { page: 2 ** 31 }, value: {}, place: '/query/page' },
  { query: { page: 2 ** 31 - 1 }, value: {}, place: undefined },
  { query: { at: 2 ** 40 }, value: {}, place: undefined },
  { query: {}, value: { long: 2 ** 50, amount: 0.5 }, place: undefined },
  { query: {}, value: { list: [{ n: 1 }, { n: -(2 ** 40) }] }, place: '/body/list/1/n' },
])('of $query and $value it is $place', ({ query, value, place }) => {
  if (operation === undefined) throw new Error('no operation');
  const call = { path: {}, header: {}, cookie: {}, query, body: { contentType: 'application/json', value } };
  expect(wideInteger(contract, operation, call)).toBe(place);
});
