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
  [`${place}: an optional one is new`, api({}), at(place, text), 'non-breaking', 'breaking', 'request'],
  [
    `${place}: a required one is new`,
    api({}),
    at(place, text, { required: true }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    `${place}: fewer values`,
    at(place, { enum: ['a', 'b'] }),
    at(place, { enum: ['a'] }),
    'breaking',
    'non-breaking',
    'request',
  ],
  [`${place}: a number is text`, at(place, integer), at(place, text), 'non-breaking', 'breaking', 'request'],
  [
    `${place}: a truth value is text`,
    at(place, { type: 'boolean' }),
    at(place, text),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    `${place}: a list of numbers is a list of texts`,
    at(place, list(integer)),
    at(place, list(text)),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    `${place}: written as JSON instead of plainly`,
    at(place, text),
    content(place, 'application/json', text),
    'breaking',
    'breaking',
    'request',
  ],
]);

const rows: readonly ChangeRow[] = [
  ...everywhere,
  [
    'a header in another case',
    at('header', text),
    api(parameter({}, 'Q', 'header')),
    'non-breaking',
    'non-breaking',
  ],
  ['a query name in another case', query(text), api(parameter({}, 'Q')), 'breaking', 'breaking', 'request'],
  [
    'content of another media type',
    content('query', 'application/json', text),
    content('query', 'application/xml', text),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'content of another schema',
    content('query', 'application/json', object({ a: text })),
    content('query', 'application/json', object({ a: integer })),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'an empty value is refused',
    query(text, { allowEmptyValue: true }),
    query(text),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    'reserved characters as they are',
    query(text),
    query(text, { allowReserved: true }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'a list is not exploded any more',
    query(list(text)),
    query(list(text), { explode: false }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'the default style is written out',
    query(list(text)),
    query(list(text), { style: 'form', explode: true }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'an object in brackets',
    query(object({ a: text })),
    query(object({ a: text }), { style: 'deepObject' }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'a member of an object is text',
    query(object({ a: integer }), { style: 'deepObject' }),
    query(object({ a: text }), { style: 'deepObject' }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'true and false as words',
    query({ type: 'boolean' }),
    query({ enum: ['true', 'false'] }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'numbers as words',
    query({ type: 'integer', enum: [1, 2] }),
    query({ enum: ['1', '2'] }),
    'non-breaking',
    'non-breaking',
  ],
  ['any number', query(integer), query({ type: 'number' }), 'non-breaking', 'breaking', 'request'],
  ['a pattern', query(text), query({ ...text, pattern: '^a+$' }), 'breaking', 'non-breaking', 'request'],
  [
    'a shorter list',
    query(list(text)),
    query(list(text, { maxItems: 3 })),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    'a default does not save a required one',
    query({ ...text, default: 'a' }),
    query({ ...text, default: 'a' }, { required: true }),
    'breaking',
    'non-breaking',
    'request',
  ],
  ['a default goes', query({ ...text, default: 'a' }), query(text), 'non-breaking', 'non-breaking'],
  ['an example', query(text, { example: 'a' }), query(text, { example: 'b' }), 'docs-only', 'docs-only'],
  [
    'a description',
    query(text, { description: 'a' }),
    query(text, { description: 'b' }),
    'docs-only',
    'docs-only',
  ],
  [
    'a reference instead',
    query(text),
    api(
      {
        parameters: [
          { $ref: '#/components/parameters/Q' },
          { name: 'id', in: 'path', required: true, schema: text },
        ],
      },
      { components: { parameters: { Q: { name: 'q', in: 'query', schema: text } } } },
    ),
    'non-breaking',
    'non-breaking',
  ],
  [
    'a header that the specification ignores',
    api({}),
    api(parameter({ required: true }, 'Accept', 'header')),
    'non-breaking',
    'non-breaking',
  ],
  ['path: fewer values', path(text), path({ enum: ['a'] }), 'breaking', 'non-breaking', 'request'],
  ['path: a format', path(text), path({ ...text, format: 'uuid' }), 'breaking', 'non-breaking', 'request'],
  ['path: another style', path(text), path(text, { style: 'label' }), 'breaking', 'breaking', 'request'],
  [
    'path: two names change places, their values do not',
    get('/a/{x}/{y}', integer, text),
    get('/a/{y}/{x}', integer, text),
    'non-breaking',
    'non-breaking',
  ],
  [
    'path: two values change places',
    get('/a/{x}/{y}', integer, { type: 'boolean' }),
    get('/a/{x}/{y}', { type: 'boolean' }, integer),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'a parameter of content says what it said',
    content('query', 'application/json', text),
    api({
      parameters: [
        { name: 'id', in: 'path', required: true, schema: text },
        { name: 'q', in: 'query', content: json(text) },
      ],
      deprecated: true,
    }),
    'non-breaking',
    'non-breaking',
  ],
];

describe('a change of a parameter', () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_, row) => expectRow(row));
});
