import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { counted } from '../testing/counted.ts';
import { overallVerdict, type Verdict } from './change.ts';
import { api, drift, json, parameter, responding, said } from './small-api.test-support.ts';

const text = { type: 'string' };
const breaking = 'breaking';
const fine = 'non-breaking';
const docs = 'docs-only';

counted(
  10,
  'usual changes of operations, as lists of other tools have them, in both directions',
  'every verdict as written',
);

const body = (schema: unknown, more: object = {}): object => ({
  requestBody: { required: true, content: json(schema), ...more },
});
const path = (from: JsonObject, name: string): JsonObject => ({
  ...from,
  paths: { [name]: Object.values(from['paths'] as JsonObject)[0] },
});
const header = (more: object): object => responding({ headers: { 'X-Left': { schema: text, ...more } } });

interface OperationRow {
  readonly title: string;
  readonly base: JsonObject;
  readonly head: JsonObject;
  readonly verdict: Verdict;
  readonly back: Verdict;
  readonly polarity: string;
}

/** Changes of operations, there and back; the polarity is checked on the breaking direction. */
const operations: readonly OperationRow[] = [
  {
    title: 'required parameter added',
    base: api({}),
    head: api(parameter({ required: true })),
    verdict: breaking,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'optional parameter added',
    base: api({}),
    head: api(parameter({})),
    verdict: fine,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'parameter made required',
    base: api(parameter({})),
    head: api(parameter({ required: true })),
    verdict: breaking,
    back: fine,
    polarity: 'request',
  },
  {
    title: 'enum value of a parameter removed',
    base: api(parameter({ schema: { enum: ['a', 'b'] } })),
    head: api(parameter({ schema: { enum: ['a'] } })),
    verdict: breaking,
    back: fine,
    polarity: 'request',
  },
  {
    title: 'a parameter moved to a header, required',
    base: api(parameter({ required: true })),
    head: api(parameter({ required: true }, 'q', 'header')),
    verdict: breaking,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'default of a parameter changed',
    base: api(parameter({ schema: { ...text, default: 'a' } })),
    head: api(parameter({ schema: { ...text, default: 'b' } })),
    verdict: fine,
    back: fine,
    polarity: 'none',
  },
  {
    title: 'parameter deprecated',
    base: api(parameter({})),
    head: api(parameter({ deprecated: true })),
    verdict: fine,
    back: fine,
    polarity: 'none',
  },
  {
    title: 'path parameter renamed',
    base: api({}),
    head: path(
      api({ parameters: [{ name: 'key', in: 'path', required: true, schema: text }] }),
      '/things/{key}',
    ),
    verdict: fine,
    back: fine,
    polarity: 'none',
  },
  {
    title: 'path parameter narrowed',
    base: api({}),
    head: api({ parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }] }),
    verdict: breaking,
    back: fine,
    polarity: 'request',
  },
  {
    title: 'request body added, optional',
    base: api({}),
    head: api(body(text, { required: false })),
    verdict: fine,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'request body added, required',
    base: api({}),
    head: api(body(text)),
    verdict: breaking,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'request body made required',
    base: api(body(text, { required: false })),
    head: api(body(text)),
    verdict: breaking,
    back: fine,
    polarity: 'request',
  },
  {
    title: 'media type of the request added',
    base: api(body(text)),
    head: api(body(text, { content: { ...json(text), 'text/plain': { schema: text } } })),
    verdict: fine,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'media type of the response added',
    base: api(responding({ content: json(text) })),
    head: api(responding({ content: { ...json(text), 'text/plain': { schema: text } } })),
    verdict: fine,
    back: breaking,
    polarity: 'response',
  },
  {
    title: 'success status changed',
    base: api({ responses: { 200: { description: 'ok' } } }),
    head: api({ responses: { 204: { description: 'ok' } } }),
    verdict: breaking,
    back: breaking,
    polarity: 'response',
  },
  {
    title: 'error status added',
    base: api({}),
    head: api(responding({}, { 404: { description: 'none' } })),
    verdict: fine,
    back: fine,
    polarity: 'none',
  },
  {
    title: 'response header added',
    base: api({}),
    head: api(header({ required: true })),
    verdict: fine,
    back: breaking,
    polarity: 'response',
  },
  {
    title: 'response header made optional',
    base: api(header({ required: true })),
    head: api(header({})),
    verdict: breaking,
    back: fine,
    polarity: 'response',
  },
  {
    title: 'security added',
    base: api({ security: [] }),
    head: api({ security: [{ key: [] }] }),
    verdict: breaking,
    back: fine,
    polarity: 'request',
  },
  {
    title: 'another way to be secure added',
    base: api({ security: [{ key: [] }] }),
    head: api({ security: [{ key: [] }, { oauth: ['read'] }] }),
    verdict: fine,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'scope added',
    base: api({ security: [{ oauth: ['read'] }] }),
    head: api({ security: [{ oauth: ['read', 'write'] }] }),
    verdict: breaking,
    back: fine,
    polarity: 'request',
  },
  {
    title: 'server added',
    base: api({}),
    head: api({}, { servers: [{ url: 'https://a.example' }, { url: 'https://b.example' }] }),
    verdict: fine,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'server changed',
    base: api({}),
    head: api({}, { servers: [{ url: 'https://b.example' }] }),
    verdict: breaking,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'operation removed',
    base: api({}),
    head: { ...api({}), paths: {} },
    verdict: breaking,
    back: fine,
    polarity: 'request',
  },
  {
    title: 'path changed',
    base: api({}),
    head: path(api({}), '/items/{id}'),
    verdict: breaking,
    back: breaking,
    polarity: 'request',
  },
  {
    title: 'operation deprecated',
    base: api({}),
    head: api({ deprecated: true }),
    verdict: fine,
    back: fine,
    polarity: 'none',
  },
  {
    title: 'operation deprecated with a sunset',
    base: api({}),
    head: api({ deprecated: true, 'x-sunset': '2027-01-01' }),
    verdict: fine,
    back: fine,
    polarity: 'none',
  },
  {
    title: 'operation id changed',
    base: api({}),
    head: api({ operationId: 'other' }),
    verdict: fine,
    back: fine,
    polarity: 'none',
  },
  {
    title: 'tag added',
    base: api({}),
    head: api({ tags: ['a'] }),
    verdict: docs,
    back: docs,
    polarity: 'none',
  },
  {
    title: 'summary changed',
    base: api({ summary: 'a' }),
    head: api({ summary: 'b' }),
    verdict: docs,
    back: docs,
    polarity: 'none',
  },
  {
    title: 'version changed',
    base: api({}),
    head: api({}, { info: { title: 'Usual', version: '2' } }),
    verdict: docs,
    back: docs,
    polarity: 'none',
  },
];

describe('a usual change of an operation', () => {
  it.each(operations)('$title', ({ base, head, verdict: there, back, polarity }) => {
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
