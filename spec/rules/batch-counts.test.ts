import type { RuleExchange } from 'openapi-plumbline';
import { expect, it } from 'vitest';
import { batchCounts } from './batch-counts.ts';

it.each([
  [1, 1, 3, 'in_progress', 'pass'],
  [2, 2, 3, 'in_progress', 'fail'],
  [1, 1, 3, 'completed', 'fail'],
  [2, 1, 3, 'completed', 'pass'],
])('%i completed, %i failed of %i, %s: %s', (completed, failed, total, status, want) => {
  const body = { status, request_counts: { completed, failed, total } };
  const exchange = { intent: 'valid', arguments: {}, status: 200, contentType: 'application/json', body };
  expect(batchCounts.check(exchange as unknown as RuleExchange).kind).toBe(want);
});
