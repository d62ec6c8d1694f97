import { expect, it } from 'vitest';
import type { CasePlan, Scenario, TestCase } from '../model.ts';
import { trimPlans } from './trim-plans.ts';

const plan = (operationId: string, cases: number, scenarios = 0): CasePlan => ({
  operationId,
  phase: 'coverage',
  cases: Array.from({ length: cases }, (_, index) => ({ id: `${operationId}/${index}` }) as TestCase),
  scenarios: Array.from({ length: scenarios }, () => ({ id: operationId }) as Scenario),
});

it.each<{ readonly budget: number; readonly want: readonly number[] }>([
  { budget: 0, want: [] },
  { budget: 2, want: [1, 1] },
  { budget: 5, want: [3, 2] },
  { budget: 7, want: [5, 2] },
  { budget: 100, want: [5, 2] },
])('a budget of $budget keeps $want cases', ({ budget, want }) => {
  const kept = trimPlans([plan('a', 5), plan('b', 2)], budget);
  expect(kept.map(({ cases }) => cases.length)).toEqual(want);
});

it('spends the rest on scenarios', () => {
  expect(trimPlans([plan('a', 1, 3)], 20).map(({ scenarios }) => scenarios?.length)).toEqual([2]);
});

it('skips what is not admitted, and spends the budget on what follows', () => {
  const asked: string[] = [];
  const kept = trimPlans([plan('a', 4), plan('b', 2)], 3, undefined, ({ id }) => {
    asked.push(id);
    return !['a/0', 'a/1', 'b/0', 'b/1'].includes(id);
  });
  expect(kept.flatMap(({ cases }) => cases.map(({ id }) => id))).toEqual(['a/2', 'a/3']);
  // Each case is asked about once.
  expect(asked).toEqual([...new Set(asked)]);
});
