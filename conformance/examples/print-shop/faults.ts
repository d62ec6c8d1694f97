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
import { printShopFaultsOfCallbacks } from './callback-faults.ts';
import { printShopFaultsOfState } from './state-faults.ts';

const bearer = { authorization: 'Bearer print-shop-token-1' };
const documents = ['uploadDocument', 'getDocument', 'renameDocument'];
const jobs = ['createJob', 'getJob', 'cancelJob'];
const presets = ['getPreset', 'putPreset'];

const sent = (request: ExampleRequest): Members => membersOf(jsonOf(request));
const without = (value: Members, name: string): Members =>
  Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
const changed = (name: string, change: (value: unknown) => unknown): Wrap =>
  onBody((body) => ({ ...body, [name]: change(body[name]) }));
const instead = (name: string, isWrong: (value: unknown) => boolean, right: unknown): Wrap =>
  onSent((body) => (isWrong(body[name]) ? { ...body, [name]: right } : body));
const withStatus = (from: number, to: number): Wrap =>
  onResponse((response) => (response.status === from ? { ...response, status: to } : response));
const withHeader = (name: string, value: string): Wrap =>
  onResponse((response) => ({ ...response, headers: { ...response.headers, [name]: value } }));
const events = (list: readonly unknown[]): Wrap =>
  onResponse((response) => ({
    ...response,
    body: list
      .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
      .join(''),
  }));
const paperOf = (request: ExampleRequest): Members => membersOf(sent(request)['paper']);

