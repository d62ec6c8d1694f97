import { describe, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { api, type ChangeRow, expectRow, json, object } from './small-api.test-support.ts';

const text = { type: 'string' };
const post = (operation: object): object => ({
  post: { responses: { 200: { description: 'ok' } }, ...operation },
});
const webhook = (operation: object, rest: object = {}): JsonObject =>
  api({}, { webhooks: { done: post(operation) }, ...rest });
const callback = (operation: object): JsonObject =>
  api({ callbacks: { done: { '{$request.body#/url}': post(operation) } } });
const header = (more: object): object => ({
  parameters: [{ name: 'X-Signature', in: 'header', schema: text, ...more }],
});
const body = (schema: object, others: object = {}): object => ({
  requestBody: { required: true, content: { ...json(schema), ...others } },
});
const status = (schema: object | undefined, others: object = {}): object => ({
  responses: {
    200: { description: 'ok', ...(schema === undefined ? {} : { content: json(schema) }) },
    ...others,
  },
});

/** The API calls: what it sends is read by those who subscribed, what they answer is read by it. */
const both = (
  [
    ['webhook', webhook],
    ['callback', callback],
  ] as const
).flatMap(([noun, on]): readonly ChangeRow[] => [
  [`${noun}: an optional header is new`, on({}), on(header({})), 'non-breaking', 'non-breaking'],
  [
    `${noun}: a header is always sent`,
    on({}),
    on(header({ required: true })),
    'non-breaking',
    'breaking',
    'response',
  ],
  [
    `${noun}: a header is sent always, not sometimes`,
    on(header({})),
    on(header({ required: true })),
    'non-breaking',
    'breaking',
    'response',
  ],
  [
    `${noun}: a header of more values`,
    on(header({ schema: { enum: ['a'] } })),
    on(header({ schema: { enum: ['a', 'b'] } })),
    'breaking',
    'non-breaking',
    'response',
  ],
  [`${noun}: a body is sent`, on({}), on(body(text)), 'non-breaking', 'breaking', 'response'],
  [
    `${noun}: a body of another media type as well`,
    on(body(text)),
    on(body(text, { 'application/xml': { schema: text } })),
    'breaking',
    'non-breaking',
    'response',
  ],
  [
    `${noun}: a body with a new member`,
    on(body(object({ a: text }))),
    on(body(object({ a: text, b: text }))),
    'non-breaking',
    'non-breaking',
  ],
  [
    `${noun}: a closed body`,
    on(body(object({ a: text }))),
    on(body(object({ a: text }, { additionalProperties: false }))),
    'non-breaking',
    'breaking',
    'response',
  ],
  [
    `${noun}: another success is taken, which says more`,
    on(status(text)),
    on(status(text, { 202: { description: 'later', content: json({ type: 'integer' }) } })),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    `${noun}: a response is required`,
    on(status(undefined)),
    on(status(text)),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    `${noun}: fewer answers are taken`,
    on(status({ enum: ['a', 'b'] })),
    on(status({ enum: ['a'] })),
    'breaking',
    'non-breaking',
    'request',
  ],
  [`${noun}: deprecated`, on({}), on({ deprecated: true }), 'non-breaking', 'non-breaking'],
]);

const rows: readonly ChangeRow[] = [
  ...both,
  ['a webhook comes and goes', api({}), webhook({}), 'non-breaking', 'non-breaking'],
  ['a callback comes and goes', api({}), callback({}), 'non-breaking', 'non-breaking'],
  [
    'the API brings a credential',
    webhook({}),
    webhook({ security: [{ key: [] }] }),
    'non-breaking',
    'breaking',
    'response',
  ],
  [
    'security of the document does not apply to webhooks',
    webhook({}),
    webhook({}, { security: [{ key: [] }] }),
    'breaking',
    'non-breaking',
    'request',
  ],
];

describe('a change of what the API calls', () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_, row) => expectRow(row));
});
