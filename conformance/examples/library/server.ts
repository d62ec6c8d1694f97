import { createHash, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { integer, integerIn, objectIn, oneOf, orNull, text } from '../body.ts';
import { type ExampleRequest, type ExampleResponse, Refusal, type Route, serve } from '../server.ts';

/** The one key that the library accepts. */
export const libraryKey = 'library-key-1';

/** The base path of the document's paths. */
export const libraryBase = '/api';

/** The faults of the library, and what a client sees of each. */
export const libraryFaults = {
  'accepts-empty-name': 'an author without a name is added',
  'wrong-created-type': 'createdAt of an author is a number',
  'undocumented-status': 'a missing author is 410',
  'limit-ignored': 'a page has one author more than its limit',
  'filter-ignored': 'country does not filter',
  'page-repeats': 'a page begins with the last author of the page before',
  'forgets-put': 'PUT says what was sent and stores nothing',
  'patch-resets': 'PATCH drops the members that were not sent',
  'open-to-all': 'no key is needed',
  'still-there': 'a deleted book can still be read',
  'children-stay': 'the books of a deleted author can still be read',
  'total-missing': 'the list has no X-Total-Count',
  'pages-as-text': 'the number of pages is a text',
  'internal-error': 'a book without a genre is a 500',
} as const;

export type LibraryFault = keyof typeof libraryFaults;

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

/** A library that matches its document, except for the given fault. */
export function createLibrary(fault?: LibraryFault): Server {
  const authors = new Map<string, Author>();
  const books = new Map<number, Book>();
  let lastBook = 0;

  const authorAt = (id: string): Author => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
      throw new Refusal(400, 'path/authorId: must be a UUID');
    const author = authors.get(id.toLowerCase());
    if (author === undefined)
      throw new Refusal(fault === 'undocumented-status' ? 410 : 404, `there is no author ${id}`);
    return author;
  };
  const removed = new Map<number, Book>();
  const bookAt = (authorId: string, id: string): Book => {
    const author = fault === 'children-stay' ? { id: authorId } : authorAt(authorId);
    if (!/^\d+$/.test(id) || integer(1, 2_147_483_647)(Number(id)) !== undefined)
      throw new Refusal(400, 'path/bookId: must be an integer');
    const book = books.get(Number(id)) ?? (fault === 'still-there' ? removed.get(Number(id)) : undefined);
    if (book === undefined || book.authorId !== author.id) throw new Refusal(404, `there is no book ${id}`);
    return book;
  };
  const shown = (book: Book): object =>
    fault === 'pages-as-text' && book['pages'] !== undefined
      ? { ...book, pages: String(book['pages']) }
      : book;
  const shownAuthor = (author: Author): object =>
    fault === 'wrong-created-type' ? { ...author, createdAt: Date.parse(author.createdAt) } : author;
  const tagOf = (author: Author): string =>
    `"${createHash('sha256').update(JSON.stringify(author)).digest('hex').slice(0, 16)}"`;
  const withTag = (author: Author): ExampleResponse => ({
    status: 200,
    headers: { etag: tagOf(author) },
    body: shownAuthor(author),
  });
  const newAuthor = (request: ExampleRequest) =>
    objectIn(
      request,
      fault === 'accepts-empty-name' ? { ...authorRules, name: text(0, 80) } : authorRules,
      fault === 'accepts-empty-name' ? [] : ['name'],
    );

  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: /^\/authors$/,
      handle({ query }) {
        const offset = integerIn(query, 'offset', 0, 10_000) ?? 0;
        const limit = integerIn(query, 'limit', 1, 50) ?? 20;
        const wanted = query.get('country');
        const problem = wanted === null ? undefined : country(wanted);
        if (problem !== undefined) throw new Refusal(400, `query/country: ${problem}`);
        const found = [...authors.values()].filter(
          (author) => wanted === null || fault === 'filter-ignored' || author.country === wanted,
        );
        const from = fault === 'page-repeats' && offset > 0 ? offset - 1 : offset;
        const page = found.slice(from, offset + limit + (fault === 'limit-ignored' ? 1 : 0));
        const total = fault === 'total-missing' ? {} : { 'x-total-count': String(found.length) };
        return { status: 200, headers: total, body: page.map(shownAuthor) };
      },
    },
    {
      method: 'POST',
      path: /^\/authors$/,
      handle(request) {
        const author = { id: randomUUID(), createdAt: new Date().toISOString(), ...newAuthor(request) };
        authors.set(author.id, author);
        return {
          status: 201,
          headers: { location: `${libraryBase}/authors/${author.id}` },
          body: shownAuthor(author),
        };
      },
    },
    {
      method: 'GET',
      path: /^\/authors\/([^/]+)$/,
      handle: (_, id = '') => withTag(authorAt(id)),
    },
    {
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
        if (fault !== 'forgets-put') authors.set(own, author);
        return withTag(author);
      },
    },
    {
      method: 'DELETE',
      path: /^\/authors\/([^/]+)$/,
      handle(_, id = '') {
        const author = authorAt(id);
        authors.delete(author.id);
        if (fault === 'children-stay') return { status: 204 };
        for (const book of books.values()) if (book.authorId === author.id) books.delete(book.id);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: /^\/authors\/([^/]+)\/books$/,
      handle(_, id = '') {
        const author = authorAt(id);
        const own = [...books.values()].filter(({ authorId }) => authorId === author.id);
        return { status: 200, body: { books: own.map(shown) } };
      },
    },
    {
      method: 'POST',
      path: /^\/authors\/([^/]+)\/books$/,
      handle(request, id = '') {
        const author = authorAt(id);
        const sent = objectIn(request, bookRules, ['title', 'isbn']);
        if (fault === 'internal-error' && sent['genre'] === undefined) throw new Error('no genre');
        if ([...books.values()].some(({ isbn }) => isbn === sent['isbn']))
          throw new Refusal(409, 'another book has this ISBN');
        const book: Book = { id: ++lastBook, authorId: author.id, ...sent };
        books.set(book.id, book);
        return { status: 201, body: shown(book) };
      },
    },
    {
      method: 'GET',
      path: /^\/authors\/([^/]+)\/books\/([^/]+)$/,
      handle: (_, authorId = '', id = '') => ({ status: 200, body: shown(bookAt(authorId, id)) }),
    },
    {
      method: 'PATCH',
      path: /^\/authors\/([^/]+)\/books\/([^/]+)$/,
      handle(request, authorId = '', id = '') {
        const book = bookAt(authorId, id);
        const sent = objectIn(request, changeRules, [], 1);
        const { title, isbn } = book;
        const kept = fault === 'patch-resets' ? { id: book.id, authorId: book.authorId, title, isbn } : book;
        const changed = { ...kept, ...sent };
        books.set(book.id, changed);
        return { status: 200, body: shown(changed) };
      },
    },
    {
      method: 'DELETE',
      path: /^\/authors\/([^/]+)\/books\/([^/]+)$/,
      handle(_, authorId = '', id = '') {
        const book = bookAt(authorId, id);
        books.delete(book.id);
        removed.set(book.id, book);
        return { status: 204 };
      },
    },
  ];

  const guarded = routes.map(
    (route): Route => ({
      ...route,
      handle(request, ...parameters) {
        if (fault !== 'open-to-all' && request.headers['x-api-key'] !== libraryKey)
          throw new Refusal(401, 'a valid X-Api-Key is needed');
        return route.handle(request, ...parameters);
      },
    }),
  );
  return serve(guarded, (_, title) => ({ title }), libraryBase);
}
