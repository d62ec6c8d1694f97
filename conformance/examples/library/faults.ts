import {
  crashes,
  each,
  type Fault,
  jsonOf,
  type Members,
  membersOf,
  onBody,
  onHeaders,
  onItems,
  onList,
  onQuery,
  onRefusal,
  onRequest,
  onResponse,
  onSent,
  refuses,
  type Wrap,
  withJson,
  withoutHeader,
} from '../alteration.ts';
import type { ExampleRequest } from '../server.ts';
import { libraryFaultsOfState } from './state-faults.ts';

const authors = ['createAuthor', 'getAuthor', 'replaceAuthor'];
const books = ['createBook', 'getBook', 'updateBook'];
const readings = ['createReading', 'getReading', 'updateReading'];

const sent = (request: ExampleRequest): Members => membersOf(jsonOf(request));
const without = (value: Members, name: string): Members =>
  Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
const asText = (name: string): Wrap =>
  onBody((body) => (body[name] === undefined ? body : { ...body, [name]: String(body[name]) }));
const changed = (name: string, change: (value: unknown) => unknown): Wrap =>
  onBody((body) => ({ ...body, [name]: change(body[name]) }));
const instead = (name: string, isWrong: (value: unknown) => boolean, right: unknown): Wrap =>
  onSent((body) => (isWrong(body[name]) ? { ...body, [name]: right } : body));
const lengthOf = (value: unknown): number => (typeof value === 'string' ? [...value].length : -1);
const withStatus = (from: number, to: number): Wrap =>
  onResponse((response) => (response.status === from ? { ...response, status: to } : response));
const ofType = (type: string): Wrap =>
  onResponse((response) => ({ ...response, headers: { ...response.headers, 'content-type': type } }));
const withHeader = (name: string, value: string): Wrap =>
  onResponse((response) => ({ ...response, headers: { ...response.headers, [name]: value } }));
const allOperations = (wrap: Wrap) => () => ({ '*': wrap });

