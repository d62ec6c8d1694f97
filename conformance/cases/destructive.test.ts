import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { isDestructive } from './destructive.ts';

const post = { post: { responses: { 204: { description: 'done' } } } };
const contract = contractOf({
  paths: {
    '/auth/log-out': post,
    '/keys/{id}/revoke': post,
    '/admin/shutdown': post,
    '/orders/{id}/cancel': post,
    '/resets': post,
    '/pets': {
      get: {
        responses: {
          200: {
            description: 'all',
            content: {
              'application/json': {
                schema: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
              },
            },
          },
        },
      },
      delete: { responses: { 204: { description: 'all gone' } } },
    },
    '/pets/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'one' } },
      },
      delete: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 204: { description: 'gone' } },
      },
    },
  },
});

it('operations that end a session, a key, the server or a whole collection are left out; deleting one item is not', () => {
  const left = contract.operations
    .filter((operation) => isDestructive(contract, operation))
    .map(({ method, path }) => `${method} ${path}`);
  expect(left).toEqual([
    'post /auth/log-out',
    'post /keys/{id}/revoke',
    'post /admin/shutdown',
    'delete /pets',
  ]);
});
