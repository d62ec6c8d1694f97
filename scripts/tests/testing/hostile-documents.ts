import type { JsonObject } from '../../../generator/json/types.ts';

/** A document that tries to cost more than it should, or to reach where it should not. */
export interface HostileDocument {
  readonly what: string;
  /** `.yaml` where it is YAML. */
  readonly file: string;
  readonly text: string;
  /** The outcome: a package, or a diagnostic with this code and a matching place. */
  readonly want: 'package' | { readonly code: string; readonly at: RegExp };
}

const documentOf = (schemas: JsonObject, more: JsonObject = {}): string => {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/A' } } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        post: {
          operationId: 'a',
          requestBody: { content },
          responses: { 200: { description: '', content } },
        },
      },
    },
    components: { schemas },
    ...more,
  });
};

const nested = (depth: number, wrap: (inner: JsonObject) => JsonObject): JsonObject => {
  let schema: JsonObject = { type: 'string' };
  for (let level = 0; level < depth; level++) schema = wrap(schema);
  return schema;
};

/** `A` refers to `S1`, which refers to `S2`, ... */
const chain = (length: number, link: (next: JsonObject) => JsonObject): JsonObject =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [
      index === 0 ? 'A' : `S${index}`,
      index === length - 1
        ? { type: 'object', properties: { x: { type: 'string' } } }
        : link({ $ref: `#/components/schemas/S${index + 1}` }),
    ]),
  );

const list = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => make(index));

