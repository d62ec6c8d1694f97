import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { library } from '../examples/index.ts';
import { createMock } from './mock.ts';
import { clientOf } from './testing/client-of.ts';
import { answered, object, sending, text } from './testing/small-paths.ts';

/** State from outside: seed data, webhooks and callbacks. */

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
