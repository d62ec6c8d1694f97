import type { Mutant, MutantBasis } from 'openapi-plumbline';
import { broken, failure, inAnswer, inRequest, instead, type Json, onStatus, type Route } from './break.ts';
import { listOf, objectOf, without } from './choices.ts';

type Row = readonly [
  id: string,
  basis: MutantBasis,
  operations: readonly Route[],
  title: string,
  check: string,
  breakServer: Mutant['breakServer'],
];

const batch = ['createBatch', 'retrieveBatch', 'cancelBatch'] as const;

const inData = (route: Route, alter: (data: readonly Json[]) => unknown) =>
  inAnswer([route], (body) => ({ ...body, data: alter(listOf(body['data'])) }));

const rows: readonly Row[] = [
  [
    'MODELS_ID',
    'schema',
    ['listModels'],
    'a model has no id',
    'response-schema-conformance',
    inData('listModels', (data) => data.map((model) => without(model, 'id'))),
  ],
  [
    'MODELS_DATA',
    'schema',
    ['listModels'],
    'the models are no list',
    'response-schema-conformance',
    inAnswer(['listModels'], (body) => ({ ...body, data: {} })),
  ],
  [
    'MODELS_DUP',
    'prose',
    ['listModels'],
    'a model is listed twice',
    'model-ids',
    inData('listModels', (data) => [...data, ...data.slice(0, 1)]),
  ],
  ['MODELS_NONE', 'prose', ['listModels'], 'no model is listed', 'model-ids', inData('listModels', () => [])],
  [
    'MODELS_HTML',
    'http',
    ['listModels'],
    'the list is called HTML',
    'content-type-conformance',
    onStatus(
      ['listModels'],
      [200],
      async (_, response) =>
        new Response(await response.text(), { headers: { 'content-type': 'text/html' } }),
    ),
  ],
  [
    'MODELS_500',
    'http',
    ['listModels'],
    'the list is a 500',
    'not-a-server-error',
    instead(['listModels'], () => failure(500)),
  ],
  [
    'MODELS_201',
    'schema',
    ['listModels'],
    'the list is answered 201',
    'status-code-conformance',
    onStatus(
      ['listModels'],
      [200],
      async (_, response) => new Response(await response.text(), { status: 201, headers: response.headers }),
    ),
  ],
  [
    'BAL_TEXT',
    'schema',
    ['getBalance'],
    'the balance is a text',
    'response-schema-conformance',
    inAnswer(['getBalance'], (body) => ({
      ...body,
      data: { ...objectOf(body['data']), available_balance: '49.5' },
    })),
  ],
  [
    'BAL_NEGATIVE',
    'prose',
    ['getBalance'],
    'the voucher is below 0',
    'response-schema-conformance',
    inAnswer(['getBalance'], (body) => ({
      ...body,
      data: { available_balance: 9, voucher_balance: -1, cash_balance: 10 },
    })),
  ],
  [
    'BAL_STATUS',
    'prose',
    ['getBalance'],
    'code 0 with status false',
    'balance-code',
    inAnswer(['getBalance'], (body) => ({ ...body, status: false })),
  ],
  [
    'UP_PURPOSE',
    'relation',
    ['uploadFile'],
    'another purpose comes back',
    'upload-echo',
    inAnswer(['uploadFile'], (body) => ({
      ...body,
      purpose: body['purpose'] === 'batch' ? 'file-extract' : 'batch',
    })),
  ],
  [
    'UP_ERROR',
    'prose',
    ['uploadFile'],
    'a failed file says nothing of why',
    'file-status-details',
    inAnswer(['uploadFile'], (body) => ({ ...without(body, 'status_details'), status: 'error' })),
  ],
  [
    'UP_MS',
    'prose',
    ['uploadFile'],
    '`created_at` counts milliseconds',
    'created-plausible',
    inAnswer(['uploadFile'], (body) => ({ ...body, created_at: Number(body['created_at']) * 1000 })),
  ],
  [
    'UP_ID',
    'schema',
    ['uploadFile'],
    'the id of a file is a number',
    'response-schema-conformance',
    inAnswer(['uploadFile'], (body) => ({ ...body, id: 12 })),
  ],
  [
    'LIST_DUP',
    'prose',
    ['uploadFile', 'listFiles'],
    'a file is listed twice',
    'listed-once',
    inData('listFiles', (data) => [...data, ...data]),
  ],
  [
    'LIST_NULL',
    'schema',
    ['listFiles'],
    'no files are null',
    'response-schema-conformance',
    inAnswer(['listFiles'], (body) => ({ ...body, data: null })),
  ],
  [
    'GET_OTHER',
    'relation',
    ['uploadFile', 'retrieveFile'],
    'another file is given',
    'same-id',
    inAnswer(['retrieveFile'], (body) => ({ ...body, id: 'file-other' })),
  ],
  [
    'GET_FLIPS',
    'sequence',
    ['uploadFile', 'retrieveFile'],
    'a file is called otherwise each time',
    'idempotent-get',
    inAnswer(['retrieveFile'], (body) => ({ ...body, filename: `${Math.random()}` })),
  ],
  [
    'GET_LOST',
    'sequence',
    ['uploadFile', 'retrieveFile'],
    'what was uploaded cannot be read',
    'created-is-readable',
    instead(['retrieveFile'], () => failure(404, 'not found')),
  ],
  [
    'DEL_ID',
    'relation',
    ['uploadFile', 'deleteFile'],
    'another file is said to be deleted',
    'deletion-says-so',
    inAnswer(['deleteFile'], (body) => ({ ...body, id: 'file-other' })),
  ],
  [
    'DEL_NF',
    'sequence',
    ['uploadFile', 'deleteFile'],
    'an unknown file is deleted',
    'unknown-id',
    onStatus(['deleteFile'], [404], (request) =>
      Response.json({
        id: decodeURIComponent(new URL(request.url).pathname.split('/').at(-1) ?? ''),
        object: 'file',
        deleted: true,
      }),
    ),
  ],
  [
    'CONTENT_JSON',
    'schema',
    ['uploadFile', 'getFileContent'],
    'content is called an image',
    'content-type-conformance',
    onStatus(
      ['getFileContent'],
      [200],
      async (_, response) =>
        new Response(await response.text(), { headers: { 'content-type': 'image/png' } }),
    ),
  ],
  [
    'STACK',
    'http',
    ['estimateTokenCount'],
    'a refusal shows the stack',
    'stack-trace-leak',
    onStatus(['estimateTokenCount'], [400], () =>
      Response.json(
        {
          error: {
            message:
              'TypeError: x\n    at handle (/srv/app/chat.js:12:3)\n    at next (/srv/app/router.js:40:9)',
            type: 'invalid_request_error',
          },
        },
        { status: 400 },
      ),
    ),
  ],
  [
    'EST_FIXED',
    'prose',
    ['estimateTokenCount'],
    'every text has 10 tokens',
    'estimate-grows',
    inAnswer(['estimateTokenCount'], (body) => ({ ...body, data: { total_tokens: 10 } })),
  ],
  [
    'EST_FAR',
    'relation',
    ['estimateTokenCount', 'createChatCompletion'],
    'the estimate is a thousand times too high',
    'estimate-agrees',
    inAnswer(['estimateTokenCount'], (body) => ({
      ...body,
      data: { total_tokens: 1000 * Number(objectOf(body['data'])['total_tokens']) },
    })),
  ],
  [
    'EST_NODATA',
    'schema',
    ['estimateTokenCount'],
    'the estimate has no data',
    'response-schema-conformance',
    inAnswer(['estimateTokenCount'], (body) => without(body, 'data')),
  ],
  [
    'EST_NOMSG',
    'schema',
    ['estimateTokenCount'],
    'missing messages are counted',
    'negative-data-rejection',
    inRequest(['estimateTokenCount'], (body) => ({ messages: [{ role: 'user', content: 'x' }], ...body })),
  ],
  [
    'B_STATUS',
    'schema',
    [...batch],
    'a batch is `running`',
    'response-schema-conformance',
    inAnswer(batch, (body) => ({ ...body, status: 'running' })),
  ],
  [
    'B_BEGINS',
    'prose',
    [...batch],
    'a new batch is completed',
    'batch-begins',
    inAnswer(['createBatch'], (body) => ({ ...body, status: 'completed', completed_at: body['created_at'] })),
  ],
  [
    'B_SUM',
    'prose',
    [...batch],
    'more is done than there was',
    'batch-counts',
    inAnswer(batch, (body) => ({ ...body, request_counts: { total: 1, completed: 2, failed: 0 } })),
  ],
  [
    'B_EXPIRY',
    'prose',
    [...batch],
    'a batch expires when it is made',
    'batch-expiry',
    inAnswer(batch, (body) => ({ ...body, expires_at: body['created_at'] })),
  ],
  [
    'B_TIMES',
    'prose',
    [...batch],
    'a new batch has been completed',
    'batch-times',
    inAnswer(['createBatch'], (body) => ({ ...body, completed_at: body['created_at'] })),
  ],
  [
    'B_WINDOW',
    'relation',
    [...batch],
    'another window comes back',
    'batch-echo',
    inAnswer(['createBatch'], (body) => ({ ...body, completion_window: '9d' })),
  ],
  [
    'B_CANCEL_STAYS',
    'prose',
    [...batch],
    'a cancelled batch goes on',
    'batch-cancels',
    inAnswer(['cancelBatch'], (body) => ({
      ...body,
      status: 'in_progress',
      in_progress_at: body['created_at'],
    })),
  ],
  [
    'B_BACK',
    'sequence',
    [...batch],
    'a cancelled batch is validated again',
    'batch-state-machine',
    inAnswer(['retrieveBatch'], (body) => ({ ...body, status: 'validating' })),
  ],
  [
    'B_FILES',
    'prose',
    [...batch],
    'what is completed is in no file',
    'batch-files',
    inAnswer(batch, (body) => ({
      ...body,
      status: 'completed',
      request_counts: { total: 1, completed: 1, failed: 0 },
      output_file_id: null,
    })),
  ],
  [
    'B_ID',
    'relation',
    [...batch],
    'another batch is given',
    'same-id',
    inAnswer(['retrieveBatch'], (body) => ({ ...body, id: 'batch_other' })),
  ],
  [
    'B_NF_500',
    'http',
    [...batch],
    'an unknown batch is a 500',
    'not-a-server-error',
    onStatus(['retrieveBatch'], [404], () => failure(500)),
  ],
  [
    'B_LIST_LACKS',
    'sequence',
    ['createBatch', 'listBatches'],
    'a new batch is not listed',
    'pagination-conformance',
    inData('listBatches', (data) => data.slice(1)),
  ],
  [
    'B_PAGE',
    'sequence',
    ['createBatch', 'listBatches'],
    'the cursor is ignored',
    'pagination-conformance',
    (handler) => (request) => {
      const url = new URL(request.url);
      if (request.method !== 'GET' || url.pathname !== '/v1/batches') return handler(request);
      url.searchParams.delete('after');
      return handler(new Request(url, { headers: request.headers }));
    },
  ],
];

/** What lists, files, estimates and batches get wrong, beside the list of seeded faults. */
export const listingMutants: readonly Mutant[] = rows.map(
  ([id, basis, operations, title, check, breakServer]) =>
    broken(id, basis, operations, title, [check], breakServer),
);
