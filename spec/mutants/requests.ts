import type { Mutant } from 'openapi-plumbline';
import {
  allRoutes,
  broken,
  failure,
  inRequest,
  instead,
  isTo,
  type Json,
  type MutantRow,
  mutantOf,
  onStatus,
} from './break.ts';
import { chat, listOf, objectOf, without } from './choices.ts';

/** A member is repaired before the server sees it, so it is not checked. */
const unchecked = (name: string, good: unknown) =>
  inRequest(chat, (body) => (Object.hasOwn(body, name) ? { ...body, [name]: good } : body));

const refusing = (when: (sent: Json) => boolean) =>
  instead(chat, (_, sent) => (when(sent) ? failure(400, 'Invalid request') : undefined));

const crashing =
  (when: (text: string) => boolean): Mutant['breakServer'] =>
  (handler) =>
  async (request) =>
    isTo(request, ...chat) && when(await request.clone().text()) ? failure(500) : handler(request);

const repaired = (repair: (body: Json) => Json) => inRequest(chat, repair);

const rows: readonly MutantRow[] = [
  [
    'NEG_TEMP',
    'schema',
    chat,
    'temperature is not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'temperature')),
  ],
  [
    'NEG_TOPP',
    'schema',
    chat,
    'top_p is not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'top_p')),
  ],
  [
    'NEG_PENALTY',
    'schema',
    chat,
    'presence_penalty is not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'presence_penalty')),
  ],
  [
    'NEG_N',
    'schema',
    chat,
    'n is not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'n')),
  ],
  [
    'NEG_STOP',
    'schema',
    chat,
    'stop is not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'stop')),
  ],
  [
    'NEG_TOOLS',
    'schema',
    chat,
    'tools are not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'tools')),
  ],
  [
    'NEG_FORMAT',
    'schema',
    chat,
    'response_format is not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'response_format')),
  ],
  [
    'NEG_STREAM',
    'schema',
    chat,
    'stream may be a text',
    'negative-data-rejection',
    repaired((body) => (typeof body['stream'] === 'boolean' ? body : without(body, 'stream'))),
  ],
  [
    'NEG_THINKING',
    'schema',
    chat,
    'thinking is not checked',
    'negative-data-rejection',
    repaired((body) => without(body, 'thinking')),
  ],
  [
    'NEG_MODEL',
    'schema',
    chat,
    'any model is taken',
    'negative-data-rejection',
    unchecked('model', 'moonshot-v1-8k'),
  ],
  [
    'NEG_MESSAGES',
    'schema',
    chat,
    'messages may be anything',
    'negative-data-rejection',
    repaired((body) =>
      Array.isArray(body['messages']) || !Object.hasOwn(body, 'messages')
        ? body
        : { ...body, messages: [{ role: 'user', content: 'x' }] },
    ),
  ],
  [
    'NEG_CONTENT',
    'schema',
    chat,
    'content may be anything',
    'negative-data-rejection',
    repaired((body) => ({
      ...body,
      ...(Array.isArray(body['messages'])
        ? {
            messages: listOf(body['messages']).map((message) =>
              typeof objectOf(message)['content'] === 'object' ||
              typeof objectOf(message)['content'] === 'number'
                ? { ...objectOf(message), content: 'x' }
                : message,
            ),
          }
        : {}),
    })),
  ],
  [
    'NEG_LIMIT',
    'schema',
    chat,
    'max_tokens may be a text',
    'negative-data-rejection',
    repaired((body) => (typeof body['max_tokens'] === 'string' ? without(body, 'max_tokens') : body)),
  ],
  [
    'POS_8K',
    'schema',
    chat,
    'moonshot-v1-8k is refused',
    'positive-data-acceptance',
    refusing(({ model }) => model === 'moonshot-v1-8k'),
  ],
  [
    'POS_VISION',
    'schema',
    chat,
    'a vision model is refused',
    'positive-data-acceptance',
    refusing(({ model }) => model === 'moonshot-v1-32k-vision-preview'),
  ],
  [
    'POS_STOP5',
    'schema',
    chat,
    'five stop texts are refused',
    'positive-data-acceptance',
    refusing(({ stop }) => Array.isArray(stop) && stop.length === 5),
  ],
  [
    'POS_PARTS',
    'schema',
    chat,
    'content in parts is refused',
    'positive-data-acceptance',
    refusing(({ messages }) =>
      listOf(messages).some((message) => Array.isArray(objectOf(message)['content'])),
    ),
  ],
  [
    'POS_TOOLS',
    'schema',
    chat,
    'tools are refused',
    'positive-data-acceptance',
    refusing(({ tools }) => listOf(tools).length > 0),
  ],
  [
    'POS_N',
    'schema',
    chat,
    'more than one choice is refused',
    'positive-data-acceptance',
    refusing(({ n }) => Number(n) > 1),
  ],
  [
    'CHAT_500_ASTRAL',
    'http',
    chat,
    'an emoji is a 500',
    'not-a-server-error',
    crashing((text) => /[\u{10000}-\u{10ffff}]/u.test(text) || /\\ud8[0-9a-f]{2}/i.test(text)),
  ],
  [
    'CHAT_500_JSON',
    'http',
    chat,
    'a body that is not JSON is a 500',
    'not-a-server-error',
    crashing((text) => {
      try {
        JSON.parse(text);
        return false;
      } catch {
        return true;
      }
    }),
  ],
  [
    'CHAT_500_LONG',
    'http',
    chat,
    'a long text is a 500',
    'not-a-server-error',
    crashing((text) => text.length > 9_000),
  ],
  [
    'AUTH_WRONG',
    'schema',
    ['listFiles'],
    'any key will do',
    'ignored-auth',
    (handler) => (request) => {
      const headers = new Headers(request.headers);
      if (headers.has('authorization')) headers.set('authorization', 'Bearer plumbline-harness-key');
      return handler(isTo(request, 'listFiles') ? new Request(request.url, { headers }) : request);
    },
  ],
  [
    'AUTH_200',
    'schema',
    ['getBalance'],
    'a missing key is answered with 200',
    'ignored-auth',
    onStatus(
      ['getBalance'],
      [401],
      (_, response) => new Response(response.body, { status: 200, headers: response.headers }),
    ),
  ],
  [
    'AUTH_SHAPE',
    'schema',
    ['listBatches'],
    'a 401 is a bare text in JSON',
    'response-schema-conformance',
    onStatus(['listBatches'], [401], () => Response.json({ message: 'no' }, { status: 401 })),
  ],
  [
    'METHOD_200',
    'http',
    allRoutes,
    'any method is taken',
    'unsupported-method',
    (handler) => async (request) => {
      const response = await handler(request);
      return response.status === 405 ? Response.json({}) : response;
    },
  ],
];

