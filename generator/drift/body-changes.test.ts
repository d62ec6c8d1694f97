import { describe, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { answer, api, type ChangeRow, expectRow, json, object } from './small-api.test-support.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const list = (items: object): object => ({ type: 'array', items });
const bytes = { type: 'string', format: 'binary' };
const body = (content: object, more: object = {}): JsonObject =>
  api({ requestBody: { required: true, content, ...more } });
const form = (properties: object, encoding?: object): JsonObject =>
  body({
    'application/x-www-form-urlencoded': {
      schema: object(properties),
      ...(encoding === undefined ? {} : { encoding }),
    },
  });
const parts = (properties: object, encoding?: object): JsonObject =>
  body({
    'multipart/form-data': {
      schema: object(properties),
      ...(encoding === undefined ? {} : { encoding }),
    },
  });
const xml = (members: object): JsonObject =>
  body({ 'application/xml': { schema: object({ a: { ...text, xml: members } }) } });
const older = (document: JsonObject): JsonObject => ({ ...document, openapi: '3.0.3' });

const rows: readonly ChangeRow[] = [
  [
    'a range becomes one type',
    body({ 'application/*': { schema: text } }),
    body(json(text)),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    'any type at all',
    body(json(text)),
    body({ '*/*': { schema: text } }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'a type in another case',
    body(json(text)),
    body({ 'Application/JSON': { schema: text } }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'a type of another vendor',
    body(json(text)),
    body({ 'application/vnd.a+json': { schema: text } }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'another version of a type',
    body({ 'application/json;v=1': { schema: text } }),
    body({ 'application/json;v=2': { schema: text } }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'a boundary',
    parts({ a: text }),
    body({ 'multipart/form-data; boundary=x': { schema: object({ a: text }) } }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'one type of two goes',
    body({ ...json(text), 'text/plain': { schema: text } }),
    body(json(text)),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    'a description',
    body(json(text), { description: 'a' }),
    body(json(text), { description: 'b' }),
    'docs-only',
    'docs-only',
  ],
  [
    'a number in a form is text',
    form({ a: integer }),
    form({ a: text }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'a single text in a form is a list of one',
    form({ a: text }),
    form({ a: list(text) }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'the default style is written out',
    form({ a: list(text) }),
    form({ a: list(text) }, { a: { style: 'form', explode: true } }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'a list in a form, not exploded',
    form({ a: list(text) }),
    form({ a: list(text) }, { a: { explode: false } }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'a text in a form, not exploded',
    form({ a: text }),
    form({ a: text }, { a: { explode: false } }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'an encoding does not apply to JSON',
    body(json(object({ a: text }))),
    body({
      'application/json': { schema: object({ a: text }), encoding: { a: { contentType: 'image/png' } } },
    }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'the default type of a part is written out',
    parts({ a: text, o: object({}), f: bytes }),
    parts(
      { a: text, o: object({}), f: bytes },
      {
        a: { contentType: 'text/plain' },
        o: { contentType: 'application/json' },
        f: { contentType: 'application/octet-stream' },
      },
    ),
    'non-breaking',
    'non-breaking',
  ],
  [
    'a file is of one type only',
    parts({ f: bytes }),
    parts({ f: bytes }, { f: { contentType: 'image/png' } }),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    'one file or several',
    parts({ f: bytes }),
    parts({ f: list(bytes) }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'a part requires a header',
    parts({ a: text }, { a: { headers: {} } }),
    parts({ a: text }, { a: { headers: { 'X-A': { required: true, schema: text } } } }),
    'breaking',
    'non-breaking',
    'request',
  ],
  ['a name in XML', xml({ name: 'x' }), xml({ name: 'y' }), 'breaking', 'breaking', 'request'],
  ['an attribute in XML', xml({}), xml({ attribute: true }), 'breaking', 'breaking', 'request'],
  ['a prefix in XML', xml({ prefix: 'x' }), xml({ prefix: 'y' }), 'docs-only', 'docs-only'],
  [
    'the name in XML of what is sent as JSON',
    body(json(object({ a: { ...text, xml: { name: 'x' } } }))),
    body(json(object({ a: { ...text, xml: { name: 'y' } } }))),
    'docs-only',
    'docs-only',
  ],
  [
    'bytes, as 3.0 and as 3.1 say it',
    older(body({ 'application/octet-stream': { schema: bytes } })),
    body({ 'application/octet-stream': {} }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'an image, as 3.0 and as 3.1 say it',
    older(api(answer({ content: { 'image/png': { schema: bytes } } }))),
    api(answer({ content: { 'image/png': { schema: {} } } })),
    'non-breaking',
    'non-breaking',
  ],
];

describe('a change of a request body', () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_, row) => expectRow(row));
});
