import type { Handler, Mutant } from 'openapi-plumbline';
import { alterJson } from 'openapi-plumbline/mock';
import {
  allRoutes,
  failure,
  idIn,
  inResponse,
  instead,
  isTo,
  type Json,
  type MutantRow,
  mutantOf,
  onStatus,
  type Route,
  withHeader,
} from './break.ts';
import { chat, isObject, listOf, without } from './choices.ts';

const files = ['uploadFile', 'listFiles', 'retrieveFile', 'deleteFile'] as const;
const batches = ['createBatch', 'listBatches', 'retrieveBatch', 'cancelBatch'] as const;

const listed = (route: Route, alter: (items: readonly Json[]) => unknown) =>
  inResponse([route], (body) => ({ ...body, data: alter(listOf(body['data'])) }));

/** What looks like a key to the server is one. */
const keyed =
  (looksLike: RegExp) =>
  (handler: Handler): Handler =>
  async (request) =>
    handler(
      looksLike.test(request.headers.get('authorization') ?? '')
        ? await withHeader(request, 'authorization', 'Bearer any')
        : request,
    );

const limitOf = (request: Request): number => Number(new URL(request.url).searchParams.get('limit') ?? 20);

const rows: readonly MutantRow[] = [
  ['AUTH_BLANK', 'schema', allRoutes, 'an empty token will do', 'ignored-auth', keyed(/^Bearer\s*$/)],
  ['AUTH_BASIC', 'schema', allRoutes, 'a key of any scheme will do', 'ignored-auth', keyed(/^Basic /)],
  [
    'AUTH_BARE',
    'schema',
    allRoutes,
    'a 401 has no body',
    'content-type-conformance',
    (handler) => async (request) => {
      const response = await handler(request);
      return response.status === 401 ? new Response(null, { status: 401 }) : response;
    },
  ],
  [
    'CT_CHARSET',
    'http',
    chat,
    'a charset of JSON is refused',
    'positive-data-acceptance',
    instead(chat, (request) =>
      request.headers.get('content-type')?.includes('charset') === true ? failure(400) : undefined,
    ),
  ],
  [
    'METHOD_GET',
    'http',
    chat,
    'chat answers GET',
    'unsupported-method',
    (handler) => async (request) =>
      request.method === 'GET' && request.url.endsWith('/chat/completions')
        ? Response.json({})
        : handler(request),
  ],
  [
    'MODELS_BOM',
    'http',
    ['listModels'],
    'the list begins with a byte order mark',
    'encoding',
    onStatus(['listModels'], [200], async (_, response) => {
      const text = await response.text();
      return new Response(`\ufeff${text}`, { headers: { 'content-type': 'application/json' } });
    }),
  ],
  [
    'MODELS_MS',
    'prose',
    ['listModels'],
    '`created` of a model counts milliseconds',
    'created-plausible',
    listed('listModels', (items) => items.map((item) => ({ ...item, created: Date.now() }))),
  ],
  [
    'BAL_SCODE',
    'prose',
    ['getBalance'],
    '`scode` is another code',
    'balance-code',
    inResponse(['getBalance'], (body) => ({ ...body, scode: '0x5' })),
  ],
  [
    'UP_LEAK_TOKEN',
    'prose',
    ['uploadFile'],
    'the answer holds a token of the storage',
    'secret-leak',
    inResponse(['uploadFile'], (body) => ({ ...body, storage_key: 'quite-internal-42' })),
  ],
  [
    'LIST_OLDEST',
    'sequence',
    [...files],
    'the oldest file is not listed',
    'files-listed',
    listed('listFiles', (items) => items.slice(0, -1)),
  ],
  [
    'LIST_DIFFERS',
    'sequence',
    [...files],
    'the list gives files other sizes',
    'file-unchanging',
    listed('listFiles', (items) => items.map((item) => ({ ...item, bytes: Number(item['bytes']) + 1 }))),
  ],
  [
    'DEL_TWICE_200',
    'sequence',
    [...files],
    'a second delete succeeds',
    'deleted-once',
    (handler) => {
      const gone = new Set<string>();
      return async (request) => {
        const response = await handler(request);
        if (!isTo(request, 'deleteFile')) return response;
        if (response.ok) gone.add(idIn(request));
        return response.status === 404 && gone.has(idIn(request))
          ? Response.json({ id: idIn(request), object: 'file', deleted: true })
          : response;
      };
    },
  ],
  [
    'B_META_READ',
    'sequence',
    [...batches],
    'metadata is another when it is read',
    'batch-unchanging',
    inResponse(['retrieveBatch'], (body) => ({ ...body, metadata: { other: 'x' } })),
  ],
  [
    'B_LIST_FILE',
    'sequence',
    [...batches],
    'listed batches have another input',
    'batch-unchanging',
    listed('listBatches', (items) => items.map((item) => ({ ...item, input_file_id: 'file-other' }))),
  ],
  [
    'B_LIST_SUM',
    'prose',
    [...batches],
    'listed batches have done more than there was',
    'batch-counts',
    listed('listBatches', (items) =>
      items.map((item) => ({ ...item, request_counts: { total: 1, completed: 5, failed: 0 } })),
    ),
  ],
  [
    'B_NO_CANCEL',
    'sequence',
    [...batches],
    'no batch is cancelled',
    'batch-state-machine',
    instead(['cancelBatch'], () => failure(400, 'invalid state')),
  ],
  [
    'B_NO_DEFAULT',
    'prose',
    [...batches],
    'a page has no size by default',
    'page-size',
    (handler) => (request) => {
      const url = new URL(request.url);
      if (!isTo(request, 'listBatches') || url.searchParams.has('limit')) return handler(request);
      url.searchParams.set('limit', '1000');
      return handler(new Request(url, { headers: request.headers }));
    },
  ],
  [
    'B_MORE_FULL',
    'sequence',
    [...batches],
    'a full page says that there is more',
    'pagination-conformance',
    (handler) => async (request) => {
      const response = await handler(request);
      return isTo(request, 'listBatches') && response.ok
        ? alterJson(response, (body) => ({
            ...body,
            has_more: listOf(body['data']).length === limitOf(request),
          }))
        : response;
    },
  ],
  [
    'SSE_UNASKED',
    'prose',
    chat,
    'streams where `stream` is false',
    'stream-requested',
    (handler) => async (request) => {
      const sent: unknown = isTo(request, ...chat)
        ? await request
            .clone()
            .json()
            .catch(() => undefined)
        : undefined;
      if (!isObject(sent) || sent['stream'] !== false) return handler(request);
      const body = JSON.stringify({ ...without(sent, 'stream'), stream: true });
      return handler(new Request(request.url, { method: 'POST', headers: request.headers, body }));
    },
  ],
];

/** What responses say of a thing from one to the next, and requests in forms that are seldom tried. */
export const thingMutants: readonly Mutant[] = rows.map(mutantOf);
