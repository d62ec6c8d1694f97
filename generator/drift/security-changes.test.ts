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
  [
    'a scheme in another case',
    by(bearer),
    by({ ...bearer, scheme: 'Bearer' }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'the format of a token is a hint',
    by(bearer),
    by({ ...bearer, bearerFormat: 'JWT' }),
    'docs-only',
    'docs-only',
  ],
  ['a key of another name', by(key), by({ ...key, name: 'X-Other' }), 'breaking', 'breaking', 'request'],
  ['a key elsewhere', by(key), by({ ...key, in: 'query' }), 'breaking', 'breaking', 'request'],
  [
    'another provider',
    by({ type: 'openIdConnect', openIdConnectUrl: 'https://x.example' }),
    by({ type: 'openIdConnect', openIdConnectUrl: 'https://y.example' }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'tokens come from elsewhere',
    tokens(client()),
    tokens(client({ tokenUrl: 'https://a.example/u' })),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'a flow goes',
    tokens({ ...client(), ...password }),
    tokens(client()),
    'breaking',
    'non-breaking',
    'request',
  ],
  ['a flow becomes another', tokens(client()), tokens(password), 'breaking', 'breaking', 'request'],
  [
    'tokens can be refreshed',
    tokens(client()),
    tokens(client({ refreshUrl: 'https://a.example/r' })),
    'non-breaking',
    'non-breaking',
  ],
  [
    'a scope that no operation requires',
    tokens(client()),
    tokens(client({ scopes: { read: 'r', write: 'w' } })),
    'non-breaking',
    'non-breaking',
  ],
  [
    'what is said of a scope',
    tokens(client()),
    tokens(client({ scopes: { read: 'to read' } })),
    'docs-only',
    'docs-only',
  ],
  [
    'nothing is enough as well',
    secured([{ a: [] }], { a: key }),
    secured([{ a: [] }, {}], { a: key }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'the requirement of the document is repeated on the operation',
    secured(undefined, { a: key }, [{ a: [] }]),
    secured([{ a: [] }], { a: key }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'the document gains a requirement',
    secured(undefined, { a: key }),
    secured(undefined, { a: key }, [{ a: [] }]),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    'either instead of both',
    secured([{ a: [], b: [] }], { a: key, b: bearer }),
    secured([{ a: [] }, { b: [] }], { a: key, b: bearer }),
    'non-breaking',
    'breaking',
    'request',
  ],
  [
    'the order of alternatives',
    secured([{ a: [] }, { b: [] }], { a: key, b: bearer }),
    secured([{ b: [] }, { a: [] }], { a: key, b: bearer }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'server: a value of a variable goes',
    server('https://{r}.example', one('eu', ['eu', 'us'])),
    server('https://{r}.example', one('eu', ['eu'])),
    'breaking',
    'non-breaking',
    'request',
  ],
  [
    'server: another default of a variable that lists its values',
    server('https://{r}.example', one('eu', ['eu', 'us'])),
    server('https://{r}.example', one('us', ['eu', 'us'])),
    'non-breaking',
    'non-breaking',
  ],
  [
    'server: another default of a variable that takes any value',
    server('https://{r}.example', one('eu')),
    server('https://{r}.example', one('us')),
    'non-breaking',
    'non-breaking',
  ],
  [
    'server: case, port and slash',
    server('https://a.example'),
    server('https://A.example:443/'),
    'non-breaking',
    'non-breaking',
  ],
  [
    'server: another protocol',
    server('http://a.example'),
    server('https://a.example'),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'server: of one operation, the same',
    api({}),
    api({ servers: [{ url: 'https://a.example' }] }),
    'non-breaking',
    'non-breaking',
  ],
  [
    'server: of one operation, another',
    api({}),
    api({ servers: [{ url: 'https://b.example' }] }),
    'breaking',
    'breaking',
    'request',
  ],
  [
    'server: the base path moves into the paths',
    server('https://a.example/v1'),
    moved(server('https://a.example'), '/v1'),
    'non-breaking',
    'non-breaking',
  ],
  [
    'server: the base path becomes another',
    server('https://a.example/v1'),
    server('https://a.example/v2'),
    'breaking',
    'breaking',
    'request',
  ],
];

describe('a change of who may call, and where', () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_, row) => expectRow(row));
});
