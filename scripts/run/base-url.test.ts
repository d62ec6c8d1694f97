import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { baseUrlOf } from './base-url.ts';

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
