import type { Mutant } from 'openapi-plumbline';
import { broken, inResponse, type Json } from './break.ts';
import { chat, inChoices, inMessage, isObject, listOf, objectOf, without } from './choices.ts';

type Break = Mutant['breakServer'];

const response = (alter: (body: Json, sent: Json) => Json): Break =>
  inResponse(chat, (body, _, sent) => alter(body, sent));

const usage = (alter: (usage: Json, sent: Json) => Json): Break =>
  response((body, sent) => ({ ...body, usage: alter(objectOf(body['usage']), sent) }));

/** A choice that calls a tool. */
const calling = (call: (sent: Json) => Json, finish = 'tool_calls'): Break =>
  inChoices((choice, sent) => ({
    ...choice,
    finish_reason: finish,
    message: { ...objectOf(choice['message']), content: '', tool_calls: [call(sent)] },
  }));

const declaredName = (sent: Json): unknown => objectOf(listOf(sent['tools'])[0]?.['function'])['name'];

const callOf = (name: unknown, text = '{}', id = 'call:0'): Json => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

const rows: readonly (readonly [id: string, title: string, check: string, breakServer: Break])[] = [
  ['CHAT_MODEL', 'another model answers', 'model-echo', response((body) => ({ ...body, model: 'gpt-4' }))],
  [
    'CHAT_CREATED_MS',
    '`created` counts milliseconds',
    'created-plausible',
    response((body) => ({ ...body, created: Date.now() })),
  ],
  ['CHAT_CREATED_ZERO', '`created` is 0', 'created-plausible', response((body) => ({ ...body, created: 0 }))],
  [
    'CHAT_INDEXES',
    'all choices have the index 0',
    'choices-count',
    inChoices((choice) => ({ ...choice, index: 0 })),
  ],
  [
    'CHAT_MORE',
    'one choice too many',
    'choices-count',
    response((body) => ({ ...body, choices: [...listOf(body['choices']), ...listOf(body['choices'])] })),
  ],
  [
    'CHAT_USAGE_SUM',
    'the total is not the sum',
    'usage-sums',
    usage((body) => ({ ...body, total_tokens: 1 })),
  ],
  [
    'CHAT_USAGE_ZERO',
    'the prompt has no tokens',
    'usage-sums',
    usage(() => ({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })),
  ],
  [
    'CHAT_FINISH_TOOLS',
    'ends for tool_calls without any',
    'finish-reason',
    inChoices((choice) => ({
      ...choice,
      finish_reason: 'tool_calls',
      message: without(objectOf(choice['message']), 'tool_calls'),
    })),
  ],
  [
    'CHAT_FINISH_STOP',
    'ends for stop with tool calls',
    'finish-reason',
    calling((sent) => callOf(declaredName(sent) ?? 'look'), 'stop'),
  ],
  [
    'CHAT_LIMIT',
    'the limit is not kept',
    'length-kept',
    usage((body, sent) =>
      typeof sent['max_tokens'] === 'number' || typeof sent['max_completion_tokens'] === 'number'
        ? { prompt_tokens: 9, completion_tokens: 2 ** 54, total_tokens: 2 ** 54 + 9 }
        : body,
    ),
  ],
  [
    'CHAT_STOP_OUT',
    'the stop text stands in the answer',
    'stop-withheld',
    inMessage((message, sent) => {
      const stop = Array.isArray(sent['stop']) ? sent['stop'][0] : sent['stop'];
      return typeof stop === 'string' ? { ...message, content: `well ${stop}` } : message;
    }),
  ],
  [
    'CHAT_JSON',
    'JSON mode answers in prose',
    'json-output',
    inMessage((message, sent) =>
      objectOf(sent['response_format'])['type'] === 'json_object'
        ? { ...message, content: 'Sure: here it is.' }
        : message,
    ),
  ],
  [
    'CHAT_SCHEMA',
    'structured output is not JSON',
    'json-output',
    inMessage((message, sent) =>
      objectOf(sent['response_format'])['type'] === 'json_schema'
        ? { ...message, content: '{"half":' }
        : message,
    ),
  ],
  [
    'CHAT_TOOL_OTHER',
    'a tool is called that the request does not declare',
    'tool-declared',
    calling(() => callOf('rm_rf')),
  ],
  [
    'CHAT_TOOL_INVALID',
    'arguments are an object of the wrong shape',
    'tool-arguments-parse',
    calling((sent) => callOf(declaredName(sent) ?? 'look', '[1]')),
  ],
  [
    'CHAT_THINKS',
    'a model thinks although thinking is disabled',
    'thinking-off',
    inMessage((message, sent) =>
      objectOf(sent['thinking'])['type'] === 'disabled' ? { ...message, reasoning_content: 'Hm.' } : message,
    ),
  ],
  [
    'CHAT_NONE',
    'a tool is called although tool_choice is none',
    'tool-choice-kept',
    inChoices((choice, sent) =>
      sent['tool_choice'] === 'none'
        ? {
            ...choice,
            finish_reason: 'tool_calls',
            message: { ...objectOf(choice['message']), tool_calls: [callOf('look')] },
          }
        : choice,
    ),
  ],
  [
    'CHAT_IDS',
    'two tool calls have one id',
    'tool-call-ids',
    inMessage((message) => ({ ...message, tool_calls: [callOf('look'), callOf('look')] })),
  ],
  [
    'CHAT_NO_USAGE',
    'an answer says nothing of its usage',
    'usage-present',
    response((body) => without(body, 'usage')),
  ],
  [
    'CHAT_FINISH',
    'ends for a reason that does not exist',
    'response-schema-conformance',
    inChoices((choice) => ({ ...choice, finish_reason: 'done' })),
  ],
  [
    'CHAT_ROLE',
    'the user answers',
    'response-schema-conformance',
    inMessage((message) => ({ ...message, role: 'user' })),
  ],
  [
    'CHAT_NO_CHOICES',
    'a completion has no choices',
    'response-schema-conformance',
    response((body) => ({ ...body, choices: [] })),
  ],
  [
    'CHAT_CONTENT_NUM',
    'the content is a number',
    'response-schema-conformance',
    inMessage((message) => ({ ...message, content: 42 })),
  ],
  [
    'CHAT_OBJECT',
    'the object is a text completion',
    'response-schema-conformance',
    response((body) => ({ ...body, object: 'text_completion' })),
  ],
  [
    'CHAT_ID_NUM',
    'the id is a number',
    'response-schema-conformance',
    response((body) => ({ ...body, id: 7 })),
  ],
];

