import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { counted } from '../testing/counted.ts';
import { overallVerdict, type Verdict } from './change.ts';
import {
  answer,
  api,
  drift,
  json,
  object,
  parameter,
  requestOf,
  responseOf,
  said,
} from './small-api.test-support.ts';

const text = { type: 'string' };
const closed = { additionalProperties: false };

type SchemaRow = readonly [title: string, base: unknown, head: unknown, request: Verdict, response: Verdict];
const breaking = 'breaking';
const fine = 'non-breaking';
const docs = 'docs-only';

/** What tools that compare OpenAPI documents list as usual changes of schemas, named as they do. */
const schemas: readonly SchemaRow[] = [
  ['type widened: integer to number', { type: 'integer' }, { type: 'number' }, fine, breaking],
  ['type changed: string to integer', text, { type: 'integer' }, breaking, breaking],
  ['nullable: null is allowed', text, { type: ['string', 'null'] }, fine, breaking],
  ['enum value added', { enum: ['a'] }, { enum: ['a', 'b'] }, fine, breaking],
  ['enum added', text, { type: 'string', enum: ['a', 'b'] }, breaking, fine],
  ['enum values in another order', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }, fine, fine],
  ['const changed', { const: 'a' }, { const: 'b' }, breaking, breaking],
  ['const instead of an enum of one', { enum: ['a'] }, { const: 'a' }, fine, fine],
  [
    'required property added',
    object({ a: text }),
    object({ a: text, b: text }, { required: ['b'] }),
    breaking,
    fine,
  ],
  ['property made required', object({ a: text }), object({ a: text }, { required: ['a'] }), breaking, fine],
  ['optional property added, open', object({ a: text }), object({ a: text, b: text }), fine, fine],
  [
    'optional property added, closed',
    object({ a: text }, closed),
    object({ a: text, b: text }, closed),
    fine,
    breaking,
  ],
  ['property removed, open', object({ a: text, b: text }), object({ a: text }), fine, fine],
  [
    'property removed, closed',
    object({ a: text, b: text }, closed),
    object({ a: text }, closed),
    breaking,
    fine,
  ],
  [
    'required property removed, open',
    object({ a: text, b: text }, { required: ['b'] }),
    object({ a: text }),
    fine,
    breaking,
  ],
  ['type of a property changed', object({ a: text }), object({ a: { type: 'boolean' } }), breaking, breaking],
  ['additional properties refused', object({ a: text }), object({ a: text }, closed), breaking, fine],
  ['additional properties typed', object({}), object({}, { additionalProperties: text }), breaking, fine],
  ['minProperties added', object({ a: text }), object({ a: text }, { minProperties: 1 }), breaking, fine],
  [
    'maxProperties lowered',
    object({}, { maxProperties: 5 }),
    object({}, { maxProperties: 3 }),
    breaking,
    fine,
  ],
  ['minLength added', text, { ...text, minLength: 1 }, breaking, fine],
  ['minLength 0 added', text, { ...text, minLength: 0 }, fine, fine],
  ['maxLength lowered', { ...text, maxLength: 9 }, { ...text, maxLength: 5 }, breaking, fine],
  ['maxLength removed', { ...text, maxLength: 9 }, text, fine, breaking],
  ['pattern added', text, { ...text, pattern: '^a' }, breaking, fine],
  ['pattern widened', { ...text, pattern: '^a+$' }, { ...text, pattern: '^a*$' }, fine, breaking],
  ['pattern changed', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }, breaking, breaking],
  ['format added', text, { ...text, format: 'uuid' }, breaking, fine],
  ['format changed', { ...text, format: 'date' }, { ...text, format: 'date-time' }, breaking, breaking],
  ['minimum raised', { type: 'number', minimum: 1 }, { type: 'number', minimum: 2 }, breaking, fine],
  ['maximum raised', { type: 'number', maximum: 1 }, { type: 'number', maximum: 2 }, fine, breaking],
  [
    'limit made exclusive',
    { type: 'number', minimum: 1 },
    { type: 'number', exclusiveMinimum: 1 },
    breaking,
    fine,
  ],
  [
    'limit of integers spelt another way',
    { type: 'integer', minimum: 1 },
    { type: 'integer', exclusiveMinimum: 0 },
    fine,
    fine,
  ],
  [
    'multipleOf coarser',
    { type: 'integer', multipleOf: 2 },
    { type: 'integer', multipleOf: 4 },
    breaking,
    fine,
  ],
  [
    'multipleOf another',
    { type: 'integer', multipleOf: 2 },
    { type: 'integer', multipleOf: 3 },
    breaking,
    breaking,
  ],
  [
    'type of items changed',
    { type: 'array', items: text },
    { type: 'array', items: { type: 'integer' } },
    breaking,
    breaking,
  ],
  [
    'minItems added',
    { type: 'array', items: text },
    { type: 'array', items: text, minItems: 1 },
    breaking,
    fine,
  ],
  ['maxItems raised', { type: 'array', maxItems: 1 }, { type: 'array', maxItems: 2 }, fine, breaking],
  [
    'uniqueItems added',
    { type: 'array', items: text },
    { type: 'array', items: text, uniqueItems: true },
    breaking,
    fine,
  ],
  ['oneOf branch added', { oneOf: [text] }, { oneOf: [text, { type: 'integer' }] }, fine, breaking],
  ['anyOf branch removed', { anyOf: [text, { type: 'integer' }] }, { anyOf: [text] }, breaking, fine],
  [
    'allOf part added',
    object({ a: text }),
    { allOf: [object({ a: text }), { required: ['a'] }] },
    breaking,
    fine,
  ],
  [
    'allOf instead of its parts',
    object({ a: text }, { required: ['a'] }),
    { allOf: [object({ a: text }), { required: ['a'] }] },
    fine,
    fine,
  ],
  ['not added', text, { ...text, not: { const: 'x' } }, breaking, fine],
  [
    'default changed',
    object({ a: { ...text, default: 'x' } }),
    object({ a: { ...text, default: 'y' } }),
    fine,
    fine,
  ],
  ['property deprecated', object({ a: text }), object({ a: { ...text, deprecated: true } }), fine, fine],
  ['description changed', { ...text, description: 'x' }, { ...text, description: 'y' }, docs, docs],
  ['title added', text, { ...text, title: 'T' }, docs, docs],
  ['example changed', { ...text, examples: ['x'] }, { ...text, examples: ['y'] }, docs, docs],
];

