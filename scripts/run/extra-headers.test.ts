import { expect, it } from 'vitest';
import type { Contract } from '../../generator/contract/model.ts';
import { extraHeaders, secretParts } from './extra-headers.ts';

const scheme = {
  name: 'shop',
  type: 'apiKey',
  in: 'header',
  parameterName: 'X-Shop-Key',
  env: 'SHOP_KEY',
  pointer: '#',
} as const;
const contract = { securitySchemes: new Map([['shop', scheme]]) } as Pick<
  Contract,
  'securitySchemes'
> as Contract;
const request = { method: 'GET', target: '/a', headers: [['accept', 'application/json']] as const };
const env = { TOKEN: 'secret-1', BROKEN: 'abcdefgh\nX-B: 1' };

it('adds headers to a request, with values from the environment, and names these as secrets', () => {
  const { add, secrets } = extraHeaders(
    contract,
    ['Authorization: token $TOKEN', ['X-Tenant: $', '{TOKEN}-a'].join('')],
    env,
  );
  expect(add(request, 'valid').headers).toEqual([
    ['accept', 'application/json'],
    ['authorization', 'token secret-1'],
    ['x-tenant', 'secret-1-a'],
  ]);
  expect(secrets).toEqual(['secret-1', 'token secret-1']);
});

it.each([
  { secret: 'token abcdefgh', parts: ['token abcdefgh', 'abcdefgh'] },
  {
    secret: 'Basic dXNlcjpodW50ZXIyMg==',
    parts: ['Basic dXNlcjpodW50ZXIyMg==', 'dXNlcjpodW50ZXIyMg==', 'user:hunter22', 'hunter22'],
  },
  {
    secret: 'session=abcdefgh; b=12345678',
    parts: ['session=abcdefgh; b=12345678', 'b=12345678', 'abcdefgh', '12345678'],
  },
  { secret: 'abcdefgh', parts: ['abcdefgh'] },
])('the parts of $secret are secrets too', ({ secret, parts }) => {
  expect(secretParts(secret)).toEqual(parts);
});

it.each([
  { line: 'Authorization: token $TOKEN', value: 'token $TOKEN', authenticates: true },
  { line: 'Authorization: Bearer written-out', value: '$AUTHORIZATION', authenticates: true },
  { line: 'X-Shop-Key: written-out', value: '$X_SHOP_KEY', authenticates: true },
  { line: 'X-Price: "5 $" \\ `x`', value: '\\"5 \\$\\" \\\\ \\`x\\`', authenticates: false },
])('shows $line to a shell as $value', ({ line, value, authenticates }) => {
  expect(extraHeaders(contract, [line], env).shown).toEqual([
    { name: line.split(':')[0], value, authenticates },
  ]);
});

it('replaces a header that the request has', () => {
  expect(extraHeaders(contract, ['Accept: text/csv'], env).add(request, 'valid').headers).toEqual([
    ['accept', 'text/csv'],
  ]);
});

it.each([{ line: 'Authorization: a' }, { line: 'Cookie: a=b' }, { line: 'X-Shop-Key: a' }])(
  'leaves $line out of requests without credentials',
  ({ line }) => {
    const { add } = extraHeaders(contract, [line, 'X-Tenant: a'], env);
    expect(add(request, 'none').headers.map(([name]) => name)).toEqual(['accept', 'x-tenant']);
    expect(add(request, 'wrong').headers.map(([name]) => name)).toEqual(['accept', 'x-tenant']);
  },
);

it.each([
  { line: 'no colon', message: '-H "no"... is not a header' },
  { line: 'X-A: $BROKEN', message: '-H X-A: its value has characters that no header may have' },
  { line: 'X-A: $MISSING', message: '-H X-A: the environment variable MISSING is empty' },
])('rejects $line', ({ line, message }) => {
  expect(() => extraHeaders(contract, [line], env)).toThrow(message);
});