const relations = new Set([
  'model-echo',
  'choices-count',
  'stop-withheld',
  'length-kept',
  'json-output',
  'thinking-off',
]);

/** What whole responses get wrong. */
export const responseMutants: readonly Mutant[] = rows.map(([id, title, check, breakServer]) =>
  broken(
    id,
    check === 'response-schema-conformance' ? 'schema' : relations.has(check) ? 'relation' : 'prose',
    chat,
    title,
    [check],
    breakServer,
  ),
);

/** Arguments that are an object but do not match the caller's parameters. */
export const argumentMutants: readonly Mutant[] = [
  broken(
    'CHAT_TOOL_WRONG',
    'relation',
    chat,
    'arguments are not valid by the parameters',
    ['tool-arguments-valid'],
    inResponse(chat, (body, _, sent) => {
      const [tool] = listOf(sent['tools']);
      const { name, parameters } = objectOf(tool?.['function']);
      const members = Object.keys(objectOf(objectOf(parameters)['properties']));
      if (!isObject(parameters)) return body;
      const wrong = Object.fromEntries(
        (members.length > 0 ? members : ['x']).map((member) => [member, { wrong: [] }]),
      );
      const choices = listOf(body['choices']).map((choice) => ({
        ...choice,
        finish_reason: 'tool_calls',
        message: { ...objectOf(choice['message']), tool_calls: [callOf(name, JSON.stringify(wrong))] },
      }));
      return { ...body, choices };
    }),
  ),
];
