import type { CasePlan } from '../model.ts';

/** A plan that makes its cases on first access: a run that ends early or has a budget makes few. */
export function lazyPlan(
  plan: Pick<CasePlan, 'operationId' | 'phase' | 'discriminatorValue'>,
  make: () => CasePlan,
): CasePlan {
  let made: CasePlan | undefined;
  const whole = (): CasePlan => {
    made ??= make();
    return made;
  };
  return {
    operationId: plan.operationId,
    phase: plan.phase,
    ...(plan.discriminatorValue === undefined ? {} : { discriminatorValue: plan.discriminatorValue }),
    isMade: () => made !== undefined,
    get cases() {
      return whole().cases;
    },
    get scenarios() {
      return whole().scenarios ?? [];
    },
    async shrink(failed, stillFails) {
      return (await whole().shrink?.(failed, stillFails)) ?? { testCase: failed };
    },
    replay: (path) => whole().replay?.(path),
  };
}
