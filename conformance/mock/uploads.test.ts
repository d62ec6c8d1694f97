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

it.each([
  { accept: 'text/csv', want: 'id,label\r\n1,"a ""b"", c"\r\n' },
  { accept: 'application/xml', want: expect.stringContaining('<id>1</id>') },
  { accept: 'image/png', want: expect.stringMatching(/^.PNG/) },
  { accept: 'text/plain', want: expect.not.stringContaining('{') },
])('a stored item as $accept is what it is called', async ({ accept, want }) => {
  const crate = { type: 'object', properties: { id: { type: 'integer' }, label: { type: 'string' } } };
  const schema = { type: 'string' };
  const content = {
    'application/json': { schema: crate },
    'application/xml': { schema: crate },
    'image/png': {},
    'text/csv': { schema },
    'text/plain': { schema },
  };
  const mock = createMock(
    contractOf({
      paths: {
        '/crates': { post: { responses: { 201: shows(crate) } } },
        '/crates/{id}': {
          get: {
            parameters: [{ ...id, schema: { type: 'integer' } }],
            responses: { 200: { description: 'ok', content } },
          },
        },
      },
    }),
    { seedData: { '/crates': [{ id: 1, label: 'a "b", c' }] } },
  );
  const response = await mock.fetch(new Request('http://mock.test/crates/1', { headers: { accept } }));
  expect(response.headers.get('content-type')).toContain(accept);
  expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toEqual(want);
});

it.each([
  { words: 'A crate with this label exists.', status: 409 },
  { words: 'The label is already taken.', status: 409 },
  { words: 'The crate is closed.', status: 201 },
])('a second item with the same label, where 409 says "$words", is $status', async ({ words, status }) => {
  const crate = { type: 'object', properties: { id: { type: 'integer' }, label: { type: 'string' } } };
  const mock = createMock(
    contractOf({
      paths: {
        '/crates': {
          post: {
            requestBody: { content: { 'application/json': { schema: crate } } },
            responses: { 201: shows(crate), 409: { description: words } },
          },
        },
        '/crates/{id}': { get: { parameters: [id], responses: { 200: shows(crate) } } },
      },
    }),
  );
  const post = async (body: object): Promise<number> =>
    (
      await mock.fetch(
        new Request('http://mock.test/crates', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      )
    ).status;
  expect([await post({ label: 'a' }), await post({ label: 'b' }), await post({ label: 'a' })]).toEqual([
    201,
    201,
    status,
  ]);
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