/** A request that breaks a rule is repaired before the server sees it, so the rule is not enforced. */
const unruled = (id: string, title: string, check: string, repair: (body: Json) => Json): Mutant =>
  broken(id, 'prose', chat, title, [check], repaired(repair));

/** The file of an upload is repaired before the server sees it. */
const fileRepaired =
  (repair: (file: File) => File): Mutant['breakServer'] =>
  (handler) =>
  async (request) => {
    const form = isTo(request, 'uploadFile')
      ? await request
          .clone()
          .formData()
          .catch(() => undefined)
      : undefined;
    const file = form?.get('file');
    if (form === undefined || !(file instanceof File)) return handler(request);
    form.set('file', repair(file));
    const headers = new Headers(request.headers);
    headers.delete('content-type');
    return handler(new Request(request.url, { method: 'POST', headers, body: form }));
  };

/** Requests that are judged wrongly. */
export const requestMutants: readonly Mutant[] = [
  ...rows.map(mutantOf),
  unruled('RULE_STOP', 'a stop text of 33 bytes is taken', 'stop-bytes', (body) => without(body, 'stop')),
  unruled('RULE_PARTIAL', 'a partial message in the middle is taken', 'partial-last', (body) => ({
    ...body,
    messages: listOf(body['messages']).slice(-1),
  })),
  unruled('RULE_TOOL_NAMES', 'two tools of one name are taken', 'tool-names', (body) => ({
    ...body,
    tools: listOf(body['tools']).slice(0, 1),
  })),
  unruled('RULE_TURNS', 'an answer to no call is taken', 'tool-turns', (body) => ({
    ...body,
    messages: listOf(body['messages']).slice(0, 1),
  })),
  unruled('RULE_URLS', 'an image on the web is taken', 'media-urls', (body) => ({
    ...body,
    messages: [{ role: 'user', content: 'x' }],
  })),
  unruled('RULE_MFJS', 'parameters of another flavour are taken', 'mfjs-parameters', (body) =>
    without(body, 'tools'),
  ),
  unruled('RULE_CONTEXT', 'a limit beyond the context is taken', 'token-limit', (body) =>
    without(body, 'max_completion_tokens', 'max_tokens'),
  ),
  unruled('RULE_CHOICE', 'a tool is demanded although none is offered', 'tool-choice-needs-tools', (body) =>
    without(body, 'tool_choice'),
  ),
  broken(
    'RULE_EMPTY',
    'prose',
    ['uploadFile'],
    'an empty file is taken',
    ['file-not-empty'],
    fileRepaired((file) => (file.size > 0 ? file : new File(['x'], file.name))),
  ),
  broken(
    'RULE_BATCH_NAME',
    'prose',
    ['uploadFile'],
    'a batch file of any name is taken',
    ['batch-file-name'],
    fileRepaired((file) => (file.name.endsWith('.jsonl') ? file : new File([file], `${file.name}.jsonl`))),
  ),
];