/** The faults of the print shop, those of states aside. */
const shallow = {
  'size-as-text': {
    kind: 'schema',
    what: 'the size of a document is a text',
    make: () => each(documents, changed('size', String)),
  },
  'title-left-out': {
    kind: 'schema',
    what: 'a document without a title has no member for it',
    make: () => ({ getDocument: onBody((body) => (body['title'] === null ? without(body, 'title') : body)) }),
  },
  'id-upper-case': {
    kind: 'schema',
    what: 'ids in the list of jobs are in upper case',
    make: () => ({
      listJobs: onItems('jobs', (items) =>
        items.map((job) => ({ ...membersOf(job), id: String(membersOf(job)['id']).toUpperCase() })),
      ),
    }),
  },
  'uploaded-at-date': {
    kind: 'schema',
    what: 'uploadedAt is a date without a time',
    make: () =>
      each(
        documents,
        changed('uploadedAt', (value) => String(value).slice(0, 10)),
      ),
  },
  'paper-kind-lost': {
    kind: 'schema',
    what: 'the paper of a job has no kind',
    make: () => ({ getJob: changed('paper', (value) => without(membersOf(value), 'kind')) }),
  },
  'colour-number': {
    kind: 'schema',
    what: 'colour of a preset is 0 or 1',
    make: () => each(presets, changed('colour', Number)),
  },
  'state-unlisted': {
    kind: 'schema',
    what: 'a new job has a state that the document does not list',
    make: () => ({ createJob: changed('state', () => 'waiting') }),
  },
  'event-without-of': {
    kind: 'schema',
    what: 'events have no number of pages',
    make: () => ({ watchJob: events([{ page: 1 }, { page: 2 }]) }),
  },
  'page-from-zero': {
    kind: 'schema',
    what: 'events count pages from 0',
    make: () => ({
      watchJob: events([
        { page: 0, of: 2 },
        { page: 1, of: 2 },
      ]),
    }),
  },
  'cursor-number': {
    kind: 'schema',
    what: 'the next cursor is a number',
    make: () => ({ listDocuments: changed('nextCursor', (value) => (value === null ? null : 17)) }),
  },
  'status-half': {
    kind: 'schema',
    what: 'the status of the shop does not say whether it is open',
    make: () => ({ getStatus: onBody((body) => without(body, 'open')) }),
  },
  'uploaded-200': {
    kind: 'status',
    what: 'an upload is 200',
    make: () => ({ uploadDocument: withStatus(201, 200) }),
  },
  'job-201': {
    kind: 'status',
    what: 'a new job is 201',
    make: () => ({ createJob: withStatus(202, 201) }),
  },
  'missing-410': {
    kind: 'status',
    what: 'a missing document is 410',
    make: () =>
      each(
        ['getDocument', 'deleteDocument'],
        onRefusal((status) => (status === 404 ? 410 : status)),
      ),
  },
  'deleted-200': {
    kind: 'status',
    what: 'a deleted preset is 200',
    make: () => ({ deletePreset: withStatus(204, 200) }),
  },
  'invalid-422': {
    kind: 'status',
    what: 'an invalid preset is 422',
    make: () => ({ putPreset: onRefusal((status) => (status === 400 ? 422 : status)) }),
  },
  'unauthorized-403': {
    kind: 'status',
    what: 'jobs are 403 without a token',
    make: () => ({ listJobs: onRefusal((status) => (status === 401 ? 403 : status)) }),
  },
  'stream-as-json': {
    kind: 'media',
    what: 'events come as one JSON list',
    make: () => ({ watchJob: onResponse(() => ({ status: 200, body: [{ page: 1, of: 1 }] })) }),
  },
  'events-broken': {
    kind: 'media',
    what: 'an event is not JSON',
    make: () => ({ watchJob: events([{ page: 1, of: 2 }, '{"page": 2, ']) }),
  },
  'status-not-acceptable': {
    kind: 'media',
    what: 'the client accepts text/plain and receives JSON',
    make: () => ({ getStatus: onHeaders({ accept: 'application/json' }) }),
  },
  'job-as-html': {
    kind: 'media',
    what: 'a job is sent as HTML',
    make: () => ({
      getJob: onResponse((response) => ({
        ...response,
        headers: { 'content-type': 'text/html' },
        body: '<p>A job</p>',
      })),
    }),
  },
  'download-as-json': {
    kind: 'media',
    what: 'a download says that it is JSON',
    make: () => ({ downloadDocument: withHeader('content-type', 'application/json') }),
  },
  'etag-missing': {
    kind: 'header',
    what: 'a document has no ETag',
    make: () => ({ getDocument: withoutHeader('etag') }),
  },
  'total-missing': {
    kind: 'header',
    what: 'presets have no X-Total',
    make: () => ({ listPresets: withoutHeader('x-total') }),
  },
  'total-negative': {
    kind: 'header',
    what: 'X-Total is -1',
    make: () => ({ listPresets: withHeader('x-total', '-1') }),
  },
  'renamed-without-tag': {
    kind: 'header',
    what: 'a renamed document has no ETag',
    make: () => ({ renameDocument: withoutHeader('etag') }),
  },
  'roll-crash': {
    kind: 'crash',
    what: 'a job on a roll is a 500',
    make: () => ({ createJob: crashes((request) => paperOf(request)['kind'] === 'roll') }),
  },
  'title-null-crash': {
    kind: 'crash',
    what: 'taking the title away is a 500',
    make: () => ({ renameDocument: crashes((request) => sent(request)['title'] === null) }),
  },
  'most-copies-crash': {
    kind: 'crash',
    what: '99 copies are a 500',
    make: () => ({ createJob: crashes((request) => sent(request)['copies'] === 99) }),
  },
  'missing-crash': {
    kind: 'crash',
    what: 'a missing job is a 500',
    make: () => ({ getJob: onRefusal((status) => (status === 404 ? 500 : status)) }),
  },
  'empty-upload-crash': {
    kind: 'crash',
    what: 'a form without a file is a 500',
    make: () => ({ uploadDocument: onRefusal((status) => (status === 400 ? 500 : status)) }),
  },
  'malformed-crash': {
    kind: 'crash',
    what: 'a body that is not JSON is a 500',
    make: () => ({
      putPreset: crashes((request) => request.bytes.length > 0 && jsonOf(request) === undefined),
    }),
  },
  'state-crash': {
    kind: 'crash',
    what: 'the list of cancelled jobs is a 500',
    make: () => ({ listJobs: crashes(({ query }) => query.get('state') === 'cancelled') }),
  },
  'list-body-crash': {
    kind: 'crash',
    what: 'a job that is a JSON list is a 500',
    make: () => ({ createJob: crashes((request) => Array.isArray(jsonOf(request))) }),
  },
  'width-unchecked': {
    kind: 'negative',
    what: 'the width of a roll is not checked',
    make: () => ({
      createJob: onSent((body) => {
        const paper = membersOf(body['paper']);
        return paper['kind'] === 'roll' && typeof paper['width'] === 'number'
          ? { ...body, paper: { ...paper, width: 500 } }
          : body;
      }),
    }),
  },
  'any-sheet-accepted': {
    kind: 'negative',
    what: 'any size of a sheet is accepted',
    make: () => ({
      createJob: onSent((body) => {
        const paper = membersOf(body['paper']);
        return paper['kind'] === 'sheet' && typeof paper['size'] === 'string'
          ? { ...body, paper: { ...paper, size: 'A4' } }
          : body;
      }),
    }),
  },
  'no-copies-accepted': {
    kind: 'negative',
    what: 'a job of no copies is accepted',
    make: () => ({ createJob: instead('copies', (value) => value === 0, 1) }),
  },
  'copies-text-accepted': {
    kind: 'negative',
    what: 'copies of a preset may be a text',
    make: () => ({ putPreset: instead('copies', (value) => typeof value === 'string', 2) }),
  },
  'no-paper-accepted': {
    kind: 'negative',
    what: 'a preset without paper is accepted',
    make: () => ({
      putPreset: instead('paper', (value) => value === undefined, { kind: 'sheet', size: 'A4' }),
    }),
  },
  'long-note-accepted': {
    kind: 'negative',
    what: 'a note of a preset may be long',
    make: () => ({
      putPreset: onSent((body) =>
        typeof body['note'] === 'string' ? { ...body, note: body['note'].slice(0, 80) } : body,
      ),
    }),
  },
  'any-state-accepted': {
    kind: 'negative',
    what: 'an unknown state lists all jobs',
    make: () => ({
      listJobs: onQuery((query) => {
        if (!['queued', 'printing', 'done', 'cancelled'].includes(query.get('state') ?? 'done'))
          query.delete('state');
      }),
    }),
  },
  'any-limit-accepted': {
    kind: 'negative',
    what: 'a limit beyond the largest is cut',
    make: () => ({
      listDocuments: onQuery((query) => {
        if (Number(query.get('limit')) > 100) query.set('limit', '100');
      }),
    }),
  },
  'empty-title-accepted': {
    kind: 'negative',
    what: 'an empty title is accepted',
    make: () => ({ renameDocument: instead('title', (value) => value === '', 'x') }),
  },
  'json-as-patch-accepted': {
    kind: 'negative',
    what: 'a change sent as text/plain is accepted',
    make: () => ({ renameDocument: onHeaders({ 'content-type': 'application/merge-patch+json' }) }),
  },
  'a5-refused': {
    kind: 'positive',
    what: 'A5 is refused',
    make: () => ({ createJob: refuses(400, (request) => paperOf(request)['size'] === 'A5') }),
  },
  'colour-refused': {
    kind: 'positive',
    what: 'a job in colour is refused',
    make: () => ({ createJob: refuses(400, (request) => sent(request)['colour'] === true) }),
  },
  'widest-refused': {
    kind: 'positive',
    what: 'the widest roll is refused',
    make: () => ({ putPreset: refuses(400, (request) => paperOf(request)['width'] === 2000) }),
  },
  'limit-one-refused': {
    kind: 'positive',
    what: 'a limit of 1 is refused',
    make: () => ({ listDocuments: refuses(400, ({ query }) => query.get('limit') === '1') }),
  },
  'printing-refused': {
    kind: 'positive',
    what: 'the state printing is refused as a filter',
    make: () => ({ listJobs: refuses(400, ({ query }) => query.get('state') === 'printing') }),
  },
  'note-refused': {
    kind: 'positive',
    what: 'a preset with a note is refused',
    make: () => ({ putPreset: refuses(400, (request) => sent(request)['note'] !== undefined) }),
  },
  'token-optional': {
    kind: 'auth',
    what: 'no token is needed',
    make: () => ({ '*': onHeaders(bearer) }),
  },
  'any-token': {
    kind: 'auth',
    what: 'any token is accepted',
    make: () => ({
      '*': onRequest((request) =>
        request.headers.authorization === undefined
          ? request
          : { ...request, headers: { ...request.headers, ...bearer } },
      ),
    }),
  },
  'open-download': {
    kind: 'auth',
    what: 'documents are downloaded without a token',
    make: () => ({ downloadDocument: onHeaders(bearer) }),
  },
  'open-presets': {
    kind: 'auth',
    what: 'presets are deleted without a token',
    make: () => ({ deletePreset: onHeaders(bearer) }),
  },
  'cursor-repeats': {
    kind: 'relation',
    what: 'a page begins with the last document of the page before',
    make: (call) => ({
      listDocuments:
        (next) =>
        async (request, ...parameters) => {
          const response = await next(request, ...parameters);
          const cursor = request.query.get('cursor');
          if (cursor === null) return response;
          const { body } = await call('getDocument', request, cursor);
          const page = membersOf(response.body);
          return { ...response, body: { ...page, items: [body, ...(page['items'] as readonly unknown[])] } };
        },
    }),
  },
  'cursor-never-ends': {
    kind: 'relation',
    what: 'the last page has a cursor too',
    make: () => ({
      listDocuments: onBody((body, { query }) => {
        const last = membersOf((body['items'] as readonly unknown[]).at(-1))['id'];
        return { ...body, nextCursor: body['nextCursor'] ?? last ?? query.get('cursor') };
      }),
    }),
  },
  'limit-ignored': {
    kind: 'relation',
    what: 'a page of documents has ten at most and at least',
    make: () => ({ listDocuments: onQuery((query) => query.has('limit') && query.set('limit', '10')) }),
  },
  'state-ignored': {
    kind: 'relation',
    what: 'state does not filter jobs',
    make: () => ({ listJobs: onQuery((query) => query.delete('state')) }),
  },
  'colour-ignored': {
    kind: 'relation',
    what: 'colour does not filter presets',
    make: () => ({ listPresets: onQuery((query) => query.delete('colour')) }),
  },
  'page-ignored': {
    kind: 'relation',
    what: 'every page of presets is the first',
    make: () => ({ listPresets: onQuery((query) => query.set('page', '1')) }),
  },
  'page-short': {
    kind: 'relation',
    what: 'a page of presets has one less than it may',
    make: () => ({
      listPresets: onList((list, { query }) =>
        list.length === Number(query.get('per_page') ?? 10) && list.length > 1 ? list.slice(0, -1) : list,
      ),
    }),
  },
  'total-of-page': {
    kind: 'relation',
    what: 'X-Total counts the page',
    make: () => ({
      listPresets: onResponse((response) => ({
        ...response,
        headers: { ...response.headers, 'x-total': String((response.body as readonly unknown[]).length) },
      })),
    }),
  },
  'content-corrupted': {
    kind: 'relation',
    what: 'a download is one byte short',
    make: () => ({
      downloadDocument: onResponse((response) =>
        response.body instanceof Uint8Array ? { ...response, body: response.body.slice(0, -1) } : response,
      ),
    }),
  },
  'size-wrong': {
    kind: 'relation',
    what: 'the size of an upload is one too many',
    make: () =>
      each(
        documents,
        changed('size', (value) => Number(value) + 1),
      ),
  },
  'newest-job-hidden': {
    kind: 'relation',
    what: 'the newest job is not listed',
    make: () => ({ listJobs: onItems('jobs', (items) => items.slice(0, -1)) }),
  },
  'copies-doubled': {
    kind: 'relation',
    what: 'a job shows twice the copies',
    make: () =>
      each(
        jobs,
        changed('copies', (value) => Math.min(99, Number(value) * 2)),
      ),
  },
  'colour-lost': {
    kind: 'relation',
    what: 'a job in colour is stored without',
    make: () => ({
      createJob: onRequest((request) =>
        typeof sent(request)['colour'] === 'boolean'
          ? withJson(request, without(sent(request), 'colour'))
          : request,
      ),
    }),
  },
} as const satisfies { readonly [name: string]: Fault };

/** The faults of the print shop. */
export const printShopFaults: { readonly [name: string]: Fault } = {
  ...shallow,
  ...printShopFaultsOfState,
  ...printShopFaultsOfCallbacks,
};
