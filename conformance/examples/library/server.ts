import { createHash, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type Alteration, altered } from '../alteration.ts';
import { integer, integerIn, objectIn, oneOf, orNull, text } from '../body.ts';
import { createRepeated, inOrder } from '../lists.ts';
import { type ExampleRequest, type ExampleResponse, Refusal, type Route, serve } from '../server.ts';
import { readingRoutes } from './readings.ts';

/** The one key that the library accepts. */
export const libraryKey = 'library-key-1';

/** The base path of the document's paths. */
export const libraryBase = '/api';

interface Author {
  readonly id: string;
  readonly createdAt: string;
  readonly name?: unknown;
  readonly country?: unknown;
  readonly born?: unknown;
}

interface Book {
  readonly id: number;
  readonly authorId: string;
  readonly [member: string]: unknown;
}

const country = text(2, 2, /^[A-Z]{2}$/);
const authorRules = { name: text(1, 80), country, born: orNull(integer(1000, 2100)) };
const bookRules = {
  title: text(1, 120),
  isbn: text(13, 13, /^[0-9]{13}$/),
  genre: oneOf('novel', 'poetry', 'essay'),
  pages: integer(1, 20_000),
};
const changeRules = { title: bookRules.title, genre: bookRules.genre, pages: bookRules.pages };

/** A library that matches its document, except for what is altered. */
export function createLibrary(alteration?: Alteration): Server {
  const authors = new Map<string, Author>();
  const books = new Map<number, Book>();
  let lastBook = 0;

  const authorAt = (id: string): Author => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
      throw new Refusal(400, 'path/authorId: must be a UUID');
    const author = authors.get(id.toLowerCase());
    if (author === undefined) throw new Refusal(404, `unknown author ${id}`);
    return author;
  };
  const bookAt = (authorId: string, id: string): Book => {
    const author = authorAt(authorId);
    if (!/^\d+$/.test(id) || integer(1, 2_147_483_647)(Number(id)) !== undefined)
      throw new Refusal(400, 'path/bookId: must be an integer');
    const book = books.get(Number(id));
    if (book === undefined || book.authorId !== author.id) throw new Refusal(404, `unknown book ${id}`);
    return book;
  };
  const tagOf = (author: Author): string =>
    `"${createHash('sha256').update(JSON.stringify(author)).digest('hex').slice(0, 16)}"`;
  const withTag = (author: Author): ExampleResponse => ({
    status: 200,
    headers: { etag: tagOf(author) },
    body: author,
  });
  const newAuthor = (request: ExampleRequest) => objectIn(request, authorRules, ['name']);
  const repeated = createRepeated();

  const routes: readonly Route[] = [
    {
      operationId: 'listAuthors',
      method: 'GET',
      path: /^\/authors$/,
      handle({ query }) {
        const offset = integerIn(query, 'offset', 0, 10_000) ?? 0;
        const limit = integerIn(query, 'limit', 1, 50) ?? 20;
        const wanted = query.get('country');
        const problem = wanted === null ? undefined : country(wanted);
        if (problem !== undefined) throw new Refusal(400, `query/country: ${problem}`);
        const found = [...authors.values()].filter((author) => wanted === null || author.country === wanted);
        const sort = query.get('sort');
        const unsortable = sort === null ? undefined : oneOf('name', '-name', 'born', '-born')(sort);
        if (unsortable !== undefined) throw new Refusal(400, `query/sort: ${unsortable}`);
        const ordered = sort === null ? found : inOrder(found, sort.replace('-', ''), sort.startsWith('-'));
        const total = { 'x-total-count': String(found.length) };
        return { status: 200, headers: total, body: ordered.slice(offset, offset + limit) };
      },
    },
    {
      operationId: 'createAuthor',
      method: 'POST',
      path: /^\/authors$/,
      handle: (request) =>
        repeated(request, 'idempotency-key', () => {
          const author = { id: randomUUID(), createdAt: new Date().toISOString(), ...newAuthor(request) };
          authors.set(author.id, author);
          return {
            status: 201,
            headers: { location: `${libraryBase}/authors/${author.id}` },
            body: author,
          };
        }),
    },
    {
      operationId: 'getAuthor',
      method: 'GET',
      path: /^\/authors\/([^/]+)$/,
      handle: (_, id = '') => withTag(authorAt(id)),
    },
    {
      operationId: 'replaceAuthor',
      method: 'PUT',
      path: /^\/authors\/([^/]+)$/,
      handle(request, id = '') {
        const { id: own, createdAt, ...before } = authorAt(id);
        const sent = newAuthor(request);
        const match = request.headers['if-match'];
        const current = tagOf({ id: own, createdAt, ...before });
        if (match !== undefined && match !== '*' && !match.split(/\s*,\s*/).includes(current))
          throw new Refusal(412, 'the author was changed in between');
        const author = { id: own, createdAt, ...sent };
        authors.set(own, author);
        return withTag(author);
      },
    },
    {
      operationId: 'deleteAuthor',
      method: 'DELETE',
      path: /^\/authors\/([^/]+)$/,
      handle(_, id = '') {
        const author = authorAt(id);
        authors.delete(author.id);
        for (const book of books.values()) if (book.authorId === author.id) books.delete(book.id);
        return { status: 204 };
      },
    },
    {
      operationId: 'listBooks',
      method: 'GET',
      path: /^\/authors\/([^/]+)\/books$/,
      handle(_, id = '') {
        const author = authorAt(id);
        const own = [...books.values()].filter(({ authorId }) => authorId === author.id);
        return { status: 200, body: { books: own } };
      },
    },
    {
      operationId: 'createBook',
      method: 'POST',
      path: /^\/authors\/([^/]+)\/books$/,
      handle(request, id = '') {
        const author = authorAt(id);
        const sent = objectIn(request, bookRules, ['title', 'isbn']);
        if ([...books.values()].some(({ isbn }) => isbn === sent['isbn']))
          throw new Refusal(409, 'another book has this ISBN');
        const book: Book = { id: ++lastBook, authorId: author.id, ...sent };
        books.set(book.id, book);
        return { status: 201, body: book };
      },
    },
    {
      operationId: 'getBook',
      method: 'GET',
      path: /^\/authors\/([^/]+)\/books\/([^/]+)$/,
      handle: (_, authorId = '', id = '') => ({ status: 200, body: bookAt(authorId, id) }),
    },
    {
      operationId: 'updateBook',
      method: 'PATCH',
      path: /^\/authors\/([^/]+)\/books\/([^/]+)$/,
      handle(request, authorId = '', id = '') {
        const book = bookAt(authorId, id);
        const sent = objectIn(request, changeRules, [], 1);
        const changed = { ...book, ...sent };
        books.set(book.id, changed);
        return { status: 200, body: changed };
      },
    },
    {
      operationId: 'deleteBook',
      method: 'DELETE',
      path: /^\/authors\/([^/]+)\/books\/([^/]+)$/,
      handle(_, authorId = '', id = '') {
        const book = bookAt(authorId, id);
        books.delete(book.id);
        return { status: 204 };
      },
    },
  ];

  const guarded = [...routes, ...readingRoutes((id) => authors.has(id.toLowerCase()))].map(
    (route): Route => ({
      ...route,
      handle(request, ...parameters) {
        if (request.headers['x-api-key'] !== libraryKey)
          throw new Refusal(401, 'a valid X-Api-Key is needed');
        return route.handle(request, ...parameters);
      },
    }),
  );
  return serve(
    alteration === undefined ? guarded : altered(guarded, alteration),
    (_, title) => ({ title }),
    libraryBase,
  );
}
