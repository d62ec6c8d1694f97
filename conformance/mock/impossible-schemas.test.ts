import { expect, it } from 'vitest';
import type { JsonObject } from '../../generator/json/types.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { createMock } from './mock.ts';

/** Defective documents: the mock reports where it cannot respond, and responds where it can. */

const send = async (schema: JsonObject, init: RequestInit = {}): Promise<readonly [number, string]> => {
  const content = { 'application/json': { schema } };
  const answer = { responses: { 200: { description: 'a thing', content } } };
  const paths = { '/things': { get: answer, post: { ...answer, requestBody: { content } } } };
  const refused = { 400: { description: 'refused', content } };
  Object.assign(answer.responses, refused);
  const mock = createMock(contractOf({ paths, components: { schemas: { Loop: loop } } }));
  const headers = { 'content-type': 'application/json' };
  const response = await mock.fetch(new Request('http://mock.test/things', { headers, ...init }));
  return [response.status, await response.text()];
};
const loop = { type: 'object', required: ['x'], properties: { x: { $ref: '#/components/schemas/Loop' } } };

it.each<{ readonly what: string; readonly schema: JsonObject; readonly message: RegExp }>([
  {
    what: 'lengths that contradict',
    schema: { type: 'string', minLength: 5, maxLength: 3 },
    message: /no string is 5 to 3/,
  },
  {
    what: 'types that contradict',
    schema: { allOf: [{ type: 'string' }, { type: 'number' }] },
    message: /no value is both/,
  },
  {
    what: 'an endless reference cycle',
    schema: { $ref: '#/components/schemas/Loop' },
    message: /circle has no way out/,
  },
  { what: 'an unknown type', schema: { type: 'bogus' }, message: /bogus/ },
  { what: 'an empty enum', schema: { enum: [] }, message: /enum/ },
])('no value is sampled for $what, and the place is reported', async ({ schema, message }) => {
  const [status, text] = await send(schema);
  expect([status, text]).toEqual([501, expect.stringMatching(message)]);
  expect(text).toContain('#/');
});

it.each<{ readonly what: string; readonly schema: JsonObject; readonly value: unknown }>([
  {
    what: 'a bound of the older dialect',
    schema: { type: 'integer', minimum: 1, exclusiveMinimum: true },
    value: 2,
  },
  {
    what: 'required as a flag',
    schema: { type: 'object', properties: { a: { type: 'string', required: true } } },
    value: {},
  },
  { what: 'an invalid pattern', schema: { type: 'string', pattern: '(' }, value: 'x' },
  { what: 'items in a list', schema: { type: 'array', items: [{ type: 'string' }] }, value: ['x'] },
])(
  'a schema that no validator can compile accepts values that break none of its valid parts: $what',
  async ({ schema, value }) => {
    expect((await send(schema))[0]).toBe(200);
    expect((await send(schema, { method: 'POST', body: JSON.stringify(value) }))[0]).toBe(200);
  },
);

it('a refusal has a body although its own schema accepts nothing', async () => {
  const [status, text] = await send(
    { type: 'string', minLength: 5, maxLength: 3 },
    { method: 'POST', body: '1' },
  );
  expect([status, JSON.parse(text)]).toEqual([400, { error: { message: expect.stringContaining('body') } }]);
});
