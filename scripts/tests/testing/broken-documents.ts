import { isObject } from '../../../generator/json/pointer.ts';

/** Numbers from a seed: equal seeds give equal documents (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ref = (section: string, name: string): object => ({ $ref: `#/components/${section}/${name}` });
const schemas = {
  Pet: {
    type: 'object',
    required: ['kind', 'id'],
    properties: {
      kind: { type: 'string' },
      id: { type: 'integer', format: 'int64', minimum: 1 },
      tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, uniqueItems: true },
      owner: ref('schemas', 'Owner'),
      extra: { type: 'object', additionalProperties: { type: 'number', multipleOf: 0.5 } },
    },
    discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
  },
  Cat: {
    allOf: [
      ref('schemas', 'Pet'),
      { type: 'object', properties: { lives: { type: 'integer', default: 9 } } },
    ],
  },
  Owner: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 5 },
      pets: { type: 'array', items: ref('schemas', 'Pet') },
    },
  },
  Choice: { oneOf: [ref('schemas', 'Cat'), ref('schemas', 'Owner'), { type: 'string', enum: ['a', 'b'] }] },
};
const paths = {
  '/pets': {
    get: {
      operationId: 'listPets',
      tags: ['pets'],
      parameters: [
        { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
        { name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object' } },
        ref('parameters', 'Trace'),
      ],
      responses: {
        200: {
          description: 'ok',
          headers: { 'x-next': { schema: { type: 'string' } } },
          content: {
            'application/json': {
              schema: { type: 'array', items: ref('schemas', 'Pet') },
              examples: { a: { value: [] } },
            },
          },
        },
        default: ref('responses', 'Wrong'),
      },
    },
    post: {
      operationId: 'addPet',
      security: [{ key: [] }, { oauth: ['write'] }],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: ref('schemas', 'Choice') },
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: { file: { type: 'string', format: 'binary' }, n: { type: 'integer' } },
            },
            encoding: { file: { contentType: 'image/png' } },
          },
        },
      },
      responses: {
        201: {
          description: 'made',
          content: { 'application/json': { schema: ref('schemas', 'Pet') } },
          links: { self: { operationId: 'getPet', parameters: { id: '$response.body#/id' } } },
        },
      },
      callbacks: {
        done: { '{$request.body#/url}': { post: { responses: { 200: { description: 'ok' } } } } },
      },
    },
  },
  '/pets/{id}': {
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
    get: {
      operationId: 'getPet',
      responses: {
        200: { description: 'ok', content: { 'text/event-stream': { schema: ref('schemas', 'Pet') } } },
      },
    },
    delete: { operationId: 'deletePet', deprecated: true, responses: { 204: { description: 'gone' } } },
  },
};
const components = {
  schemas,
  parameters: { Trace: { name: 'x-trace', in: 'header', schema: { type: 'string' } } },
  responses: {
    Wrong: {
      description: 'wrong',
      content: { 'application/problem+json': { schema: ref('schemas', 'Owner') } },
    },
  },
  securitySchemes: {
    key: { type: 'apiKey', name: 'x-key', in: 'header' },
    oauth: {
      type: 'oauth2',
      flows: { clientCredentials: { tokenUrl: 'https://a.test/t', scopes: { write: 'w' } } },
    },
  },
};
const info = { title: 'Pets', version: '1', license: { name: 'MIT' } };
const common = {
  info,
  servers: [
    { url: 'https://{region}.a.test/v1', variables: { region: { default: 'eu', enum: ['eu', 'us'] } } },
  ],
  tags: [{ name: 'pets', description: 'Pets' }],
  paths,
  components,
};
const swagger = {
  swagger: '2.0',
  info,
  host: 'a.test',
  basePath: '/v1',
  consumes: ['application/json'],
  definitions: { Pet: { type: 'object', properties: { id: { type: 'integer' } } } },
  paths: {
    '/pets': {
      post: {
        operationId: 'addPet',
        parameters: [{ name: 'pet', in: 'body', schema: { $ref: '#/definitions/Pet' } }],
        responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Pet' } } },
      },
    },
  },
};
const bases: readonly object[] = [
  { openapi: '3.0.3', ...common },
  {
    openapi: '3.1.0',
    ...common,
    webhooks: { made: { post: { responses: { 200: { description: 'ok' } } } } },
  },
  { openapi: '3.2.0', ...common },
  swagger,
];

const junk: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    '',
    'x',
    'a/b',
    '#/components/schemas/Pet',
    '#',
    '#/nowhere',
    '{',
    '(?i)a',
  ],
  ...[
    [],
    {},
    [null],
    [[]],
    ['x', 'x'],
    { $ref: '#/components/schemas/Pet' },
    { $ref: '#' },
    { $ref: 1 },
    { $ref: '#/components/schemas/Owner', type: 'string' },
  ],
  ...[
    { type: 'object' },
    { type: ['string', 'null'] },
    { type: 'thing' },
    { allOf: [] },
    { enum: [] },
    { not: {} },
    { items: [] },
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'ünïcode',
    '用户',
    'con',
    'a'.repeat(300),
    '\u202e',
    '*/',
    '$' + '{x}',
    '`',
    '\\',
    "'",
    '\n',
    '\u0000',
  ],
];
const names: readonly string[] = [
  ...[
    'constructor',
    '__proto__',
    'toString',
    'valueOf',
    'ünï',
    '用户',
    'nul',
    'a b',
    '',
    'x-a',
    '$ref',
    'default',
    '200',
    '4xx',
    'a'.repeat(250),
    '*/',
    '\u202e',
    '1',
    'class',
  ],
  ...[
    'type',
    'enum',
    'const',
    'items',
    'properties',
    'required',
    'allOf',
    'oneOf',
    'discriminator',
    'nullable',
    'format',
    'pattern',
    'schema',
    'content',
    'in',
    'name',
    'style',
    '$id',
    '$anchor',
    '$dynamicRef',
    'if',
    'prefixItems',
  ],
];

/** A document that is broken in one to four places: a value that is junk, gone, elsewhere or under another name. */
export function brokenDocument(seed: number): string {
  const next = numbersFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const document = structuredClone(pick(bases)) as Record<string, unknown>;
  const count = 1 + Math.floor(next() * 4);
  for (let index = 0; index < count; index++) {
    const holders = holdersOf(document);
    const holder = pick(holders);
    const keys = Object.keys(holder);
    const key = pick(keys.length > 0 ? keys : ['x']);
    const what = next();
    if (what < 0.5) put(holder, key, structuredClone(pick(junk)));
    else if (what < 0.6) delete holder[key];
    else if (what < 0.75) put(holder, pick(names), structuredClone(pick(junk)));
    else if (what < 0.9) put(holder, pick(names), structuredClone(holder[key]));
    else put(holder, key, structuredClone(pick(holders)));
  }
  return JSON.stringify(document);
}

function put(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Every object and list of a document. */
function holdersOf(document: Record<string, unknown>): readonly Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const look = (value: unknown): void => {
    if (!isObject(value) && !Array.isArray(value)) return;
    found.push(value as Record<string, unknown>);
    for (const member of Object.values(value)) look(member);
  };
  look(document);
  return found;
}
