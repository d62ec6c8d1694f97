import { type Alteration, each, membersOf, onItems, onResponse } from '../alteration.ts';
import { delayed, idempotentDelete, slowly, weakTags } from '../look-alikes.ts';

/** Print shops that are correct in another way. */
export const printShopLookAlikes = {
  'jobs-newest-first': {
    what: 'jobs are listed newest first',
    make: () => ({ listJobs: onItems('jobs', (items) => [...items].reverse()) }),
  },
  'slow-callbacks': {
    what: 'callbacks come a second and a half late',
    make: () => ({}),
    callback: (plain) => [{ ...plain, after: 1500 }],
  },
  'callbacks-twice': {
    what: 'each callback is sent twice',
    make: () => ({}),
    callback: (plain) => [plain, { ...plain, after: 50 }],
  },
  'weak-tags': {
    what: 'ETags are weak',
    make: () => each(['getDocument', 'renameDocument'], weakTags),
  },
  'opaque-cursors': {
    what: 'cursors are opaque and never the same twice',
    make: () => ({
      listDocuments:
        (next) =>
        async (request, ...parameters) => {
          const cursor = request.query.get('cursor');
          const query = new URLSearchParams(request.query);
          if (cursor !== null) query.set('cursor', cursor.split('~')[0] ?? '');
          const response = await next({ ...request, query }, ...parameters);
          const body = membersOf(response.body);
          const nonce = Math.random().toString(36).slice(2, 10);
          return body['nextCursor'] === null
            ? response
            : { ...response, body: { ...body, nextCursor: `${String(body['nextCursor'])}~${nonce}` } };
        },
    }),
  },
  'deletes-twice': {
    what: 'documents and presets can be deleted twice',
    make: () => each(['deleteDocument', 'deletePreset'], idempotentDelete),
  },
  'put-always-200': {
    what: 'a new preset is 200 too',
    make: () => ({ putPreset: onResponse((response) => ({ ...response, status: 200 })) }),
  },
  'event-comments': {
    what: 'events have ids, types and comments between them',
    make: () => ({
      watchJob: onResponse((response) => ({
        ...response,
        body: `: hello\n\n${String(response.body).replaceAll('data:', 'event: page\nid: 7\ndata:')}: bye\n\n`,
      })),
    }),
  },
  'more-links': {
    what: 'the Link header has the first page too',
    make: () => ({
      listPresets: onResponse((response) => {
        const { link } = response.headers ?? {};
        const first = '</presets?page=1>; rel="first"';
        return {
          ...response,
          headers: { ...response.headers, link: link === undefined ? first : `${first}, ${link}` },
        };
      }),
    }),
  },
  'reads-late': {
    what: 'an upload can be read after 100 ms',
    make: () => delayed('uploadDocument', ['getDocument', 'downloadDocument'], 100),
  },
  'says-more': {
    what: 'every response has more members and headers than the document names',
    make: () => ({
      '*': onResponse((response) => ({
        ...response,
        headers: { ...response.headers, 'x-request-id': String(Math.random()) },
        ...(response.status < 300 &&
        typeof response.body === 'object' &&
        !Array.isArray(response.body) &&
        !(response.body instanceof Uint8Array)
          ? { body: { ...response.body, served: Date.now() } }
          : {}),
      })),
    }),
  },
  'names-files': {
    what: 'a download names its file',
    make: () => ({
      downloadDocument: onResponse((response) => ({
        ...response,
        headers: { ...response.headers, 'content-disposition': 'attachment; filename="document"' },
      })),
    }),
  },
  slow: {
    what: 'every response takes 15 ms',
    make: () => ({ '*': slowly(15) }),
  },
} as const satisfies { readonly [name: string]: Alteration };