/** The faults of the library, those of relations and states aside. */
const shallow = {
  'created-at-number': {
    kind: 'schema',
    what: 'createdAt of an author is a number',
    make: () =>
      each(
        authors,
        changed('createdAt', (value) => Date.parse(String(value))),
      ),
  },
  'pages-as-text': {
    kind: 'schema',
    what: 'the number of pages is a text',
    make: () => each(books, asText('pages')),
  },
  'isbn-left-out': {
    kind: 'schema',
    what: 'a book has no ISBN',
    make: () => ({ getBook: onBody((body) => without(body, 'isbn')) }),
  },
  'country-lower-case': {
    kind: 'schema',
    what: 'countries are in lower case',
    make: () => ({
      getAuthor: onBody((body) =>
        body['country'] === undefined ? body : { ...body, country: String(body['country']).toLowerCase() },
      ),
    }),
  },
  'books-as-object': {
    kind: 'schema',
    what: 'a list of books is an object by id',
    make: () => ({
      listBooks: onBody(({ books: list }) => ({ books: { ...(list as readonly unknown[]) } })),
    }),
  },
  'seats-as-text': {
    kind: 'schema',
    what: 'seats are a text',
    make: () => each(readings, asText('seats')),
  },
  'status-unlisted': {
    kind: 'schema',
    what: 'a new reading has a status that the document does not list',
    make: () => ({ createReading: changed('status', () => 'draft') }),
  },
  'total-as-text': {
    kind: 'schema',
    what: 'the total of readings is a text',
    make: () => ({ listReadings: asText('total') }),
  },
  'born-empty': {
    kind: 'schema',
    what: 'an author without a year of birth has an empty text',
    make: () =>
      each(
        authors,
        changed('born', (value) => value ?? ''),
      ),
  },
  'list-item-null': {
    kind: 'schema',
    what: 'a list of authors ends with null',
    make: () => ({ listAuthors: onList((list) => [...list, null]) }),
  },
  'created-200': {
    kind: 'status',
    what: 'a new author is 200',
    make: () => ({ createAuthor: withStatus(201, 200) }),
  },
  'missing-410': {
    kind: 'status',
    what: 'a missing author is 410',
    make: () =>
      each(
        ['getAuthor', 'replaceAuthor', 'deleteAuthor'],
        onRefusal((status) => (status === 404 ? 410 : status)),
      ),
  },
  'deleted-202': {
    kind: 'status',
    what: 'a deleted book is 202',
    make: () => ({ deleteBook: withStatus(204, 202) }),
  },
  'invalid-422': {
    kind: 'status',
    what: 'an invalid book is 422',
    make: () => ({ createBook: onRefusal((status) => (status === 400 ? 422 : status)) }),
  },
  'patched-204': {
    kind: 'status',
    what: 'a changed reading is 204',
    make: () => ({ updateReading: onResponse(() => ({ status: 204 })) }),
  },
  'listed-206': {
    kind: 'status',
    what: 'a page of readings is 206',
    make: () => ({ listReadings: withStatus(200, 206) }),
  },
  'author-as-text': {
    kind: 'media',
    what: 'an author is sent as text/plain',
    make: () => ({ getAuthor: ofType('text/plain; charset=utf-8') }),
  },
  'books-as-html': {
    kind: 'media',
    what: 'books are sent as HTML',
    make: () => ({
      listBooks: onResponse((response) => ({
        ...response,
        headers: { 'content-type': 'text/html' },
        body: `<pre>${JSON.stringify(response.body)}</pre>`,
      })),
    }),
  },
  'reading-half': {
    kind: 'media',
    what: 'the JSON of a reading ends too early',
    make: () => ({
      getReading: onResponse((response) => ({
        ...response,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(response.body).slice(0, -2),
      })),
    }),
  },
  'total-missing': {
    kind: 'header',
    what: 'the list has no X-Total-Count',
    make: () => ({ listAuthors: withoutHeader('x-total-count') }),
  },
  'total-words': {
    kind: 'header',
    what: 'X-Total-Count is a word',
    make: () => ({ listAuthors: withHeader('x-total-count', 'many') }),
  },
  'location-missing': {
    kind: 'header',
    what: 'a new author has no Location',
    make: () => ({ createAuthor: withoutHeader('location') }),
  },
  'etag-missing': {
    kind: 'header',
    what: 'an author has no ETag',
    make: () => ({ getAuthor: withoutHeader('etag') }),
  },
  'genre-crash': {
    kind: 'crash',
    what: 'a book without a genre is a 500',
    make: () => ({ createBook: crashes((request) => sent(request)['genre'] === undefined) }),
  },
  'born-null-crash': {
    kind: 'crash',
    what: 'an author born in no year is a 500',
    make: () => ({ createAuthor: crashes((request) => sent(request)['born'] === null) }),
  },
  'accent-crash': {
    kind: 'crash',
    what: 'a name with letters beyond ASCII is a 500',
    make: () => ({
      createAuthor: crashes((request) => /[^\0-\x7f]/.test(String(sent(request)['name'] ?? ''))),
    }),
  },
  'offset-crash': {
    kind: 'crash',
    what: 'the largest offset is a 500',
    make: () => ({ listAuthors: crashes(({ query }) => Number(query.get('offset')) >= 10_000) }),
  },
  'long-title-crash': {
    kind: 'crash',
    what: 'a title of 120 characters is a 500',
    make: () => ({ createBook: crashes((request) => lengthOf(sent(request)['title']) === 120) }),
  },
  'missing-crash': {
    kind: 'crash',
    what: 'a missing reading is a 500',
    make: () => ({ getReading: onRefusal((status) => (status === 404 ? 500 : status)) }),
  },
  'malformed-crash': {
    kind: 'crash',
    what: 'a body that is not JSON is a 500',
    make: () => ({
      createReading: crashes((request) => request.bytes.length > 0 && jsonOf(request) === undefined),
    }),
  },
  'last-page-crash': {
    kind: 'crash',
    what: 'a page beyond the last one is a 500',
    make: () => ({ listReadings: crashes(({ query }) => Number(query.get('page')) > 500) }),
  },
  'empty-name-accepted': {
    kind: 'negative',
    what: 'an author with an empty name is added',
    make: () => ({ createAuthor: instead('name', (value) => value === '', 'x') }),
  },
  'no-name-accepted': {
    kind: 'negative',
    what: 'an author without a name is added',
    make: () => ({ createAuthor: instead('name', (value) => value === undefined, 'x') }),
  },
  'limit-zero-accepted': {
    kind: 'negative',
    what: 'a limit of 0 is accepted',
    make: () => ({ listAuthors: onQuery((query) => query.get('limit') === '0' && query.set('limit', '1')) }),
  },
  'any-country-accepted': {
    kind: 'negative',
    what: 'a country in lower case is accepted',
    make: () => ({
      createAuthor: instead(
        'country',
        (value) => typeof value === 'string' && !/^[A-Z]{2}$/.test(value),
        'GB',
      ),
    }),
  },
  'any-year-accepted': {
    kind: 'negative',
    what: 'any year of birth is accepted',
    make: () => ({ replaceAuthor: instead('born', (value) => typeof value === 'number', 1900) }),
  },
  'short-isbn-accepted': {
    kind: 'negative',
    what: 'an ISBN of any length is accepted',
    make: () => ({
      createBook: instead(
        'isbn',
        (value) => typeof value === 'string' && value.length !== 13,
        String(Date.now()).slice(0, 13),
      ),
    }),
  },
  'any-genre-accepted': {
    kind: 'negative',
    what: 'any genre is accepted',
    make: () => ({ updateBook: instead('genre', (value) => typeof value === 'string', 'novel') }),
  },
  'no-seats-accepted': {
    kind: 'negative',
    what: 'a reading without seats is accepted',
    make: () => ({ createReading: instead('seats', (value) => value === 0, 1) }),
  },
  'seats-text-accepted': {
    kind: 'negative',
    what: 'seats may be a text',
    make: () => ({ updateReading: instead('seats', (value) => typeof value === 'string', 10) }),
  },
  'any-sort-accepted': {
    kind: 'negative',
    what: 'an unknown order is ignored',
    make: () => ({
      listReadings: onQuery((query) => {
        if (!['seats', 'place'].includes(query.get('sort') ?? 'seats')) query.delete('sort');
      }),
    }),
  },
  'empty-change-accepted': {
    kind: 'negative',
    what: 'a change of nothing is accepted',
    make: (call) => ({
      updateBook:
        (next) =>
        async (request, ...parameters) =>
          Object.keys(sent(request)).length === 0 && jsonOf(request) !== undefined
            ? call('getBook', request, ...parameters)
            : next(request, ...parameters),
    }),
  },
  'text-as-json-accepted': {
    kind: 'negative',
    what: 'JSON sent as text/plain is accepted',
    make: () => ({ createBook: onHeaders({ 'content-type': 'application/json' }) }),
  },
  'essay-refused': {
    kind: 'positive',
    what: 'an essay is refused',
    make: () => ({ createBook: refuses(400, (request) => sent(request)['genre'] === 'essay') }),
  },
  'long-name-refused': {
    kind: 'positive',
    what: 'a name of 80 characters is refused',
    make: () => ({ createAuthor: refuses(400, (request) => lengthOf(sent(request)['name']) === 80) }),
  },
  'limit-fifty-refused': {
    kind: 'positive',
    what: 'the largest limit is refused',
    make: () => ({ listAuthors: refuses(400, ({ query }) => query.get('limit') === '50') }),
  },
  'born-null-refused': {
    kind: 'positive',
    what: 'an author born in no year is refused',
    make: () => ({ replaceAuthor: refuses(400, (request) => sent(request)['born'] === null) }),
  },
  'one-page-refused': {
    kind: 'positive',
    what: 'a book of one page is refused',
    make: () => ({ updateBook: refuses(400, (request) => sent(request)['pages'] === 1) }),
  },
  'no-seats-named-refused': {
    kind: 'positive',
    what: 'a reading must say its seats',
    make: () => ({ createReading: refuses(400, (request) => sent(request)['seats'] === undefined) }),
  },
  'open-to-all': {
    kind: 'auth',
    what: 'no key is needed',
    make: allOperations(onHeaders({ 'x-api-key': 'library-key-1' })),
  },
  'any-key': {
    kind: 'auth',
    what: 'any key is accepted',
    make: allOperations(
      onRequest((request) =>
        request.headers['x-api-key'] === undefined
          ? request
          : { ...request, headers: { ...request.headers, 'x-api-key': 'library-key-1' } },
      ),
    ),
  },
  'open-delete': {
    kind: 'auth',
    what: 'books are deleted without a key',
    make: () => ({ deleteBook: onHeaders({ 'x-api-key': 'library-key-1' }) }),
  },
  'open-list': {
    kind: 'auth',
    what: 'readings are listed without a key',
    make: () => ({ listReadings: onHeaders({ 'x-api-key': 'library-key-1' }) }),
  },
  'limit-ignored': {
    kind: 'relation',
    what: 'a page has one author more than its limit',
    make: () => ({
      listAuthors: onQuery(
        (query) =>
          query.has('limit') && query.set('limit', String(Math.min(50, Number(query.get('limit')) + 1))),
      ),
    }),
  },
  'country-ignored': {
    kind: 'relation',
    what: 'country does not filter',
    make: () => ({ listAuthors: onQuery((query) => query.delete('country')) }),
  },
  'page-repeats': {
    kind: 'relation',
    what: 'a page begins with the last author of the page before',
    make: () => ({
      listAuthors: onQuery(
        (query) =>
          Number(query.get('offset')) > 0 && query.set('offset', String(Number(query.get('offset')) - 1)),
      ),
    }),
  },
  'page-skips': {
    kind: 'relation',
    what: 'the last reading of each page but the last is left out',
    make: (call) => ({
      listReadings:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          const body = membersOf(response.body);
          const all = membersOf((await call('listReadings', request)).body);
          const items = body['items'] as readonly unknown[];
          const size = Number(request.query.get('per_page') ?? 10);
          const isLast = Number(body['page']) * size >= Number(all['total']);
          return isLast ? response : { ...response, body: { ...body, items: items.slice(0, -1) } };
        },
    }),
  },
  'total-of-page': {
    kind: 'relation',
    what: 'the total of readings counts the page',
    make: () => ({
      listReadings: onBody((body) => ({ ...body, total: (body['items'] as readonly unknown[]).length })),
    }),
  },
  'sort-ignored': {
    kind: 'relation',
    what: 'sort does not order authors',
    make: () => ({ listAuthors: onQuery((query) => query.delete('sort')) }),
  },
  'order-ignored': {
    kind: 'relation',
    what: 'readings never come in descending order',
    make: () => ({ listReadings: onQuery((query) => query.delete('order')) }),
  },
  'status-ignored': {
    kind: 'relation',
    what: 'status does not filter readings',
    make: () => ({ listReadings: onQuery((query) => query.delete('status')) }),
  },
  'page-said-wrong': {
    kind: 'relation',
    what: 'a list of readings always says that it is page 1',
    make: () => ({ listReadings: changed('page', () => 1) }),
  },
  'page-size-ignored': {
    kind: 'relation',
    what: 'per_page does not count',
    make: () => ({ listReadings: onQuery((query) => query.delete('per_page')) }),
  },
  'newest-hidden': {
    kind: 'relation',
    what: 'the last book is not listed',
    make: () => ({ listBooks: onItems('books', (items) => items.slice(0, -1)) }),
  },
  'title-trimmed': {
    kind: 'relation',
    what: 'a title is cut after 40 characters',
    make: () => ({
      createBook: onRequest((request) => {
        const body = sent(request);
        const { title } = body;
        return typeof title === 'string' && lengthOf(title) <= 120 && lengthOf(title) > 40
          ? withJson(request, { ...body, title: [...title].slice(0, 40).join('') })
          : request;
      }),
    }),
  },
} as const satisfies { readonly [name: string]: Fault };

/** The faults of the library. */
export const libraryFaults: { readonly [name: string]: Fault } = { ...shallow, ...libraryFaultsOfState };
