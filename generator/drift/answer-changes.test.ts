import { describe, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { answer, api, type ChangeRow, expectRow, json, object } from './small-api.test-support.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const responses = (members: object): JsonObject => api({ responses: members });
const says = (schema?: object): object => ({
  description: '',
  ...(schema === undefined ? {} : { content: json(schema) }),
});
const header = (more: object): JsonObject =>
  api(answer({ headers: { 'X-Left': { schema: text, ...more } } }));
const a = (type: object): object => object({ a: type });

const rows: readonly ChangeRow[] = [
  [
    'the body of an error changes',
    responses({ 200: says(), 404: says(object({ a: text }, { required: ['a'] })) }),
    responses({ 200: says(), 404: says(object({ a: integer }, { required: ['a'] })) }),
    'breaking',
    'breaking',
    'response',
  ],
  [
    'an error goes',
    responses({ 200: says(), 404: says() }),
    responses({ 200: says() }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'an error of its own under the default, like it',
    responses({ 200: says(), default: says(a(text)) }),
    responses({ 200: says(), 404: says(a(text)), default: says(a(text)) }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'an error of its own under the default, unlike it',
    responses({ 200: says(), default: says(a(text)) }),
    responses({ 200: says(), 404: says(a(integer)), default: says(a(text)) }),
    'breaking',
    'breaking',
    'response',
  ],
  [
    'a range becomes one status',
    responses({ '2XX': says(text) }),
    responses({ 200: says(text) }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'a range becomes one status, of another body',
    responses({ '2XX': says(text) }),
    responses({ 200: says(integer) }),
    'breaking',
    'breaking',
    'response',
  ],
  [
    'one success of two goes',
    responses({ 200: says(text), 202: says(text) }),
    responses({ 200: says(text) }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'a success without the body that is known',
    responses({ 200: says(text) }),
    responses({ 200: says(text), 204: says() }),
    'breaking',
    'non-breaking',
    'response',
  ],
  [
    'a redirection is documented',
    responses({ 200: says() }),
    responses({ 200: says(), 302: says() }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'the schema goes',
    responses({ 200: says(text) }),
    responses({ 200: { description: '', content: { 'application/json': {} } } }),
    'breaking',
    'non-breaking',
    'response',
  ],
  [
    'one media type of two goes',
    api(answer({ content: { ...json(text), 'text/plain': { schema: text } } })),
    api(answer({ content: json(text) })),
    'breaking',
    'non-breaking',
    'response',
  ],
  [
    'two versions of a media type are two',
    api(
      answer({
        content: { 'application/json;v=1': { schema: text }, 'application/json;v=2': { schema: integer } },
      }),
    ),
    api(answer({ content: { 'application/json;v=2': { schema: integer } } })),
    'breaking',
    'non-breaking',
    'response',
  ],
  [
    'header: a number is text',
    header({ schema: integer }),
    header({}),
    'breaking',
    'non-breaking',
    'response',
  ],
  [
    'header: more values',
    header({ schema: { enum: ['a'] } }),
    header({ schema: { enum: ['a', 'b'] } }),
    'breaking',
    'non-breaking',
    'response',
  ],
  ['header: an optional one goes', header({}), api({}), 'non-breaking', 'non-breaking'],
  [
    'header: a required one goes',
    header({ required: true }),
    api({}),
    'breaking',
    'non-breaking',
    'response',
  ],
  [
    'header: in another case',
    header({ required: true }),
    api(answer({ headers: { 'x-left': { required: true, schema: text } } })),
    'non-breaking',
    'non-breaking',
  ],
  [
    'header: an object is exploded',
    header({ schema: a(text) }),
    header({ schema: a(text), explode: true }),
    'breaking',
    'breaking',
    'response',
  ],
  [
    'header: a list is exploded, which says nothing',
    header({ schema: { type: 'array', items: text } }),
    header({ schema: { type: 'array', items: text }, explode: true }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'header: content of another schema',
    api(answer({ headers: { 'X-Left': { content: json(a(text)) } } })),
    api(answer({ headers: { 'X-Left': { content: json(a(integer)) } } })),
    'breaking',
    'breaking',
    'response',
  ],
  [
    'header: written as JSON',
    header({}),
    api(answer({ headers: { 'X-Left': { content: json(text) } } })),
    'breaking',
    'breaking',
    'response',
  ],
  [
    'header: one that the specification ignores',
    header({}),
    api(
      answer({
        headers: { 'X-Left': { schema: text }, 'Content-Type': { required: true, schema: text } },
      }),
    ),
    'non-breaking',
    'non-breaking',
  ],
];

describe('a change of an answer', () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_, row) => expectRow(row));
});
