import { describe, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { api, type ChangeRow, expectRow, json, object, parameter } from './small-api.test-support.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const list = (items: object, more: object = {}): object => ({ type: 'array', items, ...more });
const at = (place: string, schema: object, more: object = {}): JsonObject =>
  api(parameter({ schema, ...more }, 'q', place));
const query = (schema: object, more: object = {}): JsonObject => at('query', schema, more);
const path = (schema: object, more: object = {}): JsonObject =>
  api({ parameters: [{ name: 'id', in: 'path', required: true, schema, ...more }] });
const content = (place: string, type: string, schema: object): JsonObject =>
  api({
    parameters: [
      { name: 'id', in: 'path', required: true, schema: text },
      { name: 'q', in: place, content: { [type]: { schema } } },
    ],
  });
const get = (path: string, first: object, second: object): JsonObject => {
  const [, x, y] = /\{(.)\}\/\{(.)\}/.exec(path) ?? [];
  const parameters = [
    { name: x, in: 'path', required: true, schema: first },
    { name: y, in: 'path', required: true, schema: second },
  ];
  return { ...api({}), paths: { [path]: { get: { parameters, responses: { 200: { description: '' } } } } } };
};

const everywhere = (['query', 'header', 'cookie'] as const).flatMap((place): readonly ChangeRow[] => [
  {
    title: `${place}: an optional one is new`,
    base: api({}),
    head: at(place, text),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: `${place}: a required one is new`,
    base: api({}),
    head: at(place, text, { required: true }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: `${place}: fewer values`,
    base: at(place, { enum: ['a', 'b'] }),
    head: at(place, { enum: ['a'] }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: `${place}: a number is text`,
    base: at(place, integer),
    head: at(place, text),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: `${place}: a truth value is text`,
    base: at(place, { type: 'boolean' }),
    head: at(place, text),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: `${place}: a list of numbers is a list of texts`,
    base: at(place, list(integer)),
    head: at(place, list(text)),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: `${place}: written as JSON instead of plainly`,
    base: at(place, text),
    head: content(place, 'application/json', text),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
]);

const rows: readonly ChangeRow[] = [
  ...everywhere,
  {
    title: 'a header in another case',
    base: at('header', text),
    head: api(parameter({}, 'Q', 'header')),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a query name in another case',
    base: query(text),
    head: api(parameter({}, 'Q')),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'content of another media type',
    base: content('query', 'application/json', text),
    head: content('query', 'application/xml', text),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'content of another schema',
    base: content('query', 'application/json', object({ a: text })),
    head: content('query', 'application/json', object({ a: integer })),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'an empty value is refused',
    base: query(text, { allowEmptyValue: true }),
    head: query(text),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'reserved characters as they are',
    base: query(text),
    head: query(text, { allowReserved: true }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a list is not exploded any more',
    base: query(list(text)),
    head: query(list(text), { explode: false }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'the default style is written out',
    base: query(list(text)),
    head: query(list(text), { style: 'form', explode: true }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'an object in brackets',
    base: query(object({ a: text })),
    head: query(object({ a: text }), { style: 'deepObject' }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a member of an object is text',
    base: query(object({ a: integer }), { style: 'deepObject' }),
    head: query(object({ a: text }), { style: 'deepObject' }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'true and false as words',
    base: query({ type: 'boolean' }),
    head: query({ enum: ['true', 'false'] }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'numbers as words',
    base: query({ type: 'integer', enum: [1, 2] }),
    head: query({ enum: ['1', '2'] }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'any number',
    base: query(integer),
    head: query({ type: 'number' }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a pattern',
    base: query(text),
    head: query({ ...text, pattern: '^a+$' }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'a shorter list',
    base: query(list(text)),
    head: query(list(text, { maxItems: 3 })),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'a default does not save a required one',
    base: query({ ...text, default: 'a' }),
    head: query({ ...text, default: 'a' }, { required: true }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'a default goes',
    base: query({ ...text, default: 'a' }),
    head: query(text),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'an example',
    base: query(text, { example: 'a' }),
    head: query(text, { example: 'b' }),
    there: 'docs-only',
    back: 'docs-only',
  },
  {
    title: 'a description',
    base: query(text, { description: 'a' }),
    head: query(text, { description: 'b' }),
    there: 'docs-only',
    back: 'docs-only',
  },
  {
    title: 'a reference instead',
    base: query(text),
    head: api(
      {
        parameters: [
          { $ref: '#/components/parameters/Q' },
          { name: 'id', in: 'path', required: true, schema: text },
        ],
      },
      { components: { parameters: { Q: { name: 'q', in: 'query', schema: text } } } },
    ),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a header that the specification ignores',
    base: api({}),
    head: api(parameter({ required: true }, 'Accept', 'header')),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'path: fewer values',
    base: path(text),
    head: path({ enum: ['a'] }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'path: a format',
    base: path(text),
    head: path({ ...text, format: 'uuid' }),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'path: another style',
    base: path(text),
    head: path(text, { style: 'label' }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'path: two names change places, their values do not',
    base: get('/a/{x}/{y}', integer, text),
    head: get('/a/{y}/{x}', integer, text),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'path: two values change places',
    base: get('/a/{x}/{y}', integer, { type: 'boolean' }),
    head: get('/a/{x}/{y}', { type: 'boolean' }, integer),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a parameter of content says what it said',
    base: content('query', 'application/json', text),
    head: api({
      parameters: [
        { name: 'id', in: 'path', required: true, schema: text },
        { name: 'q', in: 'query', content: json(text) },
      ],
      deprecated: true,
    }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
];

describe('a change of a parameter', () => {
  it.each(rows)('$title', (row) => expectRow(row));
});
