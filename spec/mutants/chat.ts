import type { Mutant } from 'openapi-plumbline';
import { broken, failure, inRequest, inResponse, instead, isTo, withHeader } from './break.ts';
import { chat, inChoices, inMessage, isObject, listOf, without } from './choices.ts';

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** Chat, whole answers. */
export const chatMutants: readonly Mutant[] = [
  broken(
    'CT_ANY',
    'schema',
    chat,
    'a text/plain body is taken for JSON',
    ['media-type-rejection'],
    (handler) => async (request) =>
      handler(
        isTo(request, ...chat) ? await withHeader(request, 'content-type', 'application/json') : request,
      ),
  ),
  broken(
    'NEG_TEMP_K2',
    'schema',
    chat,
    'temperature is not checked for kimi-k2-0905-preview',
    ['negative-data-rejection'],
    inRequest(chat, (body) =>
      body['model'] === 'kimi-k2-0905-preview' ? without(body, 'temperature') : body,
    ),
  ),
  broken(
    'NEG_KEEP',
    'schema',
    chat,
    'kimi-k2.5 takes `thinking.keep`',
    ['negative-data-rejection'],
    inRequest(chat, (body) => {
      const { model, thinking } = body;
      return model === 'kimi-k2.5' && isObject(thinking)
        ? {
            ...body,
            thinking: Object.fromEntries(Object.entries(thinking).filter(([name]) => name === 'type')),
          }
        : body;
    }),
  ),
  broken(
    'NEG_NOMODEL',
    'schema',
    chat,
    'a missing model is taken',
    ['negative-data-rejection'],
    inRequest(chat, (body) => ('model' in body ? body : { ...body, model: 'moonshot-v1-8k' })),
  ),
  broken(
    'NEG_TOOLNAME',
    'schema',
    chat,
    'the pattern of tool names is not checked',
    ['negative-data-rejection'],
    inRequest(chat, (body) => ({
      ...body,
      ...(Array.isArray(body['tools'])
        ? {
            tools: listOf(body['tools']).map((tool) =>
              isObject(tool) && isObject(tool['function']) && typeof tool['function']['name'] === 'string'
                ? { ...tool, function: { ...tool['function'], name: 'get_it' } }
                : tool,
            ),
          }
        : {}),
    })),
  ),
  broken(
    'NEG_NSTR',
    'schema',
    chat,
    'n is taken as a text',
    ['negative-data-rejection'],
    inRequest(chat, (body) =>
      typeof body['n'] === 'string' && /^\d+$/.test(body['n']) ? { ...body, n: Number(body['n']) } : body,
    ),
  ),
  broken(
    'NEG_ROLE',
    'schema',
    chat,
    'any role is taken',
    ['negative-data-rejection'],
    inRequest(chat, (body) => ({
      ...body,
      ...(Array.isArray(body['messages'])
        ? {
            messages: listOf(body['messages']).map((message) =>
              isObject(message) && typeof message['role'] === 'string'
                ? {
                    ...message,
                    role: ['system', 'user', 'assistant', 'tool'].includes(message['role'])
                      ? message['role']
                      : 'user',
                  }
                : message,
            ),
          }
        : {}),
    })),
  ),
  broken(
    'POS_TURBO',
    'schema',
    chat,
    'kimi-k2-thinking-turbo is refused',
    ['positive-data-acceptance'],
    instead(chat, (_, sent) =>
      sent['model'] === 'kimi-k2-thinking-turbo' ? failure(400, 'unknown model') : undefined,
    ),
  ),
  broken(
    'POS_AUTO',
    'schema',
    chat,
    'moonshot-v1-auto is refused',
    ['positive-data-acceptance'],
    instead(chat, (_, sent) =>
      sent['model'] === 'moonshot-v1-auto' ? failure(400, 'unknown model') : undefined,
    ),
  ),
  broken(
    'POS_TEMP1',
    'schema',
    chat,
    'temperature 1 is refused',
    ['positive-data-acceptance'],
    instead(chat, (_, sent) => (sent['temperature'] === 1 ? failure(400, 'invalid temperature') : undefined)),
  ),
  broken(
    'CHAT_500_NOMSG',
    'http',
    chat,
    'missing messages are a 500',
    ['not-a-server-error'],
    instead(chat, (_, sent) => ('model' in sent && !('messages' in sent) ? failure(500) : undefined)),
  ),
  broken(
    'CHAT_500_NUL',
    'http',
    chat,
    'NUL in a text is a 500',
    ['not-a-server-error'],
    instead(chat, (_, sent) =>
      textsIn(sent).some((text) => text.includes('\u0000')) ? failure(500) : undefined,
    ),
  ),
  broken(
    'CHAT_500_BIGINT',
    'http',
    chat,
    'max_completion_tokens beyond 32 bits is a 500',
    ['not-a-server-error'],
    instead(chat, (_, sent) => (Number(sent['max_completion_tokens']) >= 2 ** 31 ? failure(500) : undefined)),
  ),
  broken(
    'CHAT_IDX',
    'schema',
    chat,
    'the index of a choice is a text',
    ['response-schema-conformance'],
    inChoices((choice) => ({ ...choice, index: '0' })),
  ),
  broken(
    'CHAT_TOOLNULL',
    'schema',
    chat,
    '`tool_calls` is null',
    ['response-schema-conformance'],
    inMessage((message) => ({ ...message, tool_calls: null })),
  ),
  broken(
    'CHAT_ARGS_BADJSON',
    'prose',
    chat,
    'the arguments of a tool call are not JSON',
    ['tool-arguments-parse'],
    inMessage((message) => ({
      ...message,
      tool_calls: [
        { id: 'get_it:0', type: 'function', function: { name: 'get_it', arguments: '{"city": ' } },
      ],
    })),
  ),
  broken(
    'CHAT_EMPTY',
    'prose',
    chat,
    'a completion is `{}`',
    ['response-schema-conformance'],
    inResponse(chat, () => ({})),
  ),
  broken(
    'CHAT_200ERR',
    'prose',
    chat,
    'a 200 carries an error',
    ['response-schema-conformance'],
    inResponse(chat, () => ({ error: { message: 'overloaded', type: 'engine_overloaded_error' } })),
  ),
  broken(
    'CHAT_N',
    'relation',
    chat,
    'n = 3 gives one choice',
    ['choices-count'],
    inResponse(chat, (body) => ({ ...body, choices: listOf(body['choices']).slice(0, 1) })),
  ),
  broken(
    'CHAT_LEAK',
    'prose',
    chat,
    'the answer holds an upstream key',
    ['secret-leak'],
    inResponse(chat, (body) => ({ ...body, debug: { upstream_key: 'sk-live-0123456789abcdef0123' } })),
  ),
];