counted(
  10,
  'usual changes, as lists of other tools have them, in both directions',
  'every verdict as written',
);

describe('a usual change of a schema', () => {
  it.each(schemas)('%s', (title, base, head, request, response) => {
    for (const [side, before, after, want] of [
      ['request', requestOf(base), requestOf(head), request],
      ['response', responseOf(base), responseOf(head), response],
      // A response mirrors a request: its verdicts are those of the opposite direction.
      ['request back', requestOf(head), requestOf(base), response],
      ['response back', responseOf(head), responseOf(base), request],
    ] as const) {
      const changes = drift(before, after);
      expect({ side, verdict: overallVerdict(changes), said: said(changes) }).toEqual({
        side,
        verdict: want,
        said: said(changes),
      });
      const sides = changes.filter(({ verdict }) => verdict === want && want === 'breaking');
      for (const { polarity, witness } of sides) {
        expect(polarity).toBe(side.split(' ')[0]);
        // The judge treats `format` as an annotation, although servers may assert it.
        expect(witness?.confirmed).toBe(title.startsWith('format') ? undefined : true);
      }
    }
  });
});

const body = (schema: unknown, more: object = {}): object => ({
  requestBody: { required: true, content: json(schema), ...more },
});
const path = (from: JsonObject, name: string): JsonObject => ({
  ...from,
  paths: { [name]: Object.values(from['paths'] as JsonObject)[0] },
});
const header = (more: object): object => answer({ headers: { 'X-Left': { schema: text, ...more } } });

type OperationRow = readonly [
  title: string,
  base: JsonObject,
  head: JsonObject,
  verdict: Verdict,
  back: Verdict,
  polarity: string,
];

