import { isObject, type Mutant } from 'openapi-plumbline';
import { broken, failure, idIn, inRequest, inResponse, instead, isTo, onStatus } from './break.ts';

const batches = ['createBatch', 'listBatches', 'retrieveBatch', 'cancelBatch'] as const;
const one = ['createBatch', 'retrieveBatch', 'cancelBatch'] as const;

const query = (request: Request, name: string): string | null => new URL(request.url).searchParams.get(name);

/** The tokenizer and batches. */
export const batchMutants: readonly Mutant[] = [
  broken(
    'EST_STR',
    'schema',
    ['estimateTokenCount'],
    '`total_tokens` is a text',
    ['response-schema-conformance'],
    inResponse(['estimateTokenCount'], () => ({ data: { total_tokens: '80' } })),
  ),
  broken(
    'EST_NEG',
    'prose',
    ['estimateTokenCount'],
    '`total_tokens` is -1',
    ['response-schema-conformance'],
    inResponse(['estimateTokenCount'], () => ({ data: { total_tokens: -1 } })),
  ),
  broken(
    'EST_ANYMODEL',
    'schema',
    ['estimateTokenCount'],
    'any model is counted for',
    ['negative-data-rejection'],
    inRequest(['estimateTokenCount'], (body) =>
      typeof body['model'] === 'string' ? { ...body, model: 'kimi-k2.6' } : body,
    ),
  ),
  broken(
    'B_COUNTS',
    'schema',
    batches,
    '`request_counts` has no total',
    ['response-schema-conformance'],
    inResponse(one, (body) => ({ ...body, request_counts: { completed: 0, failed: 0 } })),
  ),
  broken(
    'B_OUT_EMPTY',
    'schema',
    batches,
    '`output_file_id` is 0',
    ['response-schema-conformance'],
    inResponse(one, (body) => ({ ...body, output_file_id: 0 })),
  ),
  broken(
    'B_META',
    'schema',
    ['createBatch'],
    'metadata of any length or type is taken',
    ['negative-data-rejection'],
    inRequest(['createBatch'], (body) => {
      const { metadata } = body;
      return isObject(metadata)
        ? { ...body, metadata: Object.fromEntries(Object.keys(metadata).map((name) => [name, 'x'])) }
        : body;
    }),
  ),
  broken(
    'B_META_ECHO',
    'relation',
    ['createBatch'],
    'metadata is forgotten',
    ['batch-echo'],
    inResponse(['createBatch'], (body) => ({ ...body, metadata: null })),
  ),
  broken(
    'B_LIMIT_500',
    'http',
    ['listBatches'],
    'limit=abc is a 500',
    ['not-a-server-error'],
    instead(['listBatches'], (request) =>
      query(request, 'limit') !== null && Number.isNaN(Number(query(request, 'limit')))
        ? failure(500)
        : undefined,
    ),
  ),
  broken(
    'B_LIMIT_BIG500',
    'http',
    ['listBatches'],
    'a limit beyond 32 bits is a 500',
    ['not-a-server-error'],
    instead(['listBatches'], (request) =>
      Number(query(request, 'limit')) >= 2 ** 31 ? failure(500) : undefined,
    ),
  ),
  broken(
    'B_LIMIT_IGN',
    'sequence',
    ['createBatch', 'listBatches'],
    'limit is ignored',
    ['pagination-conformance'],
    (handler) => (request) => {
      if (!isTo(request, 'listBatches')) return handler(request);
      const url = new URL(request.url);
      if (/^\d+$/.test(url.searchParams.get('limit') ?? '')) url.searchParams.delete('limit');
      return handler(new Request(url, { headers: request.headers }));
    },
  ),
  broken(
    'B_MORE',
    'sequence',
    ['createBatch', 'listBatches'],
    '`has_more` is always true',
    ['pagination-conformance'],
    inResponse(['listBatches'], (body) => ({ ...body, has_more: true })),
  ),
  broken(
    'B_CANCEL_DONE',
    'sequence',
    ['createBatch', 'cancelBatch'],
    'what is cancelled is cancelled again',
    ['batch-state-machine'],
    (handler) => {
      const cancelled = new Map<string, string>();
      return async (request) => {
        const response = await handler(request);
        if (!isTo(request, 'cancelBatch')) return response;
        if (response.ok) cancelled.set(idIn(request), await response.clone().text());
        const again = cancelled.get(idIn(request));
        return response.status === 400 && again !== undefined
          ? new Response(again, { headers: { 'content-type': 'application/json' } })
          : response;
      };
    },
  ),
  broken(
    'B_CANCEL_NF',
    'sequence',
    ['createBatch', 'cancelBatch'],
    'an unknown batch is cancelled',
    ['unknown-id'],
    onStatus(['cancelBatch'], [404], (request) =>
      Response.json({
        id: idIn(request),
        object: 'batch',
        endpoint: '/v1/chat/completions',
        input_file_id: 'f',
        completion_window: '24h',
        status: 'cancelling',
        created_at: 1,
        request_counts: { completed: 0, failed: 0, total: 0 },
      }),
    ),
  ),
];
