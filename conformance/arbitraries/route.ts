import type { Plan } from '../../generator/values/plan.ts';

/** Stands for "nothing was found in some tries"; the caller leaves the member out or tries another branch. */
export const failed: unique symbol = Symbol('failed');

/** One step from a value to a part of it, or from a choice to an alternative. */
export type Step =
  | { readonly kind: 'choice'; readonly plan: Plan }
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'item'; readonly index: number };

/** The way to a place; a value sampled along it has the place. */
export type Route = readonly Step[];
