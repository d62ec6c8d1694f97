import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import type { Exchange, TestCase } from '../model.ts';
import { createOwnership } from './ownership.ts';

const id = { name: 'file_id', in: 'path', required: true, schema: { type: 'string' } };
const file = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, name: { type: 'string' } },
};
const of = (schema: object) => ({ 200: { description: '', content: { 'application/json': { schema } } } });
const body = (schema: object) => ({ content: { 'application/json': { schema } } });
const contract = contractOf({
  paths: {
    '/files': {
      get: {
        operationId: 'listFiles',
        responses: of({ type: 'object', properties: { data: { type: 'array', items: file } } }),
      },
      post: { operationId: 'createFile', requestBody: body(file), responses: of(file) },
    },
    '/files/{file_id}': {
      parameters: [id],
      get: { operationId: 'retrieveFile', responses: of(file) },
      delete: { operationId: 'deleteFile', responses: { 204: { description: '' } } },
    },
    '/jobs': {
      post: {
        operationId: 'createJob',
        requestBody: body({
          type: 'object',
          properties: { file_id: { type: 'string' }, note: { type: 'string' } },
        }),
        responses: of({ type: 'object', properties: { id: { type: 'string' } } }),
      },
    },
    '/settings': { put: { operationId: 'replaceSettings', responses: { 204: { description: '' } } } },
  },
} as never);

const caseOf = (
  operationId: string,
  method: string,
  path: Readonly<Record<string, unknown>> = {},
  value?: unknown,
): TestCase => ({
  id: operationId,
  operationId,
  phase: 'coverage',
  intent: 'valid',
  title: '',
  credentials: 'valid',
  arguments: {
    path,
    query: {},
    header: {},
    cookie: {},
    ...(value === undefined ? {} : { body: { contentType: 'application/json', value } }),
  },
  request: { method, target: '/', headers: [] },
});

const seen = (testCase: TestCase, value: unknown): Exchange => ({
  id: 1,
  testCase,
  request: testCase.request,
  response: { status: 200, headers: [], body: Buffer.from(JSON.stringify(value)) },
  milliseconds: 0,
});

const ownership = createOwnership(contract);
ownership.see(seen(caseOf('listFiles', 'GET'), { data: [{ id: 'theirs' }] }));
ownership.see(seen(caseOf('createFile', 'POST', {}, { id: '' }), { id: 'mine' }));

it.each([
  { what: 'reads what is theirs', testCase: caseOf('retrieveFile', 'GET', { file_id: 'theirs' }), may: true },
  { what: 'deletes what it made', testCase: caseOf('deleteFile', 'DELETE', { file_id: 'mine' }), may: true },
  {
    what: 'deletes what is theirs',
    testCase: caseOf('deleteFile', 'DELETE', { file_id: 'theirs' }),
    may: false,
  },
  { what: 'deletes an id made up', testCase: caseOf('deleteFile', 'DELETE', { file_id: '1' }), may: false },
  {
    what: 'deletes an id made up, without a key',
    testCase: { ...caseOf('deleteFile', 'DELETE', { file_id: '1' }), credentials: 'none' as const },
    may: false,
  },
  { what: 'uses what it made', testCase: caseOf('createJob', 'POST', {}, { file_id: 'mine' }), may: true },
  { what: 'uses an id made up', testCase: caseOf('createJob', 'POST', {}, { file_id: 'a' }), may: false },
  {
    what: 'names what is theirs in a text',
    testCase: caseOf('createJob', 'POST', {}, { note: 'theirs' }),
    may: false,
  },
  { what: 'names no file', testCase: caseOf('createJob', 'POST', {}, { note: 'hi' }), may: true },
  { what: 'replaces the one thing at a path', testCase: caseOf('replaceSettings', 'PUT'), may: false },
  { what: 'tries DELETE on the whole list', testCase: caseOf('listFiles', 'DELETE'), may: false },
])('a run that $what: $may', ({ testCase, may }) => {
  expect(ownership.forbids(testCase) === undefined).toBe(may);
});
