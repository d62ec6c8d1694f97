import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { contractOf } from '../testing/small-contract.ts';
import { chooseOperations } from './choose.ts';

const gives = (name: string): JsonObject => ({
  200: {
    description: '',
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  },
});
const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Zoo', version: '1' },
  paths: {
    '/cats': {
      get: { tags: ['cats'], responses: gives('Cat') },
      post: { tags: ['admin'], responses: gives('Job') },
    },
    '/v2/dogs': { get: { tags: ['dogs'], responses: gives('Dog') } },
  },
  components: {
    schemas: {
      Cat: { type: 'object', properties: { paw: { $ref: '#/components/schemas/Paw' } } },
      Dog: { type: 'object', properties: { paw: { $ref: '#/components/schemas/Paw' } } },
      Paw: { type: 'string' },
      Job: { type: 'string' },
    },
  },
};

describe('choosing operations', () => {
  it.each([
    {
      choice: {},
      routes: ['get /cats', 'post /cats', 'get /v2/dogs'],
      schemas: ['Cat', 'Dog', 'Paw', 'Job'],
    },
    { choice: { tags: ['cats'] }, routes: ['get /cats'], schemas: ['Cat', 'Paw'] },
    {
      choice: { tags: ['admin', 'dogs'] },
      routes: ['post /cats', 'get /v2/dogs'],
      schemas: ['Dog', 'Paw', 'Job'],
    },
    { choice: { paths: ['/v2/*'] }, routes: ['get /v2/dogs'], schemas: ['Dog', 'Paw'] },
    { choice: { paths: ['/cats'], tags: ['cats'] }, routes: ['get /cats'], schemas: ['Cat', 'Paw'] },
    { choice: { paths: ['/c.ts'] }, routes: [], schemas: [] },
  ])('$choice keeps $routes', ({ choice, routes, schemas }) => {
    const contract = chooseOperations(contractOf(document), choice);
    expect(contract.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(routes);
    expect(contract.schemas.map(({ typeName }) => typeName)).toEqual(schemas);
  });
});
