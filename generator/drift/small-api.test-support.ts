import { expect } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract, Dialect, View } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { createJudge, type Judge } from '../judge/judge.ts';
import { type Change, type OverallVerdict, overallVerdict } from './change.ts';
import { compareContracts } from './compare.ts';

/** The contract of a document given as a value. */
const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: String(value['openapi']).slice(0, 3) as Dialect,
    origin: (pointer) => ({ file: 'openapi.json', pointer, position: () => undefined }),
  });

/** What changed between two documents, witnesses judged by Ajv. */
export function drift(base: JsonObject, head: JsonObject): readonly Change[] {
  const [before, after] = [contractOf(base), contractOf(head)];
  const judges = new Map<string, Judge>();
  const judge = (side: 'base' | 'head', view: View): Judge => {
    const known = judges.get(`${side} ${view}`);
    const made =
      known ?? createJudge(side === 'base' ? base : head, (side === 'base' ? before : after).dialect, view);
    judges.set(`${side} ${view}`, made);
    return made;
  };
  return compareContracts(before, after, {
    accepts(side, pointer, value, view) {
      try {
        return judge(side, view).accepts(pointer, value);
      } catch {
        // An engine that cannot compile a schema has no verdict.
        return undefined;
      }
    },
  });
}

/** One line a change, for the message of a test that fails. */
export const said = (changes: readonly Change[]): string =>
  changes.map(({ code, verdict, message }) => `${verdict} ${code}: ${message}`).join('\n');

/** Content of JSON with a schema. */
export const json = (schema: unknown): object => ({ 'application/json': { schema } });

/** One operation with a path parameter and an empty response; members given here replace its own. */
export const api = (operation: object, rest: object = {}): JsonObject => ({
  openapi: '3.1.0',
  info: { title: 'Usual', version: '1' },
  servers: [{ url: 'https://a.example' }],
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      oauth: {
        type: 'oauth2',
        flows: {
          clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { read: 'r', write: 'w' } },
        },
      },
    },
  },
  paths: {
    '/things/{id}': {
      post: {
        operationId: 'thing',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'ok' } },
        ...operation,
      },
    },
  },
  ...rest,
});

/** An API whose operation has a request body with the schema. */
export const requestOf = (schema: unknown): JsonObject =>
  api({ requestBody: { required: true, content: json(schema) } });

/** An API whose operation has a response body with the schema. */
export const responseOf = (schema: unknown): JsonObject =>
  api({ responses: { 200: { description: 'ok', content: json(schema) } } });

/** An object schema. */
export const object = (properties: object, more: object = {}): object => ({
  type: 'object',
  properties,
  ...more,
});

/** The operation has a string parameter beside the one in its path. */
export const parameter = (more: object, name = 'q', place = 'query'): object => ({
  parameters: [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name, in: place, schema: { type: 'string' }, ...more },
  ],
});

/** A response 200 with these members, beside other responses. */
export const responding = (more: object, others: object = {}): object => ({
  responses: { 200: { description: 'ok', ...more }, ...others },
});

/** Two documents, the verdict forwards, the verdict backwards, and the polarity of the breaking one. */
export interface ChangeRow {
  readonly title: string;
  readonly base: JsonObject;
  readonly head: JsonObject;
  readonly there: OverallVerdict;
  readonly back: OverallVerdict;
  readonly polarity?: 'request' | 'response';
}

/** Checks a row forwards and backwards: verdict, polarity, and no witness that Ajv contradicts. */
export function expectRow({ base, head, there, back, polarity }: ChangeRow): void {
  for (const [way, before, after, want] of [
    ['there', base, head, there],
    ['back', head, base, back],
  ] as const) {
    const changes = drift(before, after);
    const breaking = changes.filter(({ verdict }) => verdict === 'breaking');
    expect({ way, verdict: overallVerdict(changes), said: said(changes) }).toEqual({
      way,
      verdict: want,
      said: said(changes),
    });
    if (polarity !== undefined) expect(breaking.every((change) => change.polarity === polarity)).toBe(true);
    expect(breaking.filter(({ witness }) => witness?.confirmed === false)).toEqual([]);
  }
}

/** A change of a schema, once in a request and once in a response; the verdicts mirror each other. */
export const bothWays = (
  title: string,
  base: unknown,
  head: unknown,
  request: OverallVerdict,
  response: OverallVerdict,
): readonly ChangeRow[] => [
  {
    title: `${title}, in a request`,
    base: requestOf(base),
    head: requestOf(head),
    there: request,
    back: response,
    polarity: 'request',
  },
  {
    title: `${title}, in a response`,
    base: responseOf(base),
    head: responseOf(head),
    there: response,
    back: request,
    polarity: 'response',
  },
];
