import { fail } from '../../generator/contract/diagnostics.ts';
import type { CasePlan } from '../model.ts';

/** One of several parts of a run; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Reads `i/n`. */
export function parseShard(text: string): Shard {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  return fail({
    code: 'bad-shard',
    message: `${JSON.stringify(text)} is not a part of a run`,
    hint: 'Write --shard i/n, i from 1 to n: --shard 1/4.',
  });
}

/**
 * The plans of one part: whole plans, so that related cases stay together; the longest first, each to the part with the fewest
 * cases so far. The same plans give the same parts on every machine.
 */
export function shardPlans(plans: readonly CasePlan[], { index, of }: Shard): readonly CasePlan[] {
  const loads = Array.from({ length: of }, () => 0);
  const order = plans
    .map((plan, place) => ({ plan, place }))
    .sort((a, b) => sizeOf(b.plan) - sizeOf(a.plan) || a.place - b.place);
  const mine = new Set<CasePlan>();
  for (const { plan } of order) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + sizeOf(plan);
    if (least === index - 1) mine.add(plan);
  }
  return plans.filter((plan) => mine.has(plan));
}

const sizeOf = ({ cases, scenarios = [] }: CasePlan): number => cases.length + 9 * scenarios.length;
