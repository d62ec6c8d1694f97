import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../generator/contract/model.ts';
import { loadContract } from '../../generator/index.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { library, printShop } from '../examples/index.ts';
import { createMock, type Mock, type MockOptions } from './mock.ts';

/** State by inference, on documents in realistic shapes. */

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const credentials = { authorization: 'Bearer k', 'x-api-key': 'k' };

/** A client of a mock that sends one request after another. */
function clientOf(contract: Contract, options: MockOptions = {}) {
  const mock: Mock = createMock(contract, options);
  const send = async (
    line: string,
    body?: unknown,
    headers: { readonly [name: string]: string } = {},
  ): Promise<Received> => {
    const [method = '', path = ''] = line.split(' ');
    const isForm = body instanceof FormData;
    const response = await mock.fetch(
      new Request(path.startsWith('http') ? path : `http://mock.test${path}`, {
        method,
        headers: {
          ...credentials,
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  };
  return { mock, send };
}

const idOf = ({ body }: Received): string => String((body as { readonly id: unknown }).id);

const answered = (schema: JsonObject, status = 200): JsonObject => ({
  [status]: { description: 'ok', content: { 'application/json': { schema } } },
});
const sending = (schema: JsonObject): JsonObject => ({
  requestBody: { content: { 'application/json': { schema } } },
});
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  required,
  properties,
});
const text = { type: 'string' };
const at = (name: string, schema: JsonObject = text) => ({ name, in: 'path', required: true, schema });
const query = (name: string, schema: JsonObject = text) => ({ name, in: 'query', schema });

describe('the library', () => {
  it('pages by offset and limit, counts in a header, filters by member', async () => {
    const { send } = clientOf(await loadContract(library.document));
    for (const [name, country] of [
      ['A', 'GB'],
      ['B', 'US'],
      ['C', 'GB'],
    ])
      await send('POST /api/authors', { name, country });
    const page = await send('GET /api/authors?limit=2');
    const rest = await send('GET /api/authors?limit=2&offset=2');
    const british = await send('GET /api/authors?country=GB');
    const names = ({ body }: Received) => (body as readonly { name: string }[]).map(({ name }) => name);
    expect([names(page), names(rest), names(british)]).toEqual([['C', 'B'], ['A'], ['C', 'A']]);
    expect([page, british].map(({ headers }) => headers.get('x-total-count'))).toEqual(['3', '2']);
  });

  it('decides readOnly members itself, keeps them through PUT, returns the location of the author', async () => {
    const { send } = clientOf(await loadContract(library.document));
    const wanted = { id: '00000000-0000-4000-8000-000000000000', name: 'Ada', country: 'GB' };
    const made = await send('POST /api/authors', wanted);
    expect(made.status).toBe(201);
    expect(idOf(made)).not.toBe(wanted.id);
    expect(made.headers.get('location')).toBe(`/api/authors/${idOf(made)}`);
    const put = await send(`PUT /api/authors/${idOf(made)}`, { name: 'Ada L.' });
    const { id, createdAt } = made.body as { readonly id: string; readonly createdAt: string };
    expect(put.body).toEqual({ id, createdAt, name: 'Ada L.' });
    expect((await send(`GET /api/authors/${id}`)).body).toEqual(put.body);
  });

  it('PATCH changes the sent members, an ISBN is unique, books are deleted with their author', async () => {
    const { send } = clientOf(await loadContract(library.document));
    const author = idOf(await send('POST /api/authors', { name: 'Ada' }));
    const book = { title: 'Notes', isbn: '9780000000001', genre: 'essay' };
    const made = await send(`POST /api/authors/${author}/books`, book);
    const again = await send(`POST /api/authors/${author}/books`, book);
    expect([made.status, again.status]).toEqual([201, 409]);
    expect(again.headers.get('x-mock-reason')).toContain('isbn');
    const path = `/api/authors/${author}/books/${idOf(made)}`;
    expect((await send(`PATCH ${path}`, { pages: 40 })).body).toEqual({
      ...(made.body as object),
      pages: 40,
    });
    expect((await send(`GET ${path}`)).body).toMatchObject({ ...book, pages: 40 });
    await send(`DELETE /api/authors/${author}`);
    expect((await send(`GET ${path}`)).status).toBe(404);
  });

  it('ETag: 412 for a stale If-Match, the change for the current one', async () => {
    const { send } = clientOf(await loadContract(library.document));
    const path = `/api/authors/${idOf(await send('POST /api/authors', { name: 'Ada' }))}`;
    const tag = (await send(`GET ${path}`)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect((await send(`PUT ${path}`, { name: 'B' }, { 'if-match': tag })).status).toBe(200);
    expect((await send(`PUT ${path}`, { name: 'C' }, { 'if-match': tag })).status).toBe(412);
  });
});

describe('the print shop', () => {
  it('a job needs an existing document; cursors lead through all pages', async () => {
    const { send } = clientOf(await loadContract(printShop.document));
    const form = () => {
      const data = new FormData();
      data.set('file', new File(['four'], 'a.txt'));
      return data;
    };
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(idOf(await send('POST /documents', form())));
    const job = (documentId: string) => ({ documentId, paper: { kind: 'roll', width: 300 } });
    expect((await send('POST /jobs', job(ids[0] ?? ''))).status).toBe(202);
    const refused = await send('POST /jobs', job('doc_000000000000'));
    expect([refused.status, refused.headers.get('x-mock-reason')]).toEqual([
      422,
      expect.stringContaining('body/documentId'),
    ]);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await send(`GET /documents?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      const page = body as {
        readonly items: readonly { readonly id: string }[];
        readonly nextCursor: string | null;
      };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null && seen.length < 20);
    expect(seen).toEqual([...ids].reverse());
  });
});

describe('shapes of real documents', () => {
  const thing = object({ id: { type: 'integer' }, name: text }, ['id', 'name']);

  it('next URLs lead through all pages', async () => {
    const list = object(
      {
        count: { type: 'integer' },
        next: { type: ['string', 'null'], format: 'uri' },
        results: { type: 'array', items: thing },
      },
      ['count', 'next', 'results'],
    );
    const paths = {
      '/things/': {
        get: {
          parameters: [query('page', { type: 'integer' }), query('page_size', { type: 'integer' })],
          responses: answered(list),
        },
        post: { ...sending(object({ name: text })), responses: answered(thing, 201) },
      },
      '/things/{id}/': { get: { parameters: [at('id', { type: 'integer' })], responses: answered(thing) } },
    };
    const { send } = clientOf(contractOf({ paths }));
    for (const name of ['a', 'b', 'c']) await send('POST /things/', { name });
    const names: string[] = [];
    let url: string | null = '/things/?page_size=2';
    for (let pages = 0; url !== null && pages < 5; pages++) {
      const { body } = await send(`GET ${url}`);
      const page = body as {
        readonly count: number;
        readonly next: string | null;
        readonly results: readonly { name: string }[];
      };
      expect(page.count).toBe(3);
      names.push(...page.results.map(({ name }) => name));
      url = page.next;
    }
    expect(names).toEqual(['c', 'b', 'a']);
  });

  it('a nested item has the key of its parent; no list has writeOnly members', async () => {
    const { send } = clientOf(await loadContract(library.document));
    const author = idOf(await send('POST /api/authors', { name: 'Ada' }));
    const book = await send(`POST /api/authors/${author}/books`, { title: 'N', isbn: '9780000000001' });
    expect(book.body).toMatchObject({ authorId: author });
    const user = object({ id: { type: 'integer' }, password: { type: 'string', writeOnly: true } }, ['id']);
    const paths = {
      '/users': {
        get: { responses: answered(object({ data: { type: 'array', items: user } }, ['data'])) },
        post: { ...sending(user), responses: answered(user, 201) },
      },
      '/users/{id}': { get: { parameters: [at('id', { type: 'integer' })], responses: answered(user) } },
    };
    const users = clientOf(contractOf({ paths }));
    const made = await users.send('POST /users', { id: 1, password: 'secret' });
    const bodies = [made, await users.send('GET /users'), await users.send(`GET /users/${idOf(made)}`)];
    expect(JSON.stringify(bodies.map(({ body }) => body))).not.toContain('password');
  });

  it('the key is the member with the name of the path parameter', async () => {
    const issue = object({ id: { type: 'integer' }, number: { type: 'integer' }, title: text }, [
      'id',
      'number',
      'title',
    ]);
    const paths = {
      '/issues': { post: { ...sending(object({ title: text })), responses: answered(issue, 201) } },
      '/issues/{issue_number}': {
        get: { parameters: [at('issue_number', { type: 'integer' })], responses: answered(issue) },
      },
    };
    const { send } = clientOf(contractOf({ paths }));
    const made = await send('POST /issues', { title: 'a' });
    const { number } = made.body as { readonly number: number };
    expect((await send(`GET /issues/${number}`)).body).toEqual(made.body);
  });

  it('a PUT creates an item with the key of the client, 201 where documented, then replaces it', async () => {
    const entry = object({ key: text, value: text });
    const item = { parameters: [at('key')] };
    const paths = {
      '/entries/{key}': {
        get: { ...item, responses: answered(entry) },
        put: {
          ...item,
          ...sending(object({ value: text })),
          responses: { ...answered(entry), ...answered(entry, 201) },
        },
      },
    };
    const { send } = clientOf(contractOf({ paths }));
    expect((await send('PUT /entries/a', { value: '1' })).status).toBe(201);
    expect((await send('PUT /entries/a', { value: '2' })).status).toBe(200);
    expect((await send('GET /entries/a')).body).toEqual({ key: 'a', value: '2' });
    expect((await send('GET /entries/b')).status).toBe(404);
  });

  it('an item that no operation creates is sampled once and stays', async () => {
    const paths = {
      '/models': { get: { responses: answered({ type: 'array', minItems: 2, items: thing }) } },
      '/models/{id}': { get: { parameters: [at('id', { type: 'integer' })], responses: answered(thing) } },
    };
    const { send } = clientOf(contractOf({ paths }));
    const listed = (await send('GET /models')).body as readonly { readonly id: number }[];
    expect((await send('GET /models')).body).toEqual(listed);
    expect((await send(`GET /models/${listed[0]?.id}`)).body).toEqual(listed[0]);
    expect((await send('GET /models/4711')).body).toMatchObject({ id: 4711 });
  });

  it('examples of a list exist until they are deleted', async () => {
    const list = { type: 'array', items: thing };
    const paths = {
      '/things': {
        get: {
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: list, example: [{ id: 1, name: 'one' }] } },
            },
          },
        },
        post: { ...sending(object({ name: text })), responses: answered(thing, 201) },
      },
      '/things/{id}': {
        get: { parameters: [at('id', { type: 'integer' })], responses: answered(thing) },
        delete: { parameters: [at('id', { type: 'integer' })], responses: { 204: { description: 'gone' } } },
      },
    };
    const { send } = clientOf(contractOf({ paths }));
    expect((await send('GET /things/1')).body).toEqual({ id: 1, name: 'one' });
    expect((await send('GET /things')).body).toEqual([{ id: 1, name: 'one' }]);
    await send('DELETE /things/1');
    expect((await send('GET /things')).body).toEqual([]);
    expect((await send('GET /things/1')).status).toBe(404);
  });

  it('repeated requests for the same page get a warning', async () => {
    const paths = {
      '/things': {
        get: { parameters: [query('after')], responses: answered({ type: 'array', items: thing }) },
        post: { ...sending(object({ name: text })), responses: answered(thing, 201) },
      },
      '/things/{id}': { get: { parameters: [at('id', { type: 'integer' })], responses: answered(thing) } },
    };
    const warnings: unknown[] = [];
    const { send } = clientOf(contractOf({ paths }), { onRequest: ({ warning }) => warnings.push(warning) });
    for (let count = 0; count < 3; count++) await send('GET /things?after=9');
    expect(warnings).toEqual([undefined, undefined, 'the same page was requested 3 times in a row']);
  });
});

describe('state from outside', () => {
  it('seed data exists at the start and after a reset; the state has the same form', async () => {
    const author = {
      id: '00000000-0000-4000-8000-000000000001',
      createdAt: '2020-01-01T00:00:00Z',
      name: 'Ada',
    };
    const book = { id: 3, authorId: author.id, title: 'Notes', isbn: '9780000000001' };
    const seedData = { '/authors': [author], [`/authors/${author.id}/books`]: [book] };
    const { send, mock } = clientOf(await loadContract(library.document), { seedData });
    expect((await send(`GET /api/authors/${author.id}/books/3`)).body).toEqual(book);
    await send(`DELETE /api/authors/${author.id}`);
    expect((await send('GET /api/authors')).body).toEqual([]);
    mock.reset();
    expect((await send('GET /api/authors')).body).toEqual([author]);
    expect((await send('GET /__mock/state')).body).toMatchObject({ items: seedData });
  });

  it('seed data of an unknown collection is a TypeError that names the known ones', async () => {
    const contract = await loadContract(library.document);
    expect(() => createMock(contract, { seedData: { '/readers': [] } })).toThrow(
      /\/authors, \/authors\/\{authorId\}\/books/,
    );
  });

  it('a webhook and a callback are sent on command', async () => {
    const got: (readonly [string, unknown])[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        got.push([request.url ?? '', JSON.parse(body)]);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const event = (example: string) => ({
      post: {
        ...sending(object({ kind: { type: 'string', example } }, ['kind'])),
        responses: { 200: { description: 'ok' } },
      },
    });
    const paths = {
      '/jobs': {
        post: {
          ...sending(object({ hook: text })),
          responses: answered(object({ id: text }), 201),
          callbacks: { done: { '{$request.body#/hook}': event('done') } },
        },
      },
    };
    const { send } = clientOf(contractOf({ paths, webhooks: { born: event('born') } }));
    const early = await send('POST /__mock/webhooks/done');
    await send('POST /jobs', { hook: `${url}/called` });
    const called = await send('POST /__mock/webhooks/done');
    const born = await send('POST /__mock/webhooks/born', { url: `${url}/hook?a=1` });
    const unknown = await send('POST /__mock/webhooks/none', { url });
    server.close();
    expect([early.status, called.status, born.status, unknown.status]).toEqual([400, 200, 200, 404]);
    expect(got).toEqual([
      ['/called', { kind: 'done' }],
      ['/hook?a=1', { kind: 'born' }],
    ]);
  });
});
