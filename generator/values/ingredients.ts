import type { Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';
import type { Collision, Later, NeverPlan, Plan } from './plan.ts';

/** What a shape is built from; `plan` builds the plans of its parts. */
export interface Ingredients {
  readonly reader: Reader;
  readonly locals: readonly Placed[];
  readonly checks: readonly Placed[];
  plan(conjunction: readonly Placed[]): Plan;
  never(collision: Collision): NeverPlan;
  /** What all plans have in common; `more` are checks besides the given ones. */
  common(more?: readonly Placed[]): Pick<NeverPlan, 'reader' | 'conditions' | 'checks' | 'locals' | 'id'>;
}

/** A lax plan takes `oneOf` for `anyOf`: it admits more, and is what exclusivity itself is worked out with. */
export interface PlanMode {
  readonly lax: boolean;
}

/** Works out a plan on first use. */
export function later(make: () => Plan): Later {
  let plan: Plan | undefined;
  return () => {
    plan ??= make();
    return plan;
  };
}
