import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../generator/json/types.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { generate } from '../../api/generate.ts';
import { runPackage } from '../testing/fuzz-documents.ts';

const ok = { 204: { description: 'done' } };
const schemes: JsonObject = {
  securitySchemes: {
    key: { type: 'http', scheme: 'bearer' },
    session: { type: 'apiKey', in: 'cookie', name: 'sid' },
  },
};
const operation = (
  id: string,
  security: readonly JsonObject[],
  parameters: readonly JsonObject[] = [],
): JsonObject => ({
  get: { operationId: id, tags: ['auth'], security, parameters, responses: ok },
});
const paths: JsonObject = {
  '/login': operation('login', []),
  '/feed': operation('feed', [{}, { key: [] }]),
  '/me': operation('me', [{ key: [] }]),
  '/cart': operation(
    'cart',
    [{ session: [] }],
    [{ name: 'theme', in: 'cookie', schema: { type: 'string' } }],
  ),
};

interface Options {
  readonly apiKey?: string;
  readonly credentials?: { readonly [name: string]: string };
}

/** A client of the document, and a call of one method that gives the headers it sends. */
async function clientOf(components: JsonObject, operations: JsonObject = paths) {
  const contract = contractOf({ servers: [{ url: 'https://api.test' }], paths: operations, components });
  const { client } = await runPackage(await generate(contract, { only: ['client', 'types', 'validators'] }));
  const Client = client['Test'] as new (
    options: object,
  ) => {
    readonly auth: { readonly [method: string]: (...args: readonly unknown[]) => Promise<unknown> };
  };
  return async (method: string, options: Options, ...args: readonly unknown[]): Promise<object> => {
    let sent = new Headers();
    const fetch = async (_: string, init: RequestInit): Promise<Response> => {
      sent = new Headers(init.headers);
      return new Response(null, { status: 204 });
    };
    await new Client({ ...options, fetch }).auth[method]?.(...args);
    const [authorization, cookie] = ['authorization', 'cookie'].map((name) => sent.get(name));
    return { authorization, cookie };
  };
}

describe('credentials', async () => {
  const call = await clientOf(schemes);
  it.each([
    { what: 'none where none is needed', method: 'login', options: {}, want: [null, null] },
    { what: 'none where it may be left out and is', method: 'feed', options: {}, want: [null, null] },
    {
      what: 'one that may be left out and is there',
      method: 'feed',
      options: { apiKey: 'k1' },
      want: ['Bearer k1', null],
    },
    {
      what: 'the one that is needed',
      method: 'me',
      options: { credentials: { key: 'k2' } },
      want: ['Bearer k2', null],
    },
    { what: 'a cookie', method: 'cart', options: { credentials: { session: 's1' } }, want: [null, 'sid=s1'] },
  ])('are sent: $what', async ({ method, options, want }) => {
    const [authorization, cookie] = want;
    expect(await call(method, options)).toEqual({ authorization, cookie });
  });

  it.each([
    { what: 'is missing', method: 'me', options: {}, says: /pass or set/ },
    {
      what: 'is of no scheme',
      method: 'me',
      options: { credentials: { kye: 'k' } },
      says: /no security scheme kye/,
    },
  ])('are refused before anything is sent: one $what', async ({ method, options, says }) => {
    await expect(call(method, options)).rejects.toThrow(says);
  });

  it('are refused by an API that names no scheme', async () => {
    const bare = await clientOf({}, { '/login': operation('login', []) });
    await expect(bare('login', { apiKey: 'k' })).rejects.toThrow(/names no security scheme/);
    expect(await bare('login', {})).toEqual({ authorization: null, cookie: null });
  });
});
