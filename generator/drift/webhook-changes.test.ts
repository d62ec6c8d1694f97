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

/** The API is the caller: subscribers read its requests, and it reads their responses. */
const both = (
  [
    ['webhook', webhook],
    ['callback', callback],
  ] as const
).flatMap(([noun, on]): readonly ChangeRow[] => [
  {
    title: `${noun}: an optional header is new`,
    base: on({}),
    head: on(header({})),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: `${noun}: a header is always sent`,
    base: on({}),
    head: on(header({ required: true })),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: `${noun}: a header is sent always, not sometimes`,
    base: on(header({})),
    head: on(header({ required: true })),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: `${noun}: a header of more values`,
    base: on(header({ schema: { enum: ['a'] } })),
    head: on(header({ schema: { enum: ['a', 'b'] } })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: `${noun}: a body is sent`,
    base: on({}),
    head: on(body(text)),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: `${noun}: a body of another media type as well`,
    base: on(body(text)),
    head: on(body(text, { 'application/xml': { schema: text } })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: `${noun}: a body with a new member`,
    base: on(body(object({ a: text }))),
    head: on(body(object({ a: text, b: text }))),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: `${noun}: a closed body`,
    base: on(body(object({ a: text }))),
    head: on(body(object({ a: text }, { additionalProperties: false }))),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: `${noun}: another success with more members is accepted`,
    base: on(status(text)),
    head: on(status(text, { 202: { description: 'later', content: json({ type: 'integer' }) } })),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: `${noun}: a response is required`,
    base: on(status(undefined)),
    head: on(status(text)),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: `${noun}: fewer responses are accepted`,
    base: on(status({ enum: ['a', 'b'] })),
    head: on(status({ enum: ['a'] })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: `${noun}: deprecated`,
    base: on({}),
    head: on({ deprecated: true }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
]);

const rows: readonly ChangeRow[] = [
  ...both,
  {
    title: 'a webhook comes and goes',
    base: api({}),
    head: webhook({}),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a callback comes and goes',
    base: api({}),
    head: callback({}),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'the API brings a credential',
    base: webhook({}),
    head: webhook({ security: [{ key: [] }] }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'security of the document does not apply to webhooks',
    base: webhook({}),
    head: webhook({}, { security: [{ key: [] }] }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
];

describe('a change of what the API calls', () => {
  it.each(rows)('$title', (row) => expectRow(row));
});
