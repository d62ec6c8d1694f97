import type { Mutant } from 'openapi-plumbline';
import { failure, inRequest, instead, type Json, type MutantRow, mutantOf, type Route } from './break.ts';
import { chat, isObject, listOf, objectOf, without } from './choices.ts';

/** Members of a request that are accepted with a wrong type: `takes` is true for those values. */
const taking = (
  names: readonly string[],
  takes: (value: unknown) => boolean,
  routes: readonly Route[] = chat,
) => inRequest(routes, (body) => without(body, ...names.filter((name) => name in body && takes(body[name]))));

const isFraction = (value: unknown): boolean => typeof value === 'number' && !Number.isInteger(value);
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

const nameRepaired = (repair: (name: string) => string) =>
  inRequest(chat, (body) => ({
    ...body,
    ...(Array.isArray(body['tools'])
      ? {
          tools: listOf(body['tools']).map((tool) => {
            const { name } = objectOf(objectOf(tool)['function']);
            return typeof name === 'string'
              ? { ...tool, function: { ...objectOf(tool['function']), name: repair(name) } }
              : tool;
          }),
        }
      : {}),
  }));

const crashing = (routes: readonly Route[], when: (sent: Json) => boolean) =>
  instead(routes, (_, sent) => (when(sent) ? failure(500) : undefined));

/** How deep a value is nested. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const metadataRepaired = (takes: (value: unknown) => boolean) =>
  inRequest(['createBatch'], (body) =>
    isObject(body['metadata'])
      ? {
          ...body,
          metadata: Object.fromEntries(
            Object.entries(body['metadata']).map(([name, value]) => [name, takes(value) ? 'x' : value]),
          ),
        }
      : body,
  );

const rows: readonly MutantRow[] = [
  ['NEG_N_HALF', 'schema', chat, 'n may be a fraction', 'negative-data-rejection', taking(['n'], isFraction)],
  ['NEG_N_TRUE', 'schema', chat, 'n may be true', 'negative-data-rejection', taking(['n'], isBoolean)],
  [
    'NEG_TEMP_LIST',
    'schema',
    chat,
    'temperature may be a list or an object',
    'negative-data-rejection',
    taking(['temperature'], (value) => typeof value === 'object' && value !== null),
  ],
  [
    'NEG_LIMIT_HALF',
    'schema',
    chat,
    'a limit of tokens may be a fraction',
    'negative-data-rejection',
    taking(['max_tokens', 'max_completion_tokens'], isFraction),
  ],
  [
    'NEG_STREAM_TEXT',
    'schema',
    chat,
    'stream may be the text of a boolean',
    'negative-data-rejection',
    taking(['stream'], (value) => typeof value === 'string'),
  ],
  [
    'NEG_KEY_NUMBER',
    'schema',
    chat,
    'prompt_cache_key may be a number',
    'negative-data-rejection',
    taking(['prompt_cache_key'], (value) => typeof value === 'number'),
  ],
  [
    'NEG_NAME_LONG',
    'schema',
    chat,
    'a tool name may be longer than 64',
    'negative-data-rejection',
    nameRepaired((name) => name.slice(0, 64)),
  ],
  [
    'NEG_NAME_SHORT',
    'schema',
    chat,
    'a tool name may be shorter than 3',
    'negative-data-rejection',
    nameRepaired((name) => (name.length < 3 ? `${name}abc` : name)),
  ],
  [
    'EST_MSG_TEXT',
    'schema',
    ['estimateTokenCount'],
    'messages may be one text',
    'negative-data-rejection',
    inRequest(['estimateTokenCount'], (body) =>
      typeof body['messages'] === 'string' ? { ...body, messages: [{ role: 'user', content: 'x' }] } : body,
    ),
  ],
  [
    'B_META_NUMBER',
    'schema',
    ['createBatch'],
    'a value of metadata may be a number',
    'negative-data-rejection',
    metadataRepaired((value) => typeof value === 'number'),
  ],
  [
    'B_META_TEXT',
    'schema',
    ['createBatch'],
    'metadata may be a text or a list',
    'negative-data-rejection',
    taking(['metadata'], (value) => typeof value === 'string' || Array.isArray(value), ['createBatch']),
  ],
  [
    'CHAT_500_NESTED',
    'http',
    chat,
    'a deeply nested body is a 500',
    'not-a-server-error',
    crashing(chat, (sent) => depthOf(sent) > 90),
  ],
  [
    'CHAT_500_ITEM',
    'http',
    chat,
    'a message that is a text is a 500',
    'not-a-server-error',
    crashing(
      chat,
      ({ messages }) => Array.isArray(messages) && messages.some((each) => typeof each === 'string'),
    ),
  ],
];

/** Mistakes that a run meets because they are dealt out over its columns. */
export const dealtMutants: readonly Mutant[] = rows.map(mutantOf);
