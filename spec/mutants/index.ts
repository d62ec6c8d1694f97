import type { Handler, Mutant } from 'openapi-plumbline';
import { alterJson, jsonOf, withJson } from 'openapi-plumbline/mock';

const isChat = (request: Request): boolean =>
  request.method === 'POST' && request.url.endsWith('/v1/chat/completions');

const path = (request: Request): string => new URL(request.url).pathname;

/** Changes the JSON of successful answers of one method and path. */
const inAnswer =
  (method: string, pathname: string, alter: (body: Record<string, unknown>) => unknown) =>
  (handler: Handler): Handler =>
  async (request) => {
    const response = await handler(request);
    return request.method === method && path(request) === pathname && response.ok
      ? alterJson(response, alter)
      : response;
  };

/** Servers for this API broken in one way each; the ids are those of the list of seeded faults. */
export const mutants: readonly Mutant[] = [
  {
    id: 'MODELS_CREATED',
    title: '`created` of a model is an ISO date',
    caughtBy: ['response-schema-conformance'],
    operations: ['listModels'],
    breakServer: inAnswer('GET', '/v1/models', (body) => ({
      ...body,
      data: [{ id: 'kimi-k2.6', created: '2026-08-31T00:00:00Z' }],
    })),
  },
  {
    id: 'AUTH_MODELS',
    title: 'the models are listed without a key',
    caughtBy: ['ignored-auth'],
    operations: ['listModels'],
    breakServer: (handler) => (request) => {
      if (path(request) !== '/v1/models') return handler(request);
      const headers = new Headers(request.headers);
      headers.set('authorization', 'Bearer any');
      return handler(new Request(request.url, { method: request.method, headers }));
    },
  },
  {
    id: 'NEG_TEMP_K2',
    title: 'the temperature is not checked for kimi-k2-0905-preview',
    caughtBy: ['negative-data-rejection'],
    operations: ['createChatCompletion'],
    breakServer: (handler) => async (request) => {
      const body = isChat(request) ? await jsonOf(request) : undefined;
      if (body?.['model'] !== 'kimi-k2-0905-preview' || !('temperature' in body)) return handler(request);
      const { temperature: _, ...rest } = body;
      return handler(withJson(request, rest));
    },
  },
  {
    id: 'POS_AUTO',
    title: 'moonshot-v1-auto is refused',
    caughtBy: ['positive-data-acceptance'],
    operations: ['createChatCompletion'],
    breakServer: (handler) => async (request) => {
      const body = isChat(request) ? await jsonOf(request) : undefined;
      return handler(
        body?.['model'] === 'moonshot-v1-auto' ? withJson(request, { ...body, model: 'none' }) : request,
      );
    },
  },
  {
    id: 'CHAT_500_NOMSG',
    title: 'a chat without messages is a 500',
    caughtBy: ['not-a-server-error'],
    operations: ['createChatCompletion'],
    breakServer: (handler) => async (request) => {
      const response = await handler(request);
      const body = isChat(request) ? await jsonOf(request) : undefined;
      if (response.status === 401 || body === undefined || 'messages' in body) return response;
      return Response.json(
        { error: { message: 'list index out of range', type: 'server_error' } },
        { status: 500 },
      );
    },
  },
  {
    id: 'B_META_ECHO',
    title: 'the metadata of a batch is forgotten',
    caughtBy: ['batch-echo'],
    operations: ['createBatch'],
    breakServer: inAnswer('POST', '/v1/batches', (body) => ({ ...body, metadata: null })),
  },
];
