import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/json/types.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { createMock, type MockOptions } from './mock.ts';

/** What users expect of a mock: the behaviours that Prism documents, one row each. */

const json = (schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  'application/json': { schema, ...more },
});
const pet: JsonObject = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer', readOnly: true, example: 42 },
    name: { type: 'string', example: 'Rex', xml: { name: 'title' } },
    secret: { type: 'string', writeOnly: true },
    tags: { type: 'array', items: { type: 'string', example: 'cute' }, xml: { wrapped: true } },
    code: { type: 'integer', xml: { attribute: true }, example: 7 },
  },
};
const problem = json({ type: 'object', required: ['message'], properties: { message: { type: 'string' } } });
const paths: JsonObject = {
  '/cats': {
    get: {
      operationId: 'cats',
      parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10 } }],
      responses: {
        200: {
          description: 'ok',
          headers: { 'X-Rate': { required: true, schema: { type: 'integer' }, example: 77 } },
          content: {
            ...json(
              { type: 'object', properties: { cat: { type: 'string' } } },
              { examples: { tom: { value: { cat: 'Tom' } }, kit: { value: { cat: 'Kit' } } } },
            ),
            'application/xml': { schema: pet },
            'image/png': {},
            'text/csv': { schema: { type: 'string' }, example: 'a,b\n1,2\n' },
          },
        },
        404: { description: 'none', content: problem },
        503: { description: 'busy', content: json({ type: 'object' }, { example: { busy: true } }) },
      },
    },
    head: { operationId: 'headCats', responses: { 200: { description: 'ok' } } },
  },
  '/plain': { get: { operationId: 'plain', responses: { 200: { description: 'ok', content: json(pet) } } } },
  '/nothing': { post: { operationId: 'nothing', responses: { 204: { description: 'done' } } } },
  '/whole': {
    get: {
      operationId: 'whole',
      responses: {
        200: { description: 'ok', content: json({ type: 'integer', minimum: 5, example: 12 }) },
      },
    },
  },
  '/pets': {
    post: {
      operationId: 'makePet',
      security: [{ key: [] }],
      parameters: [{ name: 'X-Request', in: 'header', required: true, schema: { type: 'string' } }],
      requestBody: {
        required: true,
        content: {
          ...json(pet),
          'application/x-www-form-urlencoded': {
            schema: {
              type: 'object',
              required: ['name'],
              properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
            },
          },
        },
      },
      responses: {
        201: { description: 'made', content: json(pet) },
        401: { description: 'no', content: problem },
        422: {
          description: 'bad',
          content: json({
            type: 'object',
            properties: { errors: { type: 'array', items: { type: 'string' } } },
          }),
        },
      },
      callbacks: {
        made: {
          '{$request.body#/hook}': {
            post: {
              requestBody: {
                content: json({
                  type: 'object',
                  required: ['pet'],
                  properties: { pet: { type: 'string', example: 'Rex' } },
                }),
              },
              responses: { 200: { description: 'ok' } },
            },
          },
        },
      },
    },
  },
};
const document: JsonObject = {
  paths,
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  readonly options?: MockOptions;
}

interface Answered {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: unknown;
}

async function send({ method = 'GET', path, headers = {}, body, options }: Sent): Promise<Answered> {
  const mock = createMock(contractOf(document), options);
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const response = await mock.fetch(new Request(`http://mock.test${path}`, init));
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body:
      /json/.test(type) && bytes.length > 0
        ? JSON.parse(bytes.toString())
        : /image/.test(type)
          ? bytes.subarray(1, 4).toString()
          : bytes.toString(),
  };
}

const sent = { 'content-type': 'application/json', 'x-request': 'r', 'x-key': 'k' };
const made = (body: object): Sent => ({
  method: 'POST',
  path: '/pets',
  headers: sent,
  body: JSON.stringify(body),
});

interface Row {
  readonly title: string;
  readonly sent: Sent;
  readonly want: { readonly status: number; readonly headers?: object; readonly body?: unknown };
}

