import type { CasePlan, TestCase } from '../model.ts';

/** Requests that a case takes: itself and its twin; setup is shared by many cases. */
const costOf = ({ twin }: TestCase): number => 1 + (twin === undefined ? 0 : 1);

/** Estimated requests of a scenario. */
const scenarioCost = 9;

/**
 * As much of the plans as a budget of requests allows: one case of every plan, then a second of every plan and so on, since the
 * first cases of a plan find most. Scenarios come last. Plans rotate over the groups of their operations (tags, for example), and
 * cases beyond the budget are never made. `admits` is called for each case that the budget of requests allows, in that order;
 * a case that it rejects is left out.
 */
export function trimPlans(
  plans: readonly CasePlan[],
  budget: number,
  groupOf: (operationId: string) => string = () => '',
  admits: (testCase: TestCase) => boolean = () => true,
): readonly CasePlan[] {
  const kept = plans.map((): TestCase[] => []);
  /** The next case of each plan; after the first case over budget the rest of a plan is dropped. */
  const next = plans.map(() => 0);
  const open = new Set(plans.keys());
  let left = budget;
  const order = byTurns(plans, groupOf);
  while (left > 0 && open.size > 0) {
    for (const index of order) {
      if (left <= 0) break;
      while (open.has(index)) {
        const testCase = plans[index]?.cases[next[index] ?? 0];
        next[index] = (next[index] ?? 0) + 1;
        if (testCase === undefined || costOf(testCase) > left) open.delete(index);
        else if (admits(testCase)) {
          kept[index]?.push(testCase);
          left -= costOf(testCase);
          break;
        }
      }
    }
  }
  return plans.flatMap((plan, index): readonly CasePlan[] => {
    const affordable = Math.max(0, Math.floor(left / scenarioCost));
    const scenarios = affordable === 0 ? [] : (plan.scenarios ?? []).slice(0, affordable);
    left -= scenarios.length * scenarioCost;
    const cases = kept[index] ?? [];
    return cases.length + scenarios.length === 0 ? [] : [{ ...plan, cases, scenarios }];
  });
}

/** Indexes of the plans: the first of each operation, then the second of each; one operation per group before the next. */
function byTurns(plans: readonly CasePlan[], groupOf: (operationId: string) => string): readonly number[] {
  const seen = new Map<string, number>();
  const ranks = new Map<string, number>();
  const sizes = new Map<string, number>();
  const turns = plans.map(({ operationId }) => {
    const turn = seen.get(operationId) ?? 0;
    seen.set(operationId, turn + 1);
    if (turn === 0) {
      const group = groupOf(operationId);
      const rank = sizes.get(group) ?? 0;
      sizes.set(group, rank + 1);
      // Without groups the order of the document is kept.
      ranks.set(operationId, sizes.size > 1 || group !== '' ? rank : 0);
    }
    return turn;
  });
  const rankOf = (index: number): number => ranks.get(plans[index]?.operationId ?? '') ?? 0;
  return plans
    .map((_, index) => index)
    .sort((a, b) => (turns[a] ?? 0) - (turns[b] ?? 0) || rankOf(a) - rankOf(b) || a - b);
}
