import type { CasePlan, TestCase } from '../model.ts';

/** Requests that a case takes: itself and its twin; setup is shared by many cases. */
const costOf = ({ twin }: TestCase): number => 1 + (twin === undefined ? 0 : 1);

/** Estimated requests of a scenario. */
const scenarioCost = 9;

/**
 * As much of the plans as a budget of requests allows: one case of every plan, then a second of every plan and so on, since the
 * first cases of a plan find most. Scenarios come last. Plans rotate over the groups of their operations (tags, for example), and
 * cases beyond the budget are never made.
 */
export function trimPlans(
  plans: readonly CasePlan[],
  budget: number,
  groupOf: (operationId: string) => string = () => '',
): readonly CasePlan[] {
  const kept = plans.map(() => 0);
  let left = budget;
  const order = byTurns(plans, groupOf);
  for (let round = 0; left > 0; round++) {
    let isSpent = false;
    for (const index of order) {
      if (left <= 0) break;
      // A plan keeps a prefix of its cases: after the first case over budget the rest is dropped.
      if (kept[index] !== round) continue;
      const testCase = plans[index]?.cases[round];
      const cost = testCase === undefined ? 0 : costOf(testCase);
      if (testCase === undefined || cost > left) continue;
      kept[index] = round + 1;
      left -= cost;
      isSpent = true;
    }
    if (!isSpent) break;
  }
  return plans.flatMap((plan, index): readonly CasePlan[] => {
    const affordable = Math.max(0, Math.floor(left / scenarioCost));
    const scenarios = affordable === 0 ? [] : (plan.scenarios ?? []).slice(0, affordable);
    left -= scenarios.length * scenarioCost;
    const count = kept[index] ?? 0;
    if (count + scenarios.length === 0) return [];
    return [{ ...plan, cases: count === 0 ? [] : plan.cases.slice(0, count), scenarios }];
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
