import { describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { lint } from '../../generator/lint/lint.ts';
import { examples, library, printShop } from './index.ts';

/** Sends one request after another; `$1` is the id of the first response. */
async function seen(
  url: string,
  headers: { readonly [name: string]: string },
  steps: readonly (readonly [method: string, path: string, body?: unknown])[],
): Promise<readonly (readonly [number, unknown])[]> {
  const ids: string[] = [];
  const all: (readonly [number, unknown])[] = [];
  for (const [method, path, body] of steps) {
    const response = await fetch(`${url}${path.replace(/\$(\d)/g, (_, at) => ids[at - 1] ?? '')}`, {
      method,
      headers: {
        ...headers,
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { body: body instanceof FormData ? body : fill(JSON.stringify(body), ids) }),
    });
    const text = await response.text();
    const json: unknown = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    ids.push(String((json as { id?: unknown } | null)?.id ?? ''));
    all.push([response.status, json]);
  }
  return all;
}

const fill = (text: string, ids: readonly string[]): string =>
  text.replace(/\$(\d)/g, (_, at) => ids[Number(at) - 1] ?? '');

describe.each(examples)('the document of $name', ({ document }) => {
  it('passes lint', async () => {
    const { document: value } = await loadContract(document);
    expect(lint(value).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the library', () => {
  it('stores authors and their books, and deletes books with their author', async () => {
    const running = await library.listen();
    const steps = [
      ['POST', '/authors', { name: 'Ada', country: 'GB' }],
      ['POST', '/authors/$1/books', { title: 'Notes', isbn: '9780000000001', genre: 'essay' }],
      ['POST', '/authors/$1/books', { title: 'Notes 2', isbn: '9780000000001' }],
      ['PATCH', '/authors/$1/books/$2', { pages: 40 }],
      ['GET', '/authors?country=US'],
      ['GET', '/authors?country=GB&limit=1'],
      ['DELETE', '/authors/$1'],
      ['GET', '/authors/$1/books/$2'],
      ['POST', '/authors', { name: '' }],
      ['PATCH', '/authors', {}],
    ] as const;
    const answers = await seen(running.url, { 'x-api-key': library.key }, steps);
    await running.close();
    expect(answers.map(([status]) => status)).toEqual([201, 201, 409, 200, 200, 200, 204, 404, 400, 405]);
    expect(answers[3]?.[1]).toMatchObject({ title: 'Notes', genre: 'essay', pages: 40 });
    expect(answers[4]?.[1]).toEqual([]);
    expect(answers[5]?.[1]).toEqual([answers[0]?.[1]]);
  });

  it('changes an author only with the current ETag', async () => {
    const running = await library.listen();
    const headers = { 'x-api-key': library.key, 'content-type': 'application/json' };
    const send = (method: string, url: string, body?: object, more: object = {}) =>
      fetch(url, {
        method,
        headers: { ...headers, ...more },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const { id } = (await (await send('POST', `${running.url}/authors`, { name: 'Ada' })).json()) as {
      id: string;
    };
    const url = `${running.url}/authors/${id}`;
    const etag = (await send('GET', url)).headers.get('etag') ?? '';
    const first = await send('PUT', url, { name: 'Ada L.' }, { 'if-match': etag });
    const second = await send('PUT', url, { name: 'Ada B.' }, { 'if-match': etag });
    await running.close();
    expect([first.status, second.status]).toEqual([200, 412]);
  });
});

describe('the print shop', () => {
  it('stores an upload, prints it, and reports each page', async () => {
    const running = await printShop.listen();
    const form = new FormData();
    form.set('file', new File(['four'], 'a.txt'));
    form.set('title', 'Poster');
    const steps = [
      ['POST', '/documents', form],
      ['GET', '/documents/$1/content'],
      ['POST', '/jobs', { documentId: '$1', paper: { kind: 'roll', width: 300 } }],
      ['POST', '/jobs/$3/cancel'],
      ['POST', '/jobs/$3/cancel'],
      ['GET', '/jobs/$3/events'],
      ['POST', '/jobs', { documentId: 'doc_000000000000', paper: { kind: 'sheet', size: 'A4' } }],
      ['POST', '/jobs', { documentId: '$1', paper: { kind: 'roll', width: 3 } }],
      ['GET', '/documents?limit=1'],
    ] as const;
    const answers = await seen(running.url, { authorization: `Bearer ${printShop.key}` }, steps);
    await running.close();
    expect(answers.map(([status]) => status)).toEqual([201, 200, 202, 200, 409, 200, 422, 400, 200]);
    expect(answers[0]?.[1]).toMatchObject({ title: 'Poster', size: 4 });
    expect(answers[1]?.[1]).toBe('four');
    expect(answers[3]?.[1]).toMatchObject({ state: 'cancelled' });
    expect(answers[5]?.[1]).toContain('data: {"page":3,"of":3}\n\n');
    expect(answers[8]?.[1]).toEqual({ items: [answers[0]?.[1]], nextCursor: null });
  });
});

it('an alteration that does not exist is a TypeError', async () => {
  await expect(library.listen({ altered: 'no-such-fault' })).rejects.toThrow(TypeError);
});
