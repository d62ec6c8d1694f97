import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { compareContracts } from './compare.ts';
import { compareSources } from './source.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };

/** An API that sends and returns `Root`. */
function apiOf(schemas: JsonObject): Contract {
  const content = { 'application/json': { schema: ref('Root') } };
  return buildContract({
    value: {
      openapi: '3.0.3',
      info: { title: 'Zoo', version: '1' },
      paths: {
        '/zoo': {
          put: {
            operationId: 'putZoo',
            requestBody: { required: true, content },
            responses: { 200: { description: 'ok', content } },
          },
        },
      },
      components: { schemas },
    },
    dialect: '3.0',
    origin: (pointer) => ({ file: 'zoo.yaml', pointer, position: () => undefined }),
  });
}

const subtype = (...parts: readonly JsonObject[]) => ({ allOf: [ref('Root'), ...parts] });

/** A base that lists its subtypes, each of which extends the base: every subtype leads back to itself. */
const family = (bird: JsonObject): JsonObject => ({
  Root: {
    type: 'object',
    required: ['kind'],
    properties: { kind: text },
    discriminator: { propertyName: 'kind' },
    oneOf: [ref('Bird'), ref('Fish'), ref('Snail')],
  },
  Bird: subtype({ type: 'object', properties: bird }),
  Fish: subtype({ type: 'object', properties: { depth: text } }),
  Snail: subtype({ type: 'object', properties: { shell: text } }),
});

const nested = (size: JsonObject, words: JsonObject = {}): JsonObject => ({
  Root: {
    type: 'object',
    properties: {
      value: { anyOf: [text, { oneOf: [ref('Small'), ref('Large')] }], ...words },
    },
  },
  Small: { type: 'object', properties: { size, note: { ...text, ...words } } },
  Large: { type: 'object', required: ['size'], properties: { size }, additionalProperties: text },
});

const cases: readonly {
  readonly name: string;
  readonly base: JsonObject;
  readonly head: JsonObject;
  readonly expected: readonly string[];
}[] = [
  {
    name: 'a description inside nested unions changes',
    base: nested({ type: 'integer' }),
    head: nested({ type: 'integer' }, { description: 'other words' }),
    expected: [],
  },
  {
    name: 'a member of a nested union is required now',
    base: nested({ type: 'integer' }),
    head: {
      ...nested({ type: 'integer' }),
      Small: {
        type: 'object',
        required: ['note'],
        properties: { size: { type: 'integer' }, note: text },
      },
    },
    expected: ['`Small.note` is required now'],
  },
  {
    name: 'a type in every branch of a union changes',
    base: nested({ type: 'integer' }),
    head: nested(text),
    expected: [
      '`Small.size` cannot be number now',
      '`Large.size` cannot be number now',
      '`Small.size` may be string now',
      '`Large.size` may be string now',
    ],
  },
  {
    name: '`required` beside `allOf` repeats what was required before',
    base: {
      Root: { allOf: [ref('Base')], required: ['lines'] },
      Base: { type: 'object', properties: { lines: text } },
    },
    head: {
      Root: { allOf: [ref('Base')], required: ['lines'] },
      Base: { type: 'object', properties: { lines: text, flow: text } },
    },
    expected: [],
  },
  {
    name: 'a subtype of a base that lists its subtypes gains a member',
    base: family({ song: text }),
    head: family({ song: text, size: { type: 'integer' } }),
    expected: [],
  },
  {
    name: 'a subtype of a base that lists its subtypes loses a member',
    base: family({ song: text, size: { type: 'integer' } }),
    head: family({ song: text }),
    expected: ['`Bird.size` is removed'],
  },
];

describe('types of the SDK', () => {
  it.each(cases)('$name', ({ base, head, expected }) => {
    const found = compareSources(apiOf(base), apiOf(head)).map(({ message }) => message);
    expect(new Set(found)).toEqual(new Set(expected));
  });

  it('are compared in time that does not grow with the ways through a recursive document', () => {
    const names = Array.from({ length: 60 }, (_, index) => `Node${index}`);
    const document = (last: JsonObject): JsonObject => ({
      Root: { oneOf: names.map(ref) },
      ...Object.fromEntries(
        names.map((name, index) => [
          name,
          {
            type: 'object',
            properties: {
              next: { oneOf: names.map(ref) },
              own: index === names.length - 1 ? last : text,
              [`only${index}`]: text,
            },
          },
        ]),
      ),
    });
    const found = compareSources(apiOf(document(text)), apiOf(document({ type: 'integer' })));
    expect(found.map(({ message }) => message)).toContain('`Node59.own` cannot be string now');
  }, 240_000);
});

describe('a base that lists its subtypes', () => {
  const changesOf = (base: JsonObject, head: JsonObject) =>
    compareContracts(apiOf(base), apiOf(head)).filter(({ verdict }) => verdict === 'breaking');

  it('is not breaking where a subtype gains an optional member', () => {
    expect(changesOf(family({ song: text }), family({ song: text, size: { type: 'integer' } }))).toEqual([]);
  });

  it('breaks readers where the discriminator may be missing', () => {
    const base = family({ song: text });
    const head = { ...base, Root: { ...(base['Root'] as JsonObject), required: [] } };
    expect(changesOf(base, head).map(({ code }) => code)).toContain('response-required-loosened');
  });
});
