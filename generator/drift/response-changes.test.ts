import { describe, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { api, type ChangeRow, expectRow, json, object, responding } from './small-api.test-support.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const responses = (members: object): JsonObject => api({ responses: members });
const says = (schema?: object): object => ({
  description: '',
  ...(schema === undefined ? {} : { content: json(schema) }),
});
const header = (more: object): JsonObject =>
  api(responding({ headers: { 'X-Left': { schema: text, ...more } } }));
const a = (type: object): object => object({ a: type });

const rows: readonly ChangeRow[] = [
  {
    title: 'the body of an error changes',
    base: responses({ 200: says(), 404: says(object({ a: text }, { required: ['a'] })) }),
    head: responses({ 200: says(), 404: says(object({ a: integer }, { required: ['a'] })) }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'an error goes',
    base: responses({ 200: says(), 404: says() }),
    head: responses({ 200: says() }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'an error of its own under the default, like it',
    base: responses({ 200: says(), default: says(a(text)) }),
    head: responses({ 200: says(), 404: says(a(text)), default: says(a(text)) }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'an error of its own under the default, unlike it',
    base: responses({ 200: says(), default: says(a(text)) }),
    head: responses({ 200: says(), 404: says(a(integer)), default: says(a(text)) }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'a range becomes one status',
    base: responses({ '2XX': says(text) }),
    head: responses({ 200: says(text) }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a range becomes one status, of another body',
    base: responses({ '2XX': says(text) }),
    head: responses({ 200: says(integer) }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'one success of two goes',
    base: responses({ 200: says(text), 202: says(text) }),
    head: responses({ 200: says(text) }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a success without the body that is known',
    base: responses({ 200: says(text) }),
    head: responses({ 200: says(text), 204: says() }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: 'a redirection is documented',
    base: responses({ 200: says() }),
    head: responses({ 200: says(), 302: says() }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'the schema goes',
    base: responses({ 200: says(text) }),
    head: responses({ 200: { description: '', content: { 'application/json': {} } } }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: 'one media type of two goes',
    base: api(responding({ content: { ...json(text), 'text/plain': { schema: text } } })),
    head: api(responding({ content: json(text) })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: 'two versions of a media type are two',
    base: api(
      responding({
        content: { 'application/json;v=1': { schema: text }, 'application/json;v=2': { schema: integer } },
      }),
    ),
    head: api(responding({ content: { 'application/json;v=2': { schema: integer } } })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: 'header: a number is text',
    base: header({ schema: integer }),
    head: header({}),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: 'header: more values',
    base: header({ schema: { enum: ['a'] } }),
    head: header({ schema: { enum: ['a', 'b'] } }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: 'header: an optional one goes',
    base: header({}),
    head: api({}),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'header: a required one goes',
    base: header({ required: true }),
    head: api({}),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'response',
  },
  {
    title: 'header: in another case',
    base: header({ required: true }),
    head: api(responding({ headers: { 'x-left': { required: true, schema: text } } })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'header: an object is exploded',
    base: header({ schema: a(text) }),
    head: header({ schema: a(text), explode: true }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'header: a list is exploded, which says nothing',
    base: header({ schema: { type: 'array', items: text } }),
    head: header({ schema: { type: 'array', items: text }, explode: true }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'header: content of another schema',
    base: api(responding({ headers: { 'X-Left': { content: json(a(text)) } } })),
    head: api(responding({ headers: { 'X-Left': { content: json(a(integer)) } } })),
    there: 'breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'header: written as JSON',
    base: header({}),
    head: api(responding({ headers: { 'X-Left': { content: json(text) } } })),
    there: 'breaking',
    back: 'breaking',
    polarity: 'response',
  },
  {
    title: 'header: one that the specification ignores',
    base: header({}),
    head: api(
      responding({
        headers: { 'X-Left': { schema: text }, 'Content-Type': { required: true, schema: text } },
      }),
    ),
    there: 'non-breaking',
    back: 'non-breaking',
  },
];

describe('a change of a response', () => {
  it.each(rows)('$title', (row) => expectRow(row));
});
