import { describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { library } from '../examples/index.ts';
import { clientOf, idOf } from './testing/client-of.ts';
import { answered, at, object, query, sending, text } from './testing/small-paths.ts';

/** State by inference, on documents in realistic shapes. */

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
