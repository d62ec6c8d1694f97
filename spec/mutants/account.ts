import type { Mutant } from 'openapi-plumbline';
import { allRoutes, broken, failure, inResponse, isTo, type Json, withHeader } from './break.ts';

const without = (body: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const balance = (body: Json, change: (data: Json) => Json): Json => ({
  ...body,
  data: change(body['data'] as Json),
});

/** Models, balance, keys, methods. */
export const accountMutants: readonly Mutant[] = [
  broken(
    'MODELS_CREATED',
    'schema',
    ['listModels'],
    '`created` of a model is an ISO date',
    ['response-schema-conformance'],
    inResponse(['listModels'], (body) => ({
      ...body,
      data: [{ id: 'kimi-k2.6', object: 'model', owned_by: 'moonshot', created: '2026-08-31T00:00:00Z' }],
    })),
  ),
  broken(
    'MODELS_EMPTY',
    'prose',
    ['listModels'],
    'the list of models is `{}`',
    ['response-schema-conformance'],
    inResponse(['listModels'], () => ({})),
  ),
  broken(
    'MODELS_MISSING',
    'prose',
    ['listModels', 'createChatCompletion'],
    'the list leaves out models that chat takes',
    ['models-are-usable'],
    inResponse(['listModels'], (body) => ({
      ...body,
      data: (body['data'] as readonly unknown[]).slice(0, 1),
    })),
  ),
  broken(
    'SLOW',
    'http',
    ['listModels'],
    'the list of models takes 12 s',
    ['max-response-time'],
    (handler) => async (request) => {
      if (isTo(request, 'listModels')) await wait(12_000);
      return handler(request);
    },
  ),
  broken(
    'BAL_MISSING',
    'schema',
    ['getBalance'],
    'the balance has no `cash_balance`',
    ['response-schema-conformance'],
    inResponse(['getBalance'], (body) => balance(body, (data) => without(data, 'cash_balance'))),
  ),
  broken(
    'BAL_SUM',
    'prose',
    ['getBalance'],
    'available is not voucher and cash',
    ['balance-sums'],
    inResponse(['getBalance'], (body) =>
      balance(body, () => ({ available_balance: 50, voucher_balance: 20, cash_balance: 10 })),
    ),
  ),
  broken(
    'BAL_CODE',
    'prose',
    ['getBalance'],
    '`code` is 5 on a success',
    ['balance-code'],
    inResponse(['getBalance'], (body) => ({ ...body, code: 5, status: true })),
  ),
  broken(
    'AUTH_MODELS',
    'schema',
    ['listModels'],
    'the models are listed without a key',
    ['ignored-auth'],
    unchecked('listModels'),
  ),
  broken(
    'AUTH_CHAT',
    'schema',
    ['createChatCompletion'],
    'chat needs no key',
    ['ignored-auth'],
    unchecked('createChatCompletion'),
  ),
  broken(
    'AUTH_403',
    'schema',
    allRoutes,
    '403 in place of 401',
    ['ignored-auth'],
    (handler) => async (request) => {
      const response = await handler(request);
      return response.status === 401
        ? new Response(response.body, { status: 403, headers: response.headers })
        : response;
    },
  ),
  broken(
    'AUTH_ECHO',
    'prose',
    allRoutes,
    'the 401 says the key again',
    ['secret-leak'],
    (handler) => async (request) => {
      const response = await handler(request);
      if (response.status !== 401) return response;
      return Response.json(
        {
          error: {
            message: `Incorrect API key provided: ${request.headers.get('authorization')}`,
            type: 'incorrect_api_key_error',
          },
        },
        { status: 401 },
      );
    },
  ),
  broken(
    'METHOD_500',
    'http',
    allRoutes,
    'a wrong method is a 500',
    ['not-a-server-error'],
    (handler) => async (request) => {
      const response = await handler(request);
      return response.status === 405 ? failure(500) : response;
    },
  ),
];

function unchecked(name: 'listModels' | 'createChatCompletion'): Mutant['breakServer'] {
  return (handler) => async (request) =>
    handler(isTo(request, name) ? await withHeader(request, 'authorization', 'Bearer any') : request);
}
