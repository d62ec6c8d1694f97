import {
  each,
  type Fault,
  jsonOf,
  type Members,
  membersOf,
  onHeaders,
  onRequest,
  onResponse,
  withJson,
} from '../alteration.ts';
import { type ExampleRequest, type ExampleResponse, Refusal } from '../server.ts';

const sent = (request: ExampleRequest): Members => membersOf(jsonOf(request));
const bodyOfPreset = ({ name: _, ...body }: Members): Members => body;
const withoutHeaderIn = (name: string) =>
  onRequest((request) => ({
    ...request,
    headers: Object.fromEntries(Object.entries(request.headers).filter(([each]) => each !== name)),
  }));

/** Faults of what the print shop remembers. */
export const printShopFaultsOfState = {
  'cancel-forgotten': {
    kind: 'state',
    what: 'cancelling is confirmed and changes nothing',
    make: (call) => ({
      cancelJob:
        () =>
        async (request, ...parameters) => {
          const { body } = await call('getJob', request, ...parameters);
          const { state } = membersOf(body);
          if (state === 'done' || state === 'cancelled') throw new Refusal(409, `the job is ${state}`);
          return { status: 200, body: { ...membersOf(body), state: 'cancelled' } };
        },
    }),
  },
  'cancel-again': {
    kind: 'state',
    what: 'a cancelled job can be cancelled',
    make: (call) => ({
      cancelJob:
        (next) =>
        async (request, ...parameters) => {
          const read = await call('getJob', request, ...parameters);
          return membersOf(read.body)['state'] === 'cancelled' ? read : next(request, ...parameters);
        },
    }),
  },
  'cancel-done': {
    kind: 'state',
    what: 'a job that is done can be cancelled',
    make: (call) => ({
      cancelJob:
        (next) =>
        async (request, ...parameters) => {
          const { body } = await call('getJob', request, ...parameters);
          return membersOf(body)['state'] === 'done'
            ? { status: 200, body: { ...membersOf(body), state: 'cancelled' } }
            : next(request, ...parameters);
        },
    }),
  },
  'unknown-document-accepted': {
    kind: 'state',
    what: 'a job for an unknown document is accepted',
    make: (call) => ({
      createJob:
        (next) =>
        async (request, ...parameters) => {
          try {
            return await next(request, ...parameters);
          } catch (cause) {
            if (!(cause instanceof Refusal) || cause.status !== 422) throw cause;
            const list = await call('listDocuments', { ...request, query: new URLSearchParams() });
            const [first] = membersOf(list.body)['items'] as readonly unknown[];
            const documentId = membersOf(first)['id'];
            if (documentId === undefined) throw cause;
            const response = await next(withJson(request, { ...sent(request), documentId }), ...parameters);
            return {
              ...response,
              body: { ...membersOf(response.body), documentId: sent(request)['documentId'] },
            };
          }
        },
    }),
  },
  'key-forgotten': {
    kind: 'state',
    what: 'a repeated Idempotency-Key prints twice',
    make: () => ({
      createJob: (next) => {
        const forget = withoutHeaderIn('idempotency-key')(next);
        return (request, ...parameters) => {
          const key = request.headers['idempotency-key'];
          const isValid = typeof key === 'string' && key.length > 0 && key.length <= 64;
          return (isValid ? forget : next)(request, ...parameters);
        };
      },
    }),
  },
  'rename-forgotten': {
    kind: 'state',
    what: 'a new title is confirmed and not stored',
    make: (call) => ({
      renameDocument:
        (next) =>
        async (request, ...parameters) => {
          const before = membersOf((await call('getDocument', request, ...parameters)).body);
          const response = await next(request, ...parameters);
          const { 'if-match': _, ...headers } = request.headers;
          await call(
            'renameDocument',
            withJson({ ...request, headers }, { title: before['title'] }),
            ...parameters,
          );
          return response;
        },
    }),
  },
  'title-kept': {
    kind: 'state',
    what: 'a title cannot be taken away: null is ignored',
    make: (call) => ({
      renameDocument:
        (next) =>
        async (request, ...parameters) =>
          sent(request)['title'] === null
            ? call('getDocument', request, ...parameters)
            : next(request, ...parameters),
    }),
  },
  'tag-unchecked': {
    kind: 'state',
    what: 'If-Match with an old tag is accepted',
    make: () => ({ renameDocument: withoutHeaderIn('if-match') }),
  },
  'tag-constant': {
    kind: 'state',
    what: 'the ETag of a document never changes',
    make: () =>
      each(
        ['getDocument', 'renameDocument'],
        onResponse((response) => ({
          ...response,
          headers: { ...response.headers, etag: `"${String(membersOf(response.body)['id'])}"` },
        })),
      ),
  },
  'still-there': {
    kind: 'state',
    what: 'a deleted document can still be read',
    make: (call) => {
      const kept = new Map<string, ExampleResponse>();
      return {
        deleteDocument:
          (next) =>
          async (request, ...parameters) => {
            kept.set(parameters.join('/'), await call('getDocument', request, ...parameters));
            return next(request, ...parameters);
          },
        getDocument:
          (next) =>
          async (request, ...parameters) =>
            kept.get(parameters.join('/')) ?? next(request, ...parameters),
      };
    },
  },
  'content-stays': {
    kind: 'state',
    what: 'the content of a deleted document can still be downloaded',
    make: (call) => {
      const kept = new Map<string, ExampleResponse>();
      return {
        deleteDocument:
          (next) =>
          async (request, ...parameters) => {
            kept.set(parameters.join('/'), await call('downloadDocument', request, ...parameters));
            return next(request, ...parameters);
          },
        downloadDocument:
          (next) =>
          async (request, ...parameters) =>
            kept.get(parameters.join('/')) ?? next(request, ...parameters),
      };
    },
  },
  'delete-forgotten': {
    kind: 'state',
    what: 'DELETE of a preset is confirmed and does nothing',
    make: (call) => ({
      deletePreset:
        () =>
        async (request, ...parameters) => {
          await call('getPreset', request, ...parameters);
          return { status: 204 };
        },
    }),
  },
  'put-forgotten': {
    kind: 'state',
    what: 'PUT of a known preset says what was sent and stores nothing',
    make: (call) => ({
      putPreset:
        (next) =>
        async (request, ...parameters) => {
          const before = await call('getPreset', request, ...parameters).catch(() => undefined);
          const response = await next(request, ...parameters);
          if (before !== undefined)
            await call('putPreset', withJson(request, bodyOfPreset(membersOf(before.body))), ...parameters);
          return response;
        },
    }),
  },
  'put-merges': {
    kind: 'state',
    what: 'PUT of a preset keeps the members that it does not send',
    make: (call) => ({
      putPreset:
        (next) =>
        async (request, ...parameters) => {
          const before = await call('getPreset', request, ...parameters).catch(() => undefined);
          return before === undefined || sent(request)['paper'] === undefined
            ? next(request, ...parameters)
            : next(
                withJson(request, { ...bodyOfPreset(membersOf(before.body)), ...sent(request) }),
                ...parameters,
              );
        },
    }),
  },
  'preset-not-stored': {
    kind: 'state',
    what: 'a new preset is shown and not stored',
    make: (call) => ({
      putPreset:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          if (response.status === 201) await call('deletePreset', request, ...parameters);
          return response;
        },
    }),
  },
  'deletes-siblings': {
    kind: 'state',
    what: 'DELETE of a document deletes the newest one too',
    make: (call) => ({
      deleteDocument:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          const list = await call('listDocuments', { ...request, query: new URLSearchParams() });
          const [newest] = membersOf(list.body)['items'] as readonly unknown[];
          if (newest !== undefined) await call('deleteDocument', request, String(membersOf(newest)['id']));
          return response;
        },
    }),
  },
  'another-job': {
    kind: 'state',
    what: 'GET of a job returns the newest one',
    make: (call) => ({
      getJob:
        (next) =>
        async (request, ...parameters) => {
          await next(request, ...parameters);
          const list = await call('listJobs', { ...request, query: new URLSearchParams() });
          return {
            status: 200,
            body: membersOf((membersOf(list.body)['jobs'] as readonly unknown[]).at(-1)),
          };
        },
    }),
  },
  'events-open': {
    kind: 'auth',
    what: 'events are sent without a token',
    make: () => ({ watchJob: onHeaders({ authorization: 'Bearer print-shop-token-1' }) }),
  },
} as const satisfies { readonly [name: string]: Fault };
