import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { choosePlans } from './conform-plans.ts';

const contract = contractOf({
  paths: {
    '/lamps': {
      post: {
        operationId: 'addLamp',
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: {
          201: {
            description: 'added',
            content: {
              'application/json': { schema: { type: 'object', properties: { id: { type: 'string' } } } },
            },
          },
        },
      },
    },
    '/lamps/{lampId}': {
      get: {
        operationId: 'getLamp',
        parameters: [{ name: 'lampId', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'it' } },
      },
    },
  },
});
const subject = { contract, file: '', config: undefined };

it('the path of a sequence, as a finding shows it, plays that sequence only', () => {
  const { plans, of } = choosePlans(subject, { seed: 1, path: '/lamps/lifecycle' });
  expect(of).toBe(1);
  expect(plans.map(({ cases, scenarios }) => [cases.length, scenarios?.map(({ id }) => id)])).toEqual([
    [0, ['/lamps/lifecycle']],
  ]);
});

it('the path of a case sends that case only', () => {
  const { plans } = choosePlans(subject, { seed: 1, path: 'addLamp/coverage/0' });
  expect(plans.flatMap(({ cases }) => cases.map(({ id }) => id))).toEqual(['addLamp/coverage/0']);
});

it('an unknown path is reported', () => {
  expect(() => choosePlans(subject, { seed: 1, path: '/lamps/no-such' })).toThrow(
    'no case has the path "/lamps/no-such"',
  );
});
