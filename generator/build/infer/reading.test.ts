import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/types.ts';
import { contractOf } from '../../testing/small-contract.ts';

const json = (schema: JsonObject) => ({ content: { 'application/json': { schema } } });
const list = { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } };
const item = { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } };
const responds = (schema: JsonObject, status = 200) => ({
  responses: { [status]: { description: 'ok', ...json(schema) } },
});
const rolesOf = (paths: JsonObject) =>
  Object.fromEntries(
    [...contractOf({ paths }).inferred.roles].map(([id, { role, resource }]) => [
      id,
      resource === undefined ? role : `${role} of ${resource.path}`,
    ]),
  );

describe('a POST that reads makes nothing', () => {
  it.each([
    { words: { summary: 'Query an execution' }, want: 'action of /executions' },
    { words: { operationId: 'perform-search' }, want: 'action of /executions' },
    { words: { summary: 'Get the counts of options' }, want: 'action of /executions' },
    { words: { summary: 'Create a query' }, want: 'create of /executions/{id}/queries' },
    { words: { operationId: 'getOrCreateQuery' }, want: 'create of /executions/{id}/queries' },
    { words: {}, want: 'create of /executions/{id}/queries' },
  ])('$words', ({ words, want }) => {
    const roles = rolesOf({
      '/executions/{id}': {
        get: {
          operationId: 'one',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          ...responds(item),
        },
      },
      '/executions/{id}/queries': {
        post: {
          operationId: 'it',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          ...words,
          ...responds({ type: 'object', properties: { result: { type: 'string' } } }),
        },
      },
    });
    expect(Object.values(roles).at(-1)).toBe(want);
  });

  it('a search by POST lists, where its path ends with search', () => {
    const roles = rolesOf({
      '/animals/search': {
        get: { operationId: 'find', ...responds(list) },
        post: { operationId: 'findByForm', ...responds(list) },
      },
    });
    expect(roles).toEqual({ find: 'list of /animals/search', findByForm: 'list of /animals/search' });
  });

  it('with a 201 it makes something, whatever its words', () => {
    const roles = rolesOf({
      '/searches': { post: { operationId: 'searchAll', ...responds(item, 201) } },
    });
    expect(roles).toEqual({ searchAll: 'create of /searches' });
  });
});

describe('lists', () => {
  const below = (schema: JsonObject) =>
    rolesOf({
      '/stock': { get: { operationId: 'all', ...responds({ type: 'array', items: item }) } },
      '/stock/recent': { get: { operationId: 'below', ...responds({ type: 'array', items: schema }) } },
    })['below'];

  it('of other things below a collection are a collection of their own', () => {
    const booking = { type: 'object', properties: { amount: { type: 'integer' }, at: { type: 'string' } } };
    expect(below(booking)).toBe('list of /stock/recent');
    expect(below(item)).toBe('list of /stock');
    expect(below({ type: 'object', properties: { id: { type: 'string' } } })).toBe('list of /stock');
  });

  it.each([
    { name: 'records', page: { results: list, count: { type: 'integer' } }, want: 'list of /sets/{id}/rows' },
    { name: 'set', page: { id: { type: 'string' } }, want: 'retrieve of /sets/{id}/rows' },
  ])('a page within its only member $name', ({ name, page, want }) => {
    const schema = { type: 'object', properties: { [name]: { type: 'object', properties: page } } };
    const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
    const roles = rolesOf({
      '/sets/{id}/rows': { get: { operationId: 'rows', parameters, ...responds(schema) } },
    });
    expect(roles).toEqual({ rows: want });
  });
});

it('a PUT whose words say that it updates makes no item, unless it documents 201', () => {
  const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
  const created = (put: JsonObject) =>
    contractOf({
      paths: {
        '/flows/{id}': {
          get: { operationId: 'one', parameters, ...responds(item) },
          put: { operationId: 'put', parameters, requestBody: json(item), ...put },
        },
      },
    }).inferred.resources[0]?.created;
  expect(created({ summary: 'Update a flow', ...responds(item) })).toBeUndefined();
  expect(created({ summary: 'Update a flow', ...responds(item, 201) })).toEqual({ in: 'path' });
  expect(created({ summary: 'Store a flow', ...responds(item) })).toEqual({ in: 'path' });
});

it('an id that the server makes where none is sent does not refer to an item', () => {
  const references = (description: string) =>
    contractOf({
      paths: {
        '/executions/{id}': {
          get: {
            operationId: 'one',
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            ...responds(item),
          },
        },
        '/start': {
          post: {
            operationId: 'start',
            requestBody: json({
              type: 'object',
              properties: { execution_id: { type: 'string', description } },
            }),
            ...responds(item),
          },
        },
      },
    })
      .inferred.references.filter((each) => each.in === 'body')
      .map(({ members }) => members.join('.'));
  expect(references('The execution to go on with.')).toEqual(['execution_id']);
  expect(references('If not provided, a random ID will be generated.')).toEqual([]);
});

it('a page in a member has its cursor beside its items', () => {
  const page = { results: list, next: { type: ['string', 'null'] } };
  const schema = { type: 'object', properties: { events: { type: 'object', properties: page } } };
  const { inferred } = contractOf({
    paths: {
      '/events': {
        get: {
          operationId: 'list',
          parameters: [{ name: 'cursor', in: 'query', schema: { type: 'string' } }],
          ...responds(schema),
        },
      },
    },
  });
  expect(inferred.pagination.get('list')).toMatchObject({
    style: 'cursor',
    items: ['events', 'results'],
    next: ['events', 'next'],
  });
});

it.each([
  { responds: 'nothing that is described', content: {}, want: 'list of /logs' },
  { responds: 'a stream', content: { 'text/event-stream': {} }, want: 'retrieve of /logs' },
])('a GET of a plural that responds with $responds: $want', ({ content, want }) => {
  const responses = { 200: { description: 'ok', content } };
  expect(rolesOf({ '/logs': { get: { operationId: 'it', responses } } })).toEqual({ it: want });
});