/** Changes of operations, there and back; the polarity is checked on the breaking direction. */
const operations: readonly OperationRow[] = [
  ['required parameter added', api({}), api(parameter({ required: true })), breaking, breaking, 'request'],
  ['optional parameter added', api({}), api(parameter({})), fine, breaking, 'request'],
  [
    'parameter made required',
    api(parameter({})),
    api(parameter({ required: true })),
    breaking,
    fine,
    'request',
  ],
  [
    'enum value of a parameter removed',
    api(parameter({ schema: { enum: ['a', 'b'] } })),
    api(parameter({ schema: { enum: ['a'] } })),
    breaking,
    fine,
    'request',
  ],
  [
    'a parameter moved to a header, required',
    api(parameter({ required: true })),
    api(parameter({ required: true }, 'q', 'header')),
    breaking,
    breaking,
    'request',
  ],
  [
    'default of a parameter changed',
    api(parameter({ schema: { ...text, default: 'a' } })),
    api(parameter({ schema: { ...text, default: 'b' } })),
    fine,
    fine,
    'none',
  ],
  ['parameter deprecated', api(parameter({})), api(parameter({ deprecated: true })), fine, fine, 'none'],
  [
    'path parameter renamed',
    api({}),
    path(api({ parameters: [{ name: 'key', in: 'path', required: true, schema: text }] }), '/things/{key}'),
    fine,
    fine,
    'none',
  ],
  [
    'path parameter narrowed',
    api({}),
    api({ parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }] }),
    breaking,
    fine,
    'request',
  ],
  ['request body added, optional', api({}), api(body(text, { required: false })), fine, breaking, 'request'],
  ['request body added, required', api({}), api(body(text)), breaking, breaking, 'request'],
  [
    'request body made required',
    api(body(text, { required: false })),
    api(body(text)),
    breaking,
    fine,
    'request',
  ],
  [
    'media type of the request added',
    api(body(text)),
    api(body(text, { content: { ...json(text), 'text/plain': { schema: text } } })),
    fine,
    breaking,
    'request',
  ],
  [
    'media type of the response added',
    api(answer({ content: json(text) })),
    api(answer({ content: { ...json(text), 'text/plain': { schema: text } } })),
    fine,
    breaking,
    'response',
  ],
  [
    'success status changed',
    api({ responses: { 200: { description: 'ok' } } }),
    api({ responses: { 204: { description: 'ok' } } }),
    breaking,
    breaking,
    'response',
  ],
  ['error status added', api({}), api(answer({}, { 404: { description: 'none' } })), fine, fine, 'none'],
  ['response header added', api({}), api(header({ required: true })), fine, breaking, 'response'],
  [
    'response header made optional',
    api(header({ required: true })),
    api(header({})),
    breaking,
    fine,
    'response',
  ],
  ['security added', api({ security: [] }), api({ security: [{ key: [] }] }), breaking, fine, 'request'],
  [
    'another way to be secure added',
    api({ security: [{ key: [] }] }),
    api({ security: [{ key: [] }, { oauth: ['read'] }] }),
    fine,
    breaking,
    'request',
  ],
  [
    'scope added',
    api({ security: [{ oauth: ['read'] }] }),
    api({ security: [{ oauth: ['read', 'write'] }] }),
    breaking,
    fine,
    'request',
  ],
  [
    'server added',
    api({}),
    api({}, { servers: [{ url: 'https://a.example' }, { url: 'https://b.example' }] }),
    fine,
    breaking,
    'request',
  ],
  [
    'server changed',
    api({}),
    api({}, { servers: [{ url: 'https://b.example' }] }),
    breaking,
    breaking,
    'request',
  ],
  ['operation removed', api({}), { ...api({}), paths: {} }, breaking, fine, 'request'],
  ['path changed', api({}), path(api({}), '/items/{id}'), breaking, breaking, 'request'],
  ['operation deprecated', api({}), api({ deprecated: true }), fine, fine, 'none'],
  [
    'operation deprecated with a sunset',
    api({}),
    api({ deprecated: true, 'x-sunset': '2027-01-01' }),
    fine,
    fine,
    'none',
  ],
  ['operation id changed', api({}), api({ operationId: 'other' }), fine, fine, 'none'],
  ['tag added', api({}), api({ tags: ['a'] }), docs, docs, 'none'],
  ['summary changed', api({ summary: 'a' }), api({ summary: 'b' }), docs, docs, 'none'],
  ['version changed', api({}), api({}, { info: { title: 'Usual', version: '2' } }), docs, docs, 'none'],
];

describe('a usual change of an operation', () => {
  it.each(operations)('%s', (_, base, head, there, back, polarity) => {
    for (const [way, before, after, want] of [
      ['there', base, head, there],
      ['back', head, base, back],
    ] as const) {
      const changes = drift(before, after);
      expect({ way, verdict: overallVerdict(changes), said: said(changes) }).toEqual({
        way,
        verdict: want,
        said: said(changes),
      });
      for (const change of changes) if (change.verdict === 'breaking') expect(change.polarity).toBe(polarity);
    }
  });
});
