import type { Behaviour } from 'openapi-plumbline';
import { answerWith, hexFrom, isObject, refusal } from './api.ts';
import { messagesRefusal } from './chat-refusals.ts';
import { reached } from './limits.ts';
import { extraModel, extraModels, findModel, models } from './models.ts';
import { available, balanceOf, filesOf, quotaExceeded } from './state.ts';
import { countPrompt } from './tokens.ts';

/** The creation time of the models: 2025-09-05. */
const created = 1_757_030_400;

/** Models, balance, the estimate of tokens, and the error messages of this API. */
export const account: Behaviour = {
  id: 'account',
  appliesTo: ['listModels', 'getBalance', 'estimateTokenCount'],
  refuse({ operationId, account, arguments: { body } }, world) {
    if (operationId !== 'estimateTokenCount' || !isObject(body?.value)) return undefined;
    return messagesRefusal(body.value, (id, purposes) => {
      const file = filesOf(world, account).get(id);
      return file !== undefined && purposes.includes(file.purpose);
    });
  },
  respond({ operationId, account, arguments: { body } }, world) {
    if (operationId === 'listModels') {
      const extra = extraModels(world);
      const body = extra.length === 0 ? list : listOf([...models, ...extra.map(extraModel)]);
      return { status: 200, headers: { 'content-type': 'application/json' }, body };
    }
    if (operationId === 'estimateTokenCount') {
      const messages = isObject(body?.value) ? body.value['messages'] : [];
      return answerWith({ data: { total_tokens: countPrompt(messages) } });
    }
    const balance = balanceOf(world, account);
    return answerWith({
      code: 0,
      data: {
        available_balance: available(balance),
        voucher_balance: balance.voucher,
        cash_balance: balance.cash,
      },
      scode: '0x0',
      status: true,
    });
  },
  error({ kind, status, message, request }) {
    if (kind === 'no-operation') {
      return {
        code: 5,
        error: 'url.not_found',
        message: '没找到对象',
        method: request.method,
        scode: '0x5',
        status: false,
        ua: request.headers.get('user-agent') ?? '',
        url: new URL(request.url).pathname,
      };
    }
    if (kind === 'no-credentials')
      return { error: { message: 'Incorrect API key provided', type: 'incorrect_api_key_error' } };
    if (kind === 'wrong-credentials')
      return { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } };
    const type = status === 404 ? 'resource_not_found_error' : 'invalid_request_error';
    return { error: { message: `Invalid request: ${message}`, type } };
  },
  headers({ seed }) {
    const hex = hexFrom(seed, 32);
    return {
      'msh-request-id': `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`,
      'x-msh-trace-id': hex,
      'server-timing': 'inner; dur=1',
    };
  },
  clients: {
    'openai (npm)': "new OpenAI({ apiKey: 'any-key', baseURL: '{url}/v1' })",
    'openai, by environment': 'export OPENAI_BASE_URL={url}/v1 OPENAI_API_KEY=any-key',
    '@ai-sdk/moonshotai': "createMoonshotAI({ apiKey: 'any-key', baseURL: '{url}/v1' })",
    '@langchain/openai':
      "new ChatOpenAI({ apiKey: 'any-key', model: 'kimi-k2.6', configuration: { baseURL: '{url}/v1' } })",
    litellm: 'export MOONSHOT_API_BASE={url}/v1 MOONSHOT_API_KEY=any-key',
    'kimi-cli': 'export KIMI_BASE_URL={url}/v1 KIMI_API_KEY=any-key',
  },
  faults: {
    overloaded: {
      title: '429 engine_overloaded_error with Retry-After',
      respond: () =>
        refusal(
          429,
          'engine_overloaded_error',
          'The engine is currently overloaded, please try again later',
          { 'retry-after': '1', 'x-retry-after': '1' },
        ),
    },
    'rate-limit': {
      title: '429 rate_limit_reached_error with Retry-After',
      respond: () => reached('max RPM: 3, please try again after 1 seconds', 1),
    },
    quota: {
      title: '429 exceeded_current_quota_error, which is not to be retried',
      respond: quotaExceeded,
    },
    'content-filter': {
      title: '400 content_filter',
      respond: () =>
        refusal(400, 'content_filter', 'The request was rejected because it was considered high risk'),
    },
    forbidden: {
      title: '403 permission_denied_error',
      respond: () => refusal(403, 'permission_denied_error', 'The API you are accessing is not open'),
    },
    'server-error': {
      title: '500 server_error',
      respond: () => refusal(500, 'server_error', 'invalid state transition'),
    },
    unavailable: {
      title: '503 server_unavailable',
      respond: () => refusal(503, 'server_unavailable', 'The server is unavailable, please try again later'),
    },
    'gateway-timeout': {
      title: '504 with an HTML page',
      respond: () =>
        new Response(
          '<html><head><title>504 Gateway Time-out</title></head><body><h1>504 Gateway Time-out</h1></body></html>',
          { status: 504, headers: { 'content-type': 'text/html' } },
        ),
    },
  },
  controls: {
    models: {
      title:
        '{"extra": "kimi-k3"} adds models that the document does not list: an id, several joined by commas, or a list',
      apply({ extra }, _account, world) {
        const ids = (Array.isArray(extra) ? extra : String(extra ?? '').split(',')).map((id) =>
          String(id).trim(),
        );
        if (ids.length === 0 || ids.includes(''))
          throw new TypeError('expected {"extra": "<model>,<model>"}');
        const added = extraModels(world);
        for (const id of ids) if (findModel(id) === undefined && !added.includes(id)) added.push(id);
        return { extra: [...added] };
      },
    },
    balance: {
      title: '{"cash": 1, "voucher": 2} sets the money of the requesting account',
      apply(body, account, world) {
        const balance = balanceOf(world, account);
        for (const name of ['cash', 'voucher'] as const) {
          const value = body[name];
          if (typeof value === 'number' && Number.isFinite(value)) balance[name] = value;
        }
        return { ...balance, available: available(balance) };
      },
    },
  },
};

const listed = ({ id, contextLength, isVision, thinking }: (typeof models)[number]): unknown => ({
  id,
  object: 'model',
  created,
  owned_by: 'moonshot',
  context_length: contextLength,
  supports_image_in: isVision,
  supports_video_in: isVision,
  supports_reasoning: thinking !== 'never',
});

const listOf = (all: typeof models): string => JSON.stringify({ object: 'list', data: all.map(listed) });

const list = listOf(models);
