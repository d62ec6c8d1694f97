import { describe, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { api, type ChangeRow, expectRow, json, object, responding } from './small-api.test-support.ts';

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
  {
    title: 'a range becomes one type',
    base: body({ 'application/*': { schema: text } }),
    head: body(json(text)),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'any type at all',
    base: body(json(text)),
    head: body({ '*/*': { schema: text } }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a type in another case',
    base: body(json(text)),
    head: body({ 'Application/JSON': { schema: text } }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a type of another vendor',
    base: body(json(text)),
    head: body({ 'application/vnd.a+json': { schema: text } }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'another version of a type',
    base: body({ 'application/json;v=1': { schema: text } }),
    head: body({ 'application/json;v=2': { schema: text } }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a boundary',
    base: parts({ a: text }),
    head: body({ 'multipart/form-data; boundary=x': { schema: object({ a: text }) } }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'one type of two goes',
    base: body({ ...json(text), 'text/plain': { schema: text } }),
    head: body(json(text)),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'a description',
    base: body(json(text), { description: 'a' }),
    head: body(json(text), { description: 'b' }),
    there: 'docs-only',
    back: 'docs-only',
  },
  {
    title: 'a number in a form is text',
    base: form({ a: integer }),
    head: form({ a: text }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a single text in a form is a list of one',
    base: form({ a: text }),
    head: form({ a: list(text) }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'the default style is written out',
    base: form({ a: list(text) }),
    head: form({ a: list(text) }, { a: { style: 'form', explode: true } }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a list in a form, not exploded',
    base: form({ a: list(text) }),
    head: form({ a: list(text) }, { a: { explode: false } }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a text in a form, not exploded',
    base: form({ a: text }),
    head: form({ a: text }, { a: { explode: false } }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'an encoding does not apply to JSON',
    base: body(json(object({ a: text }))),
    head: body({
      'application/json': { schema: object({ a: text }), encoding: { a: { contentType: 'image/png' } } },
    }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'the default type of a part is written out',
    base: parts({ a: text, o: object({}), f: bytes }),
    head: parts(
      { a: text, o: object({}), f: bytes },
      {
        a: { contentType: 'text/plain' },
        o: { contentType: 'application/json' },
        f: { contentType: 'application/octet-stream' },
      },
    ),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a file is of one type only',
    base: parts({ f: bytes }),
    head: parts({ f: bytes }, { f: { contentType: 'image/png' } }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'one file or several',
    base: parts({ f: bytes }),
    head: parts({ f: list(bytes) }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a part requires a header',
    base: parts({ a: text }, { a: { headers: {} } }),
    head: parts({ a: text }, { a: { headers: { 'X-A': { required: true, schema: text } } } }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'a name in XML',
    base: xml({ name: 'x' }),
    head: xml({ name: 'y' }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'an attribute in XML',
    base: xml({}),
    head: xml({ attribute: true }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a prefix in XML',
    base: xml({ prefix: 'x' }),
    head: xml({ prefix: 'y' }),
    there: 'docs-only',
    back: 'docs-only',
  },
  {
    title: 'the name in XML of what is sent as JSON',
    base: body(json(object({ a: { ...text, xml: { name: 'x' } } }))),
    head: body(json(object({ a: { ...text, xml: { name: 'y' } } }))),
    there: 'docs-only',
    back: 'docs-only',
  },
  {
    title: 'bytes, as 3.0 and as 3.1 say it',
    base: older(body({ 'application/octet-stream': { schema: bytes } })),
    head: body({ 'application/octet-stream': {} }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'an image, as 3.0 and as 3.1 say it',
    base: older(api(responding({ content: { 'image/png': { schema: bytes } } }))),
    head: api(responding({ content: { 'image/png': { schema: {} } } })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
];

describe('a change of a request body', () => {
  it.each(rows)('$title', (row) => expectRow(row));
});
