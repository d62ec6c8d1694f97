import {
  each,
  type Fault,
  jsonOf,
  type Members,
  membersOf,
  onBody,
  onHeaders,
  onRequest,
  onResponse,
  withJson,
} from '../alteration.ts';
import { type ExampleRequest, type ExampleResponse, Refusal } from '../server.ts';

const sent = (request: ExampleRequest): Members => membersOf(jsonOf(request));
const pick = (value: Members, ...names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
const authorMembers = ['name', 'country', 'born'];

/** Faults of what the library remembers. */
export const libraryFaultsOfState = {
  'put-forgotten': {
    kind: 'state',
    what: 'PUT says what was sent and stores nothing',
    make: (call) => ({
      replaceAuthor:
        (next) =>
        async (request, ...parameters) => {
          const before = membersOf((await call('getAuthor', request, ...parameters)).body);
          const response = await next(request, ...parameters);
          const { 'if-match': _, ...headers } = request.headers;
          await call(
            'replaceAuthor',
            withJson({ ...request, headers }, pick(before, ...authorMembers)),
            ...parameters,
          );
          return response;
        },
    }),
  },
  'patch-forgotten': {
    kind: 'state',
    what: 'PATCH of a reading says what was sent and stores nothing',
    make: (call) => ({
      updateReading:
        (next) =>
        async (request, ...parameters) => {
          const before = membersOf((await call('getReading', request, ...parameters)).body);
          const response = await next(request, ...parameters);
          await call('updateReading', withJson(request, pick(before, 'place', 'seats')), ...parameters);
          return response;
        },
    }),
  },
  'patch-resets': {
    kind: 'state',
    what: 'PATCH of a reading sets the seats to 50 where it does not name them',
    make: () => ({
      updateReading: onRequest((request) => {
        const body = sent(request);
        return Object.keys(body).length > 0 && body['seats'] === undefined
          ? withJson(request, { ...body, seats: 50 })
          : request;
      }),
    }),
  },
  'put-merges': {
    kind: 'state',
    what: 'PUT keeps the members that it does not send',
    make: (call) => ({
      replaceAuthor:
        (next) =>
        async (request, ...parameters) => {
          const body = jsonOf(request);
          if (body === undefined || sent(request)['name'] === undefined) return next(request, ...parameters);
          const before = membersOf((await call('getAuthor', request, ...parameters)).body);
          return next(
            withJson(request, { ...pick(before, ...authorMembers), ...sent(request) }),
            ...parameters,
          );
        },
    }),
  },
  'still-there': {
    kind: 'state',
    what: 'a deleted book can still be read',
    make: (call) => {
      const kept = new Map<string, ExampleResponse>();
      return {
        deleteBook:
          (next) =>
          async (request, ...parameters) => {
            const before = await call('getBook', request, ...parameters);
            kept.set(parameters.join('/'), before);
            return next(request, ...parameters);
          },
        getBook:
          (next) =>
          async (request, ...parameters) =>
            kept.get(parameters.join('/')) ?? next(request, ...parameters),
      };
    },
  },
  'delete-forgotten': {
    kind: 'state',
    what: 'DELETE of an author is confirmed and does nothing',
    make: (call) => ({
      deleteAuthor:
        () =>
        async (request, ...parameters) => {
          await call('getAuthor', request, ...parameters);
          return { status: 204 };
        },
    }),
  },
  'deletes-siblings': {
    kind: 'state',
    what: 'DELETE of a book deletes all books of the author',
    make: (call) => ({
      deleteBook:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          const [author = ''] = parameters;
          const list = membersOf((await call('listBooks', request, author)).body)['books'];
          for (const book of Array.isArray(list) ? list : [])
            await call('deleteBook', request, author, String(membersOf(book)['id']));
          return response;
        },
    }),
  },
  'changes-siblings': {
    kind: 'state',
    what: 'PATCH of a book changes the titles of the others too',
    make: (call) => ({
      updateBook:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          const [author = '', id = ''] = parameters;
          const list = membersOf((await call('listBooks', request, author)).body)['books'];
          for (const book of Array.isArray(list) ? list : []) {
            const other = String(membersOf(book)['id']);
            if (other !== id)
              await call('updateBook', withJson(request, { title: 'changed by another' }), author, other);
          }
          return response;
        },
    }),
  },
  'author-forgotten': {
    kind: 'state',
    what: 'a new author is shown and not stored',
    make: (call) => ({
      createAuthor:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          await call('deleteAuthor', request, String(membersOf(response.body)['id']));
          return response;
        },
    }),
  },
  'country-dropped': {
    kind: 'state',
    what: 'the country of a new author is not stored',
    make: () => ({
      createAuthor: onRequest((request) => {
        const { country: _, ...body } = sent(request);
        return jsonOf(request) === undefined || !/^[A-Z]{2}$/.test(String(sent(request)['country']))
          ? request
          : withJson(request, body);
      }),
    }),
  },
  'isbn-not-unique': {
    kind: 'state',
    what: 'a second book with the same ISBN is added',
    make: () => ({
      createBook:
        (next) =>
        async (request, ...parameters) => {
          try {
            return await next(request, ...parameters);
          } catch (cause) {
            if (!(cause instanceof Refusal) || cause.status !== 409) throw cause;
            const isbn = String(Math.floor(Math.random() * 1e13)).padStart(13, '0');
            const response = await next(withJson(request, { ...sent(request), isbn }), ...parameters);
            return { ...response, body: { ...membersOf(response.body), isbn: sent(request)['isbn'] } };
          }
        },
    }),
  },
  'tag-unchecked': {
    kind: 'state',
    what: 'If-Match with an old tag is accepted',
    make: () => ({
      replaceAuthor: onRequest((request) => {
        const { 'if-match': _, ...headers } = request.headers;
        return { ...request, headers };
      }),
    }),
  },
  'tag-constant': {
    kind: 'state',
    what: 'the ETag of an author never changes',
    make: () =>
      each(
        ['getAuthor', 'replaceAuthor'],
        onResponse((response) => ({
          ...response,
          headers: { ...response.headers, etag: `"${String(membersOf(response.body)['id'])}"` },
        })),
      ),
  },
  'key-forgotten': {
    kind: 'state',
    what: 'a repeated Idempotency-Key adds a second author',
    make: () => ({
      createAuthor: onRequest((request) => {
        const { 'idempotency-key': key, ...headers } = request.headers;
        const isValid = typeof key === 'string' && key.length > 0 && key.length <= 64;
        return isValid ? { ...request, headers } : request;
      }),
    }),
  },
  'unknown-author-accepted': {
    kind: 'state',
    what: 'a reading of an author who does not exist is planned',
    make: (call) => ({
      createReading:
        (next) =>
        async (request, ...parameters) => {
          try {
            return await next(request, ...parameters);
          } catch (cause) {
            if (!(cause instanceof Refusal) || cause.status !== 422) throw cause;
            const author = await call('createAuthor', withJson(request, { name: 'Nobody' }));
            const authorId = membersOf(author.body)['id'];
            const response = await next(withJson(request, { ...sent(request), authorId }), ...parameters);
            return {
              ...response,
              body: { ...membersOf(response.body), authorId: sent(request)['authorId'] },
            };
          }
        },
    }),
  },
  'cancel-forgotten': {
    kind: 'state',
    what: 'cancelling a reading is confirmed and changes nothing',
    make: (call) => ({
      cancelReading:
        () =>
        async (request, ...parameters) => {
          const { body } = await call('getReading', request, ...parameters);
          const { status } = membersOf(body);
          if (status === 'closed' || status === 'cancelled')
            throw new Refusal(409, `the reading is ${status}`);
          return { status: 200, body: { ...membersOf(body), status: 'cancelled' } };
        },
    }),
  },
  'confirm-always': {
    kind: 'state',
    what: 'a cancelled reading can be confirmed',
    make: (call) => ({
      confirmReading:
        (next) =>
        async (request, ...parameters) => {
          const { body } = await call('getReading', request, ...parameters);
          return membersOf(body)['status'] === 'cancelled'
            ? { status: 200, body: { ...membersOf(body), status: 'confirmed' } }
            : next(request, ...parameters);
        },
    }),
  },
  'close-planned': {
    kind: 'state',
    what: 'a reading that is only planned can be closed',
    make: (call) => ({
      closeReading:
        (next) =>
        async (request, ...parameters) => {
          const { body } = await call('getReading', request, ...parameters);
          if (membersOf(body)['status'] === 'planned') await call('confirmReading', request, ...parameters);
          return next(request, ...parameters);
        },
    }),
  },
  'cancel-closed': {
    kind: 'state',
    what: 'a closed reading can be cancelled',
    make: (call) => ({
      cancelReading:
        (next) =>
        async (request, ...parameters) => {
          const { body } = await call('getReading', request, ...parameters);
          return membersOf(body)['status'] === 'closed'
            ? { status: 200, body: { ...membersOf(body), status: 'cancelled' } }
            : next(request, ...parameters);
        },
    }),
  },
  'code-leaks': {
    kind: 'state',
    what: 'the door code of a new reading is in the response',
    make: () => ({
      createReading: onBody((body, request) =>
        sent(request)['doorCode'] === undefined ? body : { ...body, doorCode: sent(request)['doorCode'] },
      ),
    }),
  },
  'planned-at-taken': {
    kind: 'state',
    what: 'plannedAt is taken from the client',
    make: () => {
      const chosen = new Map<string, unknown>();
      const shown = onBody((body) => {
        const value = chosen.get(String(body['id']));
        return value === undefined ? body : { ...body, plannedAt: value };
      });
      return {
        createReading: onBody((body, request) => {
          const { plannedAt } = sent(request);
          if (typeof plannedAt !== 'string') return body;
          chosen.set(String(body['id']), plannedAt);
          return { ...body, plannedAt };
        }),
        getReading: shown,
        updateReading:
          (next) =>
          async (request, ...parameters) => {
            const { plannedAt } = sent(request);
            const [id = ''] = parameters;
            const response = await next(request, ...parameters);
            if (typeof plannedAt === 'string') chosen.set(id, plannedAt);
            return shown(async () => response)(request, ...parameters);
          },
      };
    },
  },
  'other-parent': {
    kind: 'state',
    what: 'a book is read below any author',
    make: (call) => {
      const owners = new Map<string, string>();
      return {
        createBook:
          (next) =>
          async (request, ...parameters) => {
            const response = await next(request, ...parameters);
            owners.set(String(membersOf(response.body)['id']), parameters[0] ?? '');
            return response;
          },
        getBook:
          () =>
          async (request, author = '', id = '') => {
            await call('getAuthor', request, author);
            return call('getBook', request, owners.get(id) ?? author, id);
          },
      };
    },
  },
  'children-stay': {
    kind: 'state',
    what: 'the books of a deleted author can still be read',
    make: () => {
      const known = new Map<string, ExampleResponse>();
      return {
        createBook:
          (next) =>
          async (request, ...parameters) => {
            const response = await next(request, ...parameters);
            known.set(String(membersOf(response.body)['id']), {
              status: 200,
              body: membersOf(response.body),
            });
            return response;
          },
        getBook:
          (next) =>
          async (request, ...parameters) => {
            try {
              return await next(request, ...parameters);
            } catch (cause) {
              const [author, id = ''] = parameters;
              const book = known.get(id);
              const isOwn = membersOf(book?.body)['authorId'] === author;
              if (book === undefined || !isOwn || !(cause instanceof Refusal) || cause.status !== 404)
                throw cause;
              return book;
            }
          },
      };
    },
  },
  'another-item': {
    kind: 'state',
    what: 'GET of a reading returns the newest one',
    make: (call) => ({
      getReading:
        (next) =>
        async (request, ...parameters) => {
          await next(request, ...parameters);
          const list = membersOf(
            (await call('listReadings', { ...request, query: new URLSearchParams() })).body,
          );
          return { status: 200, body: membersOf((list['items'] as readonly unknown[])[0]) };
        },
    }),
  },
  'read-once': {
    kind: 'state',
    what: 'a book can be read three times, then it is gone',
    make: () => {
      const reads = new Map<string, number>();
      return {
        getBook:
          (next) =>
          async (request, ...parameters) => {
            const response = await next(request, ...parameters);
            const [, id = ''] = parameters;
            reads.set(id, (reads.get(id) ?? 0) + 1);
            if ((reads.get(id) ?? 0) > 3) throw new Refusal(404, `unknown book ${id}`);
            return response;
          },
      };
    },
  },
  'key-in-path': {
    kind: 'auth',
    what: 'authors are read with the key of anybody',
    make: () => ({ getAuthor: onHeaders({ 'x-api-key': 'library-key-1' }) }),
  },
} as const satisfies { readonly [name: string]: Fault };
