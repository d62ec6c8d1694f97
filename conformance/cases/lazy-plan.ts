import type { CasePlan } from '../model.ts';

/** A plan whose cases are made when somebody looks at them: a run that ends early, or that is bounded, makes few. */
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
