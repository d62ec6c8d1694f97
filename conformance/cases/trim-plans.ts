import type { CasePlan, TestCase } from '../model.ts';

/** Requests that a case takes: itself and its twin; what it names is made once for many. */
const costOf = ({ twin }: TestCase): number => 1 + (twin === undefined ? 0 : 1);

/** Requests that a scenario takes, about. */
const scenarioCost = 9;

/**
 * As much of the plans as a budget of requests pays for: a case of every plan, then a second of every plan and so on,
 * since the first cases of a plan find most. Scenarios come last.
 */
export function trimPlans(plans: readonly CasePlan[], budget: number): readonly CasePlan[] {
  const kept = plans.map(() => 0);
  let left = budget;
  const order = byTurns(plans);
  const longest = Math.max(0, ...plans.map(({ cases }) => cases.length));
  for (let round = 0; round < longest && left > 0; round++) {
    for (const index of order) {
      const testCase = plans[index]?.cases[round];
      const cost = testCase === undefined ? 0 : costOf(testCase);
      if (testCase === undefined || cost > left) continue;
      // A plan is a beginning: what comes after a case that was too dear stays out too.
      if (kept[index] !== round) continue;
      kept[index] = round + 1;
      left -= cost;
    }
  }
  return plans
    .map((plan, index) => {
      const affordable = Math.max(0, Math.floor(left / scenarioCost));
      const scenarios = (plan.scenarios ?? []).slice(0, affordable);
      left -= scenarios.length * scenarioCost;
      return { ...plan, cases: plan.cases.slice(0, kept[index]), scenarios };
    })
    .filter(({ cases, scenarios }) => cases.length + scenarios.length > 0);
}

/** Positions of the plans: the first of each operation, then the second of each. */
function byTurns(plans: readonly CasePlan[]): readonly number[] {
  const seen = new Map<string, number>();
  const turns = plans.map(({ operationId }) => {
    const turn = seen.get(operationId) ?? 0;
    seen.set(operationId, turn + 1);
    return turn;
  });
  return plans.map((_, index) => index).sort((a, b) => (turns[a] ?? 0) - (turns[b] ?? 0) || a - b);
}
