import type { CasePlan, Undone } from '../model.ts';

/** Counts the cases that are never sent, by operation. */
export function createUndone(plans: readonly CasePlan[]) {
  const sent = new Map<string, number>();
  /** Planned cases by operation; a plan whose cases were never made counts as one case. */
  const planned = (): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const plan of plans) {
      const size = plan.isMade?.() === false ? 1 : plan.cases.length + (plan.scenarios?.length ?? 0);
      counts.set(plan.operationId, (counts.get(plan.operationId) ?? 0) + size);
    }
    return counts;
  };
  const reasons = new Map<string, string>();
  const skipped = new Map<string, number>();
  return {
    done: (operationId: string) => void sent.set(operationId, (sent.get(operationId) ?? 0) + 1),
    giveUp: (operationId: string, reason: string) => void reasons.set(operationId, reason),
    skip(operationId: string, reason: string): void {
      const key = JSON.stringify([operationId, reason]);
      skipped.set(key, (skipped.get(key) ?? 0) + 1);
    },
    list: (aborted: string | undefined): readonly Undone[] => [
      ...[...skipped].map(([key, cases]) => {
        const [operationId, reason] = JSON.parse(key);
        return { operationId, cases, reason };
      }),
      ...[...planned()].flatMap(([operationId, all]) => {
        const cases = all - (sent.get(operationId) ?? 0);
        const reason = reasons.get(operationId) ?? aborted;
        return cases > 0 && reason !== undefined ? [{ operationId, cases, reason }] : [];
      }),
    ],
  };
}