const rows: readonly Row[] = [
  {
    title: 'the first example of the media type is the response',
    sent: { path: '/cats' },
    want: { status: 200, body: { cat: 'Tom' } },
  },
  {
    title: 'Prefer: example selects one by name',
    sent: { path: '/cats', headers: { prefer: 'example=kit' } },
    want: { status: 200, body: { cat: 'Kit' } },
  },
  {
    title: 'an unknown example is 404 with a reason',
    sent: { path: '/cats', headers: { prefer: 'example=dog' } },
    want: { status: 404, body: { message: expect.stringContaining('"dog"') } },
  },
  {
    title: 'Prefer: code selects the response',
    sent: { path: '/cats', headers: { prefer: 'code=503' } },
    want: { status: 503, body: { busy: true } },
  },
  {
    title: 'an undeclared code is returned all the same, with a reason',
    sent: { path: '/cats', headers: { prefer: 'code=418' } },
    want: { status: 418, headers: { 'x-mock-reason': expect.stringContaining('418') } },
  },
  {
    title: 'Prefer: dynamic samples the response',
    sent: { path: '/cats', headers: { prefer: 'dynamic=true' } },
    want: { status: 200, body: expect.not.objectContaining({ cat: 'Tom' }) },
  },
  {
    title: 'several preferences in one header',
    sent: { path: '/cats', headers: { prefer: 'code=200, example="kit"' } },
    want: { status: 200, body: { cat: 'Kit' } },
  },
  {
    title: 'preferences in the query, as __code',
    sent: { path: '/cats?__code=404' },
    want: { status: 404, body: { message: expect.any(String) } },
  },
  {
    title: 'preferences in the query, as __example',
    sent: { path: '/cats?__example=kit' },
    want: { status: 200, body: { cat: 'Kit' } },
  },
  {
    title: 'without an example of the whole, the examples of its members',
    sent: { path: '/plain' },
    want: { status: 200, body: expect.objectContaining({ id: 42, name: 'Rex', code: 7 }) },
  },
  {
    title: 'the example of a schema that is not an object',
    sent: { path: '/whole' },
    want: { status: 200, body: 12 },
  },
  {
    title: 'Accept chooses the media type',
    sent: { path: '/cats', headers: { accept: 'text/csv' } },
    want: { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' }, body: 'a,b\n1,2\n' },
  },
  {
    title: 'Accept with qualities selects the best available type',
    sent: { path: '/cats', headers: { accept: 'text/csv;q=0.1, application/json;q=0.9' } },
    want: { status: 200, body: { cat: 'Tom' } },
  },
  {
    title: 'no acceptable type is 406',
    sent: { path: '/cats', headers: { accept: 'audio/mpeg' } },
    want: { status: 406, headers: { 'x-mock-reason': expect.stringContaining('image/png') } },
  },
  {
    title: 'XML follows the xml objects of the schema',
    sent: { path: '/cats', headers: { accept: 'application/xml' } },
    want: {
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: expect.stringMatching(
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<root code="7"><id>42<\/id><title>Rex<\/title>(<tags>(<tags>cute<\/tags>)*<\/tags>|<tags\/>)?<\/root>$/,
      ),
    },
  },
  {
    title: 'the example of an image type is a valid image',
    sent: { path: '/cats', headers: { accept: 'image/*' } },
    want: { status: 200, headers: { 'content-type': 'image/png' }, body: 'PNG' },
  },
  {
    title: 'documented headers are sent, with their examples',
    sent: { path: '/cats' },
    want: { status: 200, headers: { 'x-rate': '77' } },
  },
  {
    title: 'a wrong query parameter is refused, with a reason',
    sent: { path: '/cats?limit=11' },
    want: { status: 400, headers: { 'x-mock-reason': expect.stringContaining('query/limit') } },
  },
  {
    title: 'a wrong request is refused with the documented status',
    sent: { ...made({}) },
    want: {
      status: 422,
      headers: { 'x-mock-reason': expect.stringContaining('name') },
      body: { errors: [expect.stringContaining('name')] },
    },
  },
  {
    title: 'a missing header is refused',
    sent: { ...made({ name: 'A' }), headers: { 'content-type': 'application/json', 'x-key': 'k' } },
    want: { status: 422, headers: { 'x-mock-reason': expect.stringContaining('X-Request') } },
  },
  {
    title: 'a missing key is 401',
    sent: { ...made({ name: 'A' }), headers: { 'content-type': 'application/json', 'x-request': 'r' } },
    want: { status: 401 },
  },
  {
    title: 'a form is read by the types of its schema',
    sent: {
      method: 'POST',
      path: '/pets',
      headers: { ...sent, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=01&tags=1&tags=2',
    },
    want: { status: 201, body: expect.objectContaining({ name: '01', tags: ['1', '2'] }) },
  },
  {
    title: 'writeOnly members are not returned, readOnly members are set by the server',
    sent: made({ id: 1, name: 'A', secret: 's' }),
    want: { status: 201, body: expect.not.objectContaining({ secret: expect.anything(), id: 1 }) },
  },
  {
    title: 'a response without content has no body',
    sent: { method: 'POST', path: '/nothing' },
    want: { status: 204, body: '' },
  },
  {
    title: 'an undeclared path is 404, with the closest one in the message',
    sent: { path: '/cat' },
    want: { status: 404, body: { message: expect.stringContaining('GET /cats') } },
  },
  {
    title: 'a method that the path does not have is 405',
    sent: { method: 'DELETE', path: '/cats' },
    want: { status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } },
  },
  {
    title: 'a response to HEAD has no body',
    sent: { method: 'HEAD', path: '/plain' },
    want: { status: 200, headers: { 'content-type': 'application/json' }, body: '' },
  },
  {
    title: 'an OPTIONS request of another origin is allowed',
    sent: {
      method: 'OPTIONS',
      path: '/cats',
      headers: { origin: 'http://a.test', 'access-control-request-method': 'GET' },
    },
    want: { status: 204, headers: { 'access-control-allow-origin': '*' } },
  },
  {
    title: 'without validation, every request gets a response',
    sent: { ...made({}), options: { validate: false } },
    want: { status: 201 },
  },
];

describe('behaviours that Prism has too', () => {
  it.each(rows)('$title', async ({ sent, want }) => {
    const { status, headers, body } = await send(sent);
    expect({ status, headers, body }).toEqual({
      status: want.status,
      headers: expect.objectContaining(want.headers ?? {}),
      body: Object.hasOwn(want, 'body') ? want.body : body,
    });
  });
});
