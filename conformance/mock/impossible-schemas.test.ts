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

it.each<[string, JsonObject, RegExp]>([
  ['lengths that contradict', { type: 'string', minLength: 5, maxLength: 3 }, /no string is 5 to 3/],
  ['types that contradict', { allOf: [{ type: 'string' }, { type: 'number' }] }, /no value is both/],
  ['an endless reference cycle', { $ref: '#/components/schemas/Loop' }, /circle has no way out/],
  ['an unknown type', { type: 'bogus' }, /bogus/],
  ['an empty enum', { enum: [] }, /enum/],
])('no value is sampled for %s, and the place is reported', async (_, schema, message) => {
  const [status, text] = await send(schema);
  expect([status, text]).toEqual([501, expect.stringMatching(message)]);
  expect(text).toContain('#/');
});

it.each<[string, JsonObject, unknown]>([
  ['a bound of the older dialect', { type: 'integer', minimum: 1, exclusiveMinimum: true }, 2],
  ['required as a flag', { type: 'object', properties: { a: { type: 'string', required: true } } }, {}],
  ['an invalid pattern', { type: 'string', pattern: '(' }, 'x'],
  ['items in a list', { type: 'array', items: [{ type: 'string' }] }, ['x']],
])(
  'a schema that no validator can compile accepts values that break none of its valid parts: %s',
  async (_, schema, value) => {
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
