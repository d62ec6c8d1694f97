import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { contractOf } from '../testing/small-contract.ts';
import { callsOf } from './calls.ts';

/** A small contract of operations, each `METHOD /path operationId tag`. */
function namesOf(operations: readonly string[]): readonly string[] {
  const paths: { [path: string]: { [method: string]: JsonObject } } = {};
  for (const line of operations) {
    const [method = '', path = '', operationId = '', tag] = line.split(' ');
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    const item = { type: 'object', properties: { id: { type: 'string' } } };
    const schema = path.endsWith('}') || method !== 'GET' ? item : { type: 'array', items: item };
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        operationId,
        parameters,
        ...(tag === undefined ? {} : { tags: [tag] }),
        ...(method === 'POST' ? { requestBody: { content: { 'application/json': { schema: item } } } } : {}),
        responses: { 200: { description: '', content: { 'application/json': { schema } } } },
      },
    };
  }
  return callsOf(contractOf({ paths })).map(({ resource, methodName }) =>
    [...resource, methodName].join('.'),
  );
}

describe('names of methods', () => {
  it.each([
    {
      what: 'ids that a framework makes of path and method',
      operations: [
        'GET /heroes read_heroes_heroes_get heroes',
        'POST /heroes create_hero_heroes_post heroes',
        'DELETE /heroes/{id} delete_hero_heroes__id__delete heroes',
      ],
      names: ['heroes.list', 'heroes.create', 'heroes.delete'],
    },
    {
      what: 'ids that are method and path',
      operations: [
        'GET /v1/customers GetCustomers',
        'GET /v1/customers/{customer} GetCustomersCustomer',
        'POST /v1/customers/{customer}/sources PostCustomersCustomerSources',
        'GET /v1/customers/{customer}/sources GetCustomersCustomerSources',
      ],
      names: ['customers.list', 'customers.retrieve', 'customers.createSource', 'customers.listSources'],
    },
    {
      what: 'ids that begin with the tag',
      operations: [
        'GET /repos/{owner}/{repo} repos/get repos',
        'GET /repos/{owner}/{repo}/forks repos/list-forks repos',
      ],
      names: ['repos.get', 'repos.listForks'],
    },
    {
      what: 'ids that name the resource again',
      operations: [
        'GET /pets listPets pets',
        'GET /pets/{petId} getPetById pets',
        'POST /pets createPet pets',
      ],
      names: ['pets.list', 'pets.create', 'pets.retrieve'],
    },
    {
      what: 'two that want one name',
      operations: ['GET /pets listPets pets', 'GET /pets/all listAllPets pets'],
      names: ['pets.listPets', 'pets.listAllPets'],
    },
    {
      what: 'names with a meaning of their own',
      operations: ['GET /things things_then things', 'GET /things/{id} constructor things'],
      names: ['things.thingsThen', 'things.constructor2'],
    },
  ])('$what: $names', ({ operations, names }) => {
    expect(namesOf(operations)).toEqual(names);
  });
});
