import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { createMock } from './mock.ts';

/** Items that are made and acted on at paths of their own, and what was uploaded. */

const item = {
  type: 'object',
  required: ['id', 'status'],
  properties: { id: { type: 'string' }, status: { type: 'string', enum: ['pending', 'done', 'cancelled'] } },
};
const shows = (schema: object): object => ({
  description: 'ok',
  content: { 'application/json': { schema } },
});
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

const mockOf = (paths: object) => {
  const mock = createMock(contractOf({ paths }));
  return async (method: string, path: string, body?: FormData): Promise<unknown> => {
    const init = { method, ...(body === undefined ? {} : { body }) };
    const response = await mock.fetch(new Request(`http://mock.test${path}`, init));
    return response.headers.get('content-type')?.includes('json') === true
      ? await response.json()
      : await response.text();
  };
};

it('an action on an item that no operation reads changes its state', async () => {
  const send = mockOf({
    '/uploads': { post: { responses: { 201: shows(item) } } },
    '/uploads/{id}/cancel': { post: { parameters: [id], responses: { 200: shows(item) } } },
  });
  const made = await send('POST', '/uploads');
  expect(made).toMatchObject({ status: 'pending' });
  const { id: key } = made as { readonly id: string };
  expect(await send('POST', `/uploads/${key}/cancel`)).toEqual({ id: key, status: 'cancelled' });
});

it.each([
  { what: 'bytes', content: { 'application/octet-stream': {} } },
  { what: 'a JSON string', content: { 'application/json': { schema: { type: 'string' } } } },
])('what was uploaded is returned as $what', async ({ content }) => {
  const form = {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary' } },
  };
  const send = mockOf({
    '/files': {
      post: {
        requestBody: { required: true, content: { 'multipart/form-data': { schema: form } } },
        responses: { 201: shows(item) },
      },
    },
    '/files/{id}': { get: { parameters: [id], responses: { 200: shows(item) } } },
    '/files/{id}/content': { get: { parameters: [id], responses: { 200: { description: 'ok', content } } } },
  });
  const body = new FormData();
  body.set('file', new File(['{"a":1}\n'], 'a.jsonl'));
  const { id: key } = (await send('POST', '/files', body)) as { readonly id: string };
  expect(await send('GET', `/files/${key}/content`)).toBe('{"a":1}\n');
});

it('the message of a refusal stands where FastAPI has it', async () => {
  const error = {
    type: 'object',
    properties: {
      detail: {
        type: 'array',
        items: {
          type: 'object',
          required: ['loc', 'msg', 'type'],
          properties: {
            loc: { type: 'array', items: { type: 'string' } },
            msg: { type: 'string' },
            type: { type: 'string' },
          },
        },
      },
    },
  };
  const send = mockOf({
    '/a': {
      get: {
        parameters: [{ name: 'n', in: 'query', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'ok' }, 422: shows(error) },
      },
    },
  });
  expect(await send('GET', '/a')).toEqual({
    detail: [expect.objectContaining({ msg: expect.stringContaining('query/n') })],
  });
});
