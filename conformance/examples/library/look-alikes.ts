import {
  type Alteration,
  each,
  jsonOf,
  membersOf,
  onBody,
  onItems,
  onRequest,
  onResponse,
  withJson,
} from '../alteration.ts';
import { delayed, idempotentDelete, slowly, weakTags } from '../look-alikes.ts';
import { Refusal } from '../server.ts';

/** Libraries that are correct in another way. */
export const libraryLookAlikes = {
  'books-newest-first': {
    what: 'books are listed newest first',
    make: () => ({ listBooks: onItems('books', (items) => [...items].reverse()) }),
  },
  'weak-tags': {
    what: 'ETags are weak',
    make: () => each(['getAuthor', 'replaceAuthor'], weakTags),
  },
  'counts-reads': {
    what: 'an author counts how often it was read',
    make: () => {
      const reads = new Map<string, number>();
      return {
        getAuthor: onBody((body) => {
          const id = String(body['id']);
          reads.set(id, (reads.get(id) ?? 0) + 1);
          return { ...body, reads: reads.get(id) };
        }),
      };
    },
  },
  'lists-late': {
    what: 'a new book is listed after 150 ms',
    make: () => {
      const since = new Map<string, number>();
      return {
        createBook: onResponse((response) => {
          since.set(String(membersOf(response.body)['id']), Date.now());
          return response;
        }),
        listBooks: onItems('books', (items) =>
          items.filter((book) => Date.now() - (since.get(String(membersOf(book)['id'])) ?? 0) > 150),
        ),
      };
    },
  },
  'deletes-twice': {
    what: 'a book can be deleted twice',
    make: () => ({ deleteBook: idempotentDelete }),
  },
  'trims-names': {
    what: 'spaces around a name are removed',
    make: () => ({
      createAuthor: onRequest((request) => {
        const sent = membersOf(jsonOf(request));
        const { name } = sent;
        return typeof name === 'string' && name.trim() !== '' && [...name].length <= 80
          ? withJson(request, { ...sent, name: name.trim() })
          : request;
      }),
    }),
  },
  'masks-codes': {
    what: 'a reading shows the end of its door code',
    make: () => ({
      createReading: onBody((body, request) => {
        const { doorCode } = membersOf(jsonOf(request));
        return typeof doorCode === 'string' ? { ...body, codeEnding: `***${doorCode.slice(-1)}` } : body;
      }),
    }),
  },
  slow: {
    what: 'every response takes 15 ms',
    make: () => ({ '*': slowly(15) }),
  },
  'says-more': {
    what: 'every response has more members and headers than the document names',
    make: () => ({
      '*': onResponse((response) => ({
        ...response,
        headers: { ...response.headers, 'x-request-id': String(Math.random()) },
        ...(response.status < 300 && !Array.isArray(response.body) && typeof response.body === 'object'
          ? { body: { ...response.body, _links: { self: '/' } } }
          : {}),
      })),
    }),
  },
  'confirms-later': {
    what: 'a confirmed reading reads planned for 150 ms',
    make: () => {
      const since = new Map<string, number>();
      const late = onBody((body) =>
        Date.now() - (since.get(String(body['id'])) ?? 0) < 150 && body['status'] === 'confirmed'
          ? { ...body, status: 'planned' }
          : body,
      );
      return {
        confirmReading: onBody((body) => {
          since.set(String(body['id']), Date.now());
          return { ...body, status: 'planned' };
        }),
        getReading: late,
      };
    },
  },
  'counts-books': {
    what: 'an author shows the number of its books',
    make: (call) => ({
      getAuthor:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          const list = membersOf((await call('listBooks', request, ...parameters)).body)['books'];
          return {
            ...response,
            body: { ...membersOf(response.body), books: (list as readonly unknown[]).length },
          };
        },
    }),
  },
  'hides-closed': {
    what: 'a cancelled reading is gone: neither listed nor read',
    make: (call) => {
      const hidden = new Set<string>();
      return {
        cancelReading: onResponse((response) => {
          hidden.add(String(membersOf(response.body)['id']));
          return response;
        }),
        getReading:
          (next) =>
          async (request, ...parameters) => {
            const [id = ''] = parameters;
            if (hidden.has(id)) throw new Refusal(404, `unknown reading ${id}`);
            return next(request, ...parameters);
          },
        listReadings:
          (next) =>
          async (request, ...parameters) => {
            const body = membersOf((await next(request, ...parameters)).body);
            const page = Number(request.query.get('page') ?? 1);
            const size = Number(request.query.get('per_page') ?? 10);
            const query = new URLSearchParams(request.query);
            query.set('per_page', '50');
            const all: unknown[] = [];
            for (let at = 1; all.length < Number(body['total']); at++) {
              query.set('page', String(at));
              const { items } = membersOf((await call('listReadings', { ...request, query })).body);
              all.push(...(items as readonly unknown[]));
            }
            const left = all.filter((reading) => !hidden.has(String(membersOf(reading)['id'])));
            return {
              status: 200,
              body: { items: left.slice((page - 1) * size, page * size), total: left.length, page },
            };
          },
      };
    },
  },
  'few-copies': {
    what: 'a book is taken out of the library when it is read for the fourth time',
    make: (call) => {
      const reads = new Map<string, number>();
      return {
        getBook:
          (next) =>
          async (request, ...parameters) => {
            const response = await next(request, ...parameters);
            const [, id = ''] = parameters;
            reads.set(id, (reads.get(id) ?? 0) + 1);
            if ((reads.get(id) ?? 0) <= 3) return response;
            await call('deleteBook', request, ...parameters);
            throw new Refusal(404, `unknown book ${id}`);
          },
      };
    },
  },
  'reads-late': {
    what: 'a new reading can be read after 100 ms',
    make: () => delayed('createReading', ['getReading'], 100),
  },
} as const satisfies { readonly [name: string]: Alteration };
