import { describe, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { api, type ChangeRow, expectRow } from './small-api.test-support.ts';

const bearer = { type: 'http', scheme: 'bearer' };
const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
const client = (more: object = {}): object => ({
  clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { read: 'r' }, ...more },
});
const password = { password: { tokenUrl: 'https://a.example/t', scopes: { read: 'r' } } };
const secured = (security: object | undefined, schemes: object, everywhere?: object): JsonObject =>
  api(security === undefined ? {} : { security }, {
    components: { securitySchemes: schemes },
    ...(everywhere === undefined ? {} : { security: everywhere }),
  });
const by = (scheme: object): JsonObject => secured([{ a: [] }], { a: scheme });
const tokens = (flows: object): JsonObject => secured([{ a: ['read'] }], { a: { type: 'oauth2', flows } });
const server = (url: string, variables?: object): JsonObject =>
  api({}, { servers: [{ url, ...(variables === undefined ? {} : { variables }) }] });
const one = (usual: string, values?: readonly string[]): object => ({
  r: { default: usual, ...(values === undefined ? {} : { enum: values }) },
});
const moved = (from: JsonObject, prefix: string): JsonObject => ({
  ...from,
  paths: Object.fromEntries(
    Object.entries(from['paths'] as JsonObject).map(([path, item]) => [`${prefix}${path}`, item]),
  ),
});

const rows: readonly ChangeRow[] = [
  {
    title: 'a scheme in another case',
    base: by(bearer),
    head: by({ ...bearer, scheme: 'Bearer' }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'the format of a token is a hint',
    base: by(bearer),
    head: by({ ...bearer, bearerFormat: 'JWT' }),
    there: 'docs-only',
    back: 'docs-only',
  },
  {
    title: 'a key of another name',
    base: by(key),
    head: by({ ...key, name: 'X-Other' }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a key elsewhere',
    base: by(key),
    head: by({ ...key, in: 'query' }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'another provider',
    base: by({ type: 'openIdConnect', openIdConnectUrl: 'https://x.example' }),
    head: by({ type: 'openIdConnect', openIdConnectUrl: 'https://y.example' }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'tokens come from elsewhere',
    base: tokens(client()),
    head: tokens(client({ tokenUrl: 'https://a.example/u' })),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'a flow goes',
    base: tokens({ ...client(), ...password }),
    head: tokens(client()),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'a flow becomes another',
    base: tokens(client()),
    head: tokens(password),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'tokens can be refreshed',
    base: tokens(client()),
    head: tokens(client({ refreshUrl: 'https://a.example/r' })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'a scope that no operation requires',
    base: tokens(client()),
    head: tokens(client({ scopes: { read: 'r', write: 'w' } })),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'what is said of a scope',
    base: tokens(client()),
    head: tokens(client({ scopes: { read: 'to read' } })),
    there: 'docs-only',
    back: 'docs-only',
  },
  {
    title: 'nothing is enough as well',
    base: secured([{ a: [] }], { a: key }),
    head: secured([{ a: [] }, {}], { a: key }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'the requirement of the document is repeated on the operation',
    base: secured(undefined, { a: key }, [{ a: [] }]),
    head: secured([{ a: [] }], { a: key }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'the document gains a requirement',
    base: secured(undefined, { a: key }),
    head: secured(undefined, { a: key }, [{ a: [] }]),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'either instead of both',
    base: secured([{ a: [], b: [] }], { a: key, b: bearer }),
    head: secured([{ a: [] }, { b: [] }], { a: key, b: bearer }),
    there: 'non-breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'the order of alternatives',
    base: secured([{ a: [] }, { b: [] }], { a: key, b: bearer }),
    head: secured([{ b: [] }, { a: [] }], { a: key, b: bearer }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'server: a value of a variable goes',
    base: server('https://{r}.example', one('eu', ['eu', 'us'])),
    head: server('https://{r}.example', one('eu', ['eu'])),
    there: 'breaking',
    back: 'non-breaking',
    polarity: 'request',
  },
  {
    title: 'server: another default of a variable that lists its values',
    base: server('https://{r}.example', one('eu', ['eu', 'us'])),
    head: server('https://{r}.example', one('us', ['eu', 'us'])),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'server: another default of a variable that takes any value',
    base: server('https://{r}.example', one('eu')),
    head: server('https://{r}.example', one('us')),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'server: case, port and slash',
    base: server('https://a.example'),
    head: server('https://A.example:443/'),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'server: another protocol',
    base: server('http://a.example'),
    head: server('https://a.example'),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'server: of one operation, the same',
    base: api({}),
    head: api({ servers: [{ url: 'https://a.example' }] }),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'server: of one operation, another',
    base: api({}),
    head: api({ servers: [{ url: 'https://b.example' }] }),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
  {
    title: 'server: the base path moves into the paths',
    base: server('https://a.example/v1'),
    head: moved(server('https://a.example'), '/v1'),
    there: 'non-breaking',
    back: 'non-breaking',
  },
  {
    title: 'server: the base path becomes another',
    base: server('https://a.example/v1'),
    head: server('https://a.example/v2'),
    there: 'breaking',
    back: 'breaking',
    polarity: 'request',
  },
];

describe('a change of who may call, and where', () => {
  it.each(rows)('$title', (row) => expectRow(row));
});
