import { expect, it } from 'vitest';
import type { CasePlan, TestCase } from '../model.ts';
import { lazyPlan } from './lazy-plan.ts';
import { trimPlans } from './trim-plans.ts';

it('a budget makes only the plans that it covers, one of each operation and of each group first', () => {
  const made: string[] = [];
  const plans = ['a', 'b', 'c', 'd'].flatMap((operationId) =>
    (['coverage', 'negative'] as const).map((phase): CasePlan => {
      const plan = { operationId, phase };
      return lazyPlan(plan, () => {
        made.push(`${operationId} ${phase}`);
        return { ...plan, cases: [{ id: `${operationId}/${phase}` } as TestCase] };
      });
    }),
  );
  const groups: Readonly<Record<string, string>> = { a: 'one', b: 'one', c: 'two', d: 'two' };
  const kept = trimPlans(plans, 2, (operationId) => groups[operationId] ?? '');
  expect(kept.map(({ operationId, phase }) => `${operationId} ${phase}`)).toEqual([
    'a coverage',
    'c coverage',
  ]);
  expect(made).toEqual(['a coverage', 'c coverage']);
});
