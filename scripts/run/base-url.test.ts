import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { baseUrlOf, withServerPath } from './base-url.ts';

const get = { get: { responses: {} } };
const versioned = contractOf({ paths: { '/v1/models': get, '/v1/files/{id}': get } });
const plain = contractOf({ paths: { '/v1/models': get, '/health': get } });

it.each([
  { contract: versioned, target: 'https://a.test/v1', want: 'https://a.test' },
  { contract: versioned, target: 'https://a.test/v1/', want: 'https://a.test' },
  { contract: versioned, target: 'https://a.test/', want: 'https://a.test' },
  { contract: versioned, target: 'https://a.test/api', want: 'https://a.test/api' },
  { contract: versioned, target: 'https://a.test/v', want: 'https://a.test/v' },
  // Not every path has it, so the server stands behind it.
  { contract: plain, target: 'https://a.test/v1', want: 'https://a.test/v1' },
])('$target is $want', ({ contract, target, want }) => {
  expect(baseUrlOf(contract, target)).toBe(want);
});

const behind = contractOf({
  servers: [{ url: '/api/{v}', variables: { v: { default: 'v2' } } }],
  paths: { '/pets': get },
});

it.each([
  {
    why: 'the server is found behind the path',
    found: ['/api/v2/pets'],
    given: 'http://a.test',
    want: 'http://a.test/api/v2',
  },
  {
    why: 'it is found without the path alone',
    found: ['/pets'],
    given: 'http://a.test',
    want: 'http://a.test',
  },
  {
    why: 'it is found nowhere: the document is believed',
    found: [],
    given: 'http://a.test/',
    want: 'http://a.test/api/v2',
  },
  { why: 'a path is given', found: ['/api/v2/pets'], given: 'http://a.test/x', want: 'http://a.test/x' },
])('$given becomes $want where $why', async ({ found, given, want }) => {
  const status = async (url: string) => (found.includes(new URL(url).pathname) ? 401 : 404);
  expect(await withServerPath(behind, given, status)).toBe(want);
});
