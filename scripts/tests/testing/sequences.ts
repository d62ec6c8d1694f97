import type { CasePlan } from '../../../conformance/model.ts';

/** The plans with the sequences whose ids match, and nothing else: the cases of other plans are not even made. */
export const sequencesOf = (plans: readonly CasePlan[], ids: RegExp): readonly CasePlan[] =>
  plans
    .filter(({ phase }) => phase === 'stateful')
    .flatMap((plan) => {
      const scenarios = plan.scenarios?.filter(({ id }) => ids.test(id)) ?? [];
      return scenarios.length === 0 ? [] : [{ ...plan, cases: [], scenarios }];
    });
