import { describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { library, printShop } from '../examples/index.ts';
import { clientOf, idOf, type Received } from './testing/client-of.ts';

/** State by inference, on the example APIs. */

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