const yamlHead = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths: {}\n';
const jsonHead = '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{},';
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const deep = (code: string): HostileDocument['want'] => ({ code, at: /#\/(components|x-a)/ });

/** All of them; `scale` is 1 for full sizes, less for a quick run. */
export function hostileDocuments(scale: number): readonly HostileDocument[] {
  const size = (full: number): number => Math.max(20, Math.round(full * scale));
  const json = (what: string, text: string, want: HostileDocument['want'] = 'package'): HostileDocument => ({
    what,
    file: 'a.json',
    text,
    want,
  });
  const yaml = (what: string, text: string, want: HostileDocument['want'] = 'package'): HostileDocument => ({
    what,
    file: 'a.yaml',
    text,
    want,
  });
  const circular = { code: 'ref-circular', at: /^a\.json:\d+:\d+: .*leads back here/ };
  return [
    yaml(
      'an alias bomb: 9 to the power of 12 values',
      `${yamlHead}x-a0: &a0 [x, x, x, x, x, x, x, x, x]\n${list(12, (index) => `x-a${index + 1}: &a${index + 1} [${list(9, () => `*a${index}`).join(', ')}]\n`).join('')}`,
      deep('too-large'),
    ),
    yaml(
      'an alias within itself',
      `${yamlHead}components:\n  schemas:\n    A: &a\n      properties:\n        a: *a\n`,
      deep('too-large'),
    ),
    yaml(
      'an alias used often',
      `${yamlHead}components:\n  schemas:\n    A: &a { type: string }\n${list(size(2_000), (index) => `    B${index}: *a\n`).join('')}`,
    ),
    json('a schema that is itself', documentOf({ A: ref('A') }), circular),
    json('two schemas that are each other', documentOf({ A: ref('B'), B: ref('A') }), circular),
    json('allOf of each other', documentOf({ A: { allOf: [ref('B')] }, B: { allOf: [ref('A')] } })),
    json(
      'a union with itself',
      documentOf({ A: { oneOf: [ref('B'), { type: 'string' }] }, B: { anyOf: [ref('A')] } }),
    ),
    json('not itself', documentOf({ A: { not: ref('A') } })),
    json(
      'parameters and responses that are each other',
      documentOf(
        { A: {} },
        {
          paths: {
            '/a': {
              get: {
                parameters: [{ $ref: '#/components/parameters/P' }],
                responses: { 200: { $ref: '#/components/responses/R' } },
              },
            },
          },
          components: {
            schemas: { A: {} },
            parameters: {
              P: { $ref: '#/components/parameters/Q' },
              Q: { $ref: '#/components/parameters/P' },
            },
            responses: { R: { $ref: '#/components/responses/R' } },
          },
        },
      ),
    ),
    json(
      'allOf within allOf, 1,000 deep',
      documentOf({ A: nested(1_000, (inner) => ({ allOf: [inner] })) }),
      deep('too-large'),
    ),
    json(
      'allOf as deep as is read',
      documentOf({ A: nested(190, (inner) => ({ allOf: [inner, { properties: { a: {} } }] })) }),
    ),
    json(
      'members as deep as is read',
      documentOf({ A: nested(190, (inner) => ({ type: 'object', properties: { a: inner } })) }),
    ),
    json(
      'allOf of the next schema, 1,000 deep',
      documentOf(
        chain(size(1_000), (next) => ({ allOf: [next, { properties: { y: { type: 'integer' } } }] })),
      ),
    ),
    json(
      'lists 100,000 deep',
      `${jsonHead}"x-a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      deep('too-large'),
    ),
    json(
      'schemas 100,000 deep',
      `${jsonHead}"components":{"schemas":{"A":${'{"items":'.repeat(100_000)}{}${'}'.repeat(100_000)}}}}`,
      deep('too-large'),
    ),
    yaml('lists 20,000 deep in YAML', `${yamlHead}x-a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, {
      code: 'not-yaml',
      at: /^a\.yaml:\d+:\d+/,
    }),
    ...(['allOf', 'anyOf', 'oneOf'] as const).map((keyword) =>
      json(
        `${keyword} of the next schema twice: 2 to the power of 30 ways`,
        documentOf(chain(30, (next) => ({ [keyword]: [next, { allOf: [next] }] }))),
      ),
    ),
    json(
      'members of the next schema twice',
      documentOf(chain(30, (next) => ({ type: 'object', properties: { a: next, b: next } }))),
    ),
    json(
      'allOf of 24 unions of two: 2 to the power of 24 products',
      documentOf({
        A: {
          allOf: list(24, (index) => ({
            oneOf: [
              { type: 'object', required: [`a${index}`] },
              { type: 'object', required: [`b${index}`] },
            ],
          })),
        },
      }),
    ),
    json(
      'an enum of 100,000 values',
      documentOf({ A: { enum: list(size(100_000), (index) => `v${index}`) } }),
    ),
    json(
      '20,000 members',
      documentOf({
        A: {
          type: 'object',
          properties: Object.fromEntries(list(size(20_000), (index) => [`p${index}`, { type: 'string' }])),
        },
      }),
    ),
    json(
      'a union of 5,000',
      documentOf({
        A: {
          oneOf: list(size(5_000), (index) => ({
            type: 'object',
            required: ['k'],
            properties: { k: { const: `v${index}` } },
          })),
        },
      }),
    ),
    json(
      'sizes of a thousand million',
      documentOf({ A: { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } } }),
    ),
    json(
      'a catastrophic pattern',
      documentOf({ A: { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } }),
    ),
    json('a pattern that does not compile', documentOf({ A: { type: 'string', pattern: '([' } })),
    json(
      'members of the prototype everywhere',
      `${jsonHead}"__proto__":{"polluted":1},"components":{"schemas":{"__proto__":{"type":"object","properties":{"__proto__":{"const":{"polluted":1}}}},"constructor":{"properties":{"prototype":{"properties":{"polluted":{}}}}}}}}`,
    ),
    json(
      'names that climb out of the folder',
      documentOf(
        { A: {}, '..': { type: 'object' }, '...': {}, CON: {}, nul: {} },
        {
          info: { title: '../../../t', version: '../1' },
          tags: [{ name: '../../x' }],
          paths: {
            '/../../b': {
              get: {
                operationId: '../../../etc/passwd',
                tags: ['../../x'],
                responses: { 200: { description: '' } },
              },
            },
            '/c': { get: { tags: ['..'], responses: { 200: { description: '' } } } },
          },
        },
      ),
    ),
    ...[
      'https://evil.example/x.json',
      'http://localhost:1/x',
      '//evil.example/x.json',
      'ftp://evil.example/x',
      'data:application/json,{}',
    ].map((target) =>
      json(`a reference to ${target}`, documentOf({ A: { $ref: target } }), {
        code: 'network-ref',
        at: /#\/components\/schemas\/A/,
      }),
    ),
  ];
}
