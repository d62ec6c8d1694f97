import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import type { Exchange } from '../model.ts';
import { curlLine } from './curl.ts';

const contract = contractOf({
  security: [{ key: [] }],
  components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', 'x-plumbline-env': 'TEST_KEY' } } },
  paths: { '/a': { post: { operationId: 'a', responses: {} } } },
});

const exchangeWith = (
  target: string,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array,
): Exchange => {
  const request = { method: 'POST', target, headers, body };
  const call = { path: {}, query: {}, header: {}, cookie: {} };
  return {
    id: 1,
    testCase: {
      id: 'a',
      operationId: 'a',
      phase: 'fuzzing',
      intent: 'valid',
      title: '',
      credentials: 'valid',
      arguments: call,
      request,
    },
    request: { ...request, headers: [...headers, ['authorization', 'Bearer sk-secret']] },
    response: { status: 200, headers: [], body: new Uint8Array() },
    milliseconds: 1,
  };
};

/** How a shell reads the command: the words and the body that curl receives. */
const shell = (
  line: string,
  key = 'from-the-environment',
): { readonly words: readonly string[]; readonly input: string } => {
  const script = `curl() { printf '%s\\0' "$@"; printf '\\001'; case "$*" in *'--data-binary @-') base64 -w0;; esac; }; ${line}`;
  const output = execFileSync('bash', ['-c', script], {
    env: { ...process.env, TEST_KEY: key },
  }).toString();
  const [words = '', input = ''] = output.split('\u0001');
  return { words: words.split('\0'), input };
};

describe('a curl line', () => {
  it('reproduces the request in a shell, whatever it contains', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.uint8Array({ maxLength: 40 }),
        fc.boolean(),
        (text, bytes, binary) => {
          const body = binary
            ? bytes.filter((byte) => byte !== 1)
            : Buffer.from(text.replaceAll('\u0001', ''));
          const exchange = exchangeWith(
            `/a?q=${encodeURIComponent(text)}`,
            [['x-note', 'it\'s $HOME `x` "q"']],
            body,
          );
          const { words, input } = shell(
            curlLine(contract, exchange.testCase, { baseUrl: 'http://127.0.0.1:1' }),
          );
          expect(words).toContain(`http://127.0.0.1:1/a?q=${encodeURIComponent(text)}`);
          expect(words).toContain('x-note: it\'s $HOME `x` "q"');
          expect(words).toContain('authorization: Bearer from-the-environment');
          const sent = words[words.indexOf('--data-binary') + 1] ?? '';
          expect(sent === '@-' ? Buffer.from(input, 'base64') : Buffer.from(sent)).toEqual(Buffer.from(body));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('contains the variable of the key and never the key', () => {
    const line = curlLine(contract, exchangeWith('/a', [], new Uint8Array()).testCase, {
      baseUrl: 'http://127.0.0.1:1',
    });
    expect(line).toContain('"authorization: Bearer $TEST_KEY"');
    expect(line).not.toContain('sk-secret');
  });
});

const given = [
  { name: 'Authorization', value: 'token $TEST_KEY', authenticates: true },
  { name: 'X-Tenant', value: 'a \\"b\\"', authenticates: false },
];

it.each([
  { credentials: 'valid', want: ['Authorization: token from-the-environment', 'X-Tenant: a "b"'] },
  { credentials: 'wrong', want: ['authorization: Bearer wrong-key', 'X-Tenant: a "b"'] },
  { credentials: 'none', want: ['X-Tenant: a "b"'] },
] as const)('shows the headers of a run with $credentials credentials', ({ credentials, want }) => {
  const { testCase } = exchangeWith('/a', [['x-tenant', 'sampled']], new Uint8Array());
  const line = curlLine(
    contract,
    { ...testCase, credentials },
    { baseUrl: 'http://127.0.0.1:1', headers: given },
  );
  const { words } = shell(line);
  expect(words.filter((_, index) => words[index - 1] === '-H')).toEqual(want);
});

it.each([
  { key: 'me:secret', user: 'me:secret' },
  { key: 'sk-alone', user: 'sk-alone:' },
])('gives $key as user and password', ({ key, user }) => {
  const { testCase } = exchangeWith('/a', [], new Uint8Array());
  const schemes = new Map(
    [...contract.securitySchemes].map(
      ([name, scheme]) => [name, { ...scheme, type: 'http', scheme: 'basic' }] as const,
    ),
  );
  const line = curlLine({ ...contract, securitySchemes: schemes }, testCase, {
    baseUrl: 'http://127.0.0.1:1',
  });
  const { words } = shell(line, key);
  expect(words[words.indexOf('-u') + 1]).toBe(user);
});

it('replaces an id of an earlier response only where it is a whole part of the target', () => {
  const { testCase } = exchangeWith('/things/80/parts?like=80&page=1', [], new Uint8Array());
  const line = curlLine(contract, testCase, { baseUrl: 'http://127.0.0.1:8080' }, [
    { id: '80', variable: 'ID1' },
  ]);
  expect(line).toContain(`'http://127.0.0.1:8080/things/'"$ID1"'/parts?like='"$ID1"'&page=1'`);
});
