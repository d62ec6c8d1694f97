import { close } from '../../generator/values/build-object.ts';
import { heightOf } from '../../generator/values/height.ts';
import type { ArrayPlan, ContainsPlan, ObjectPlan, Plan } from '../../generator/values/plan.ts';
import type { SampleContext } from './sample-context.ts';

/** Where the items stand that `contains` requires: last, or among those of `prefixItems` where none may follow. */
export function slotsOf(
  plan: ArrayPlan,
  matching: readonly ContainsPlan[],
  count: number,
  { source }: SampleContext,
): ReadonlyMap<number, Plan> {
  const slots = new Map<number, Plan>();
  for (const [offset, entry] of matching.entries()) {
    const last = count - matching.length + offset;
    const free = Array.from({ length: Math.min(count, plan.prefix) }, (_, index) => index).filter(
      (index) =>
        last < plan.prefix && !slots.has(index) && heightOf(entry.at(index)) !== Number.POSITIVE_INFINITY,
    );
    const index = free[free.length < 2 ? 0 : source.nextInt(0, free.length - 1)] ?? last;
    slots.set(index, index < plan.prefix ? entry.at(index) : entry.plan());
  }
  return slots;
}

const memberLists = new WeakMap<ObjectPlan, readonly string[]>();

/** Optional members that have a value. */
export function optionalMembers(plan: ObjectPlan): readonly string[] {
  let known = memberLists.get(plan);
  if (known === undefined) {
    known = plan.names.filter(
      (name) => !plan.required.has(name) && heightOf(plan.member(name)) !== Number.POSITIVE_INFINITY,
    );
    memberLists.set(plan, known);
  }
  return known;
}

/** What each member may spend: scalars cost one, the rest goes to those that can use it. */
export function shareOf(plan: ObjectPlan, chosen: ReadonlySet<string>, free: number, budget: number): number {
  let roomy = free;
  for (const name of chosen) {
    const { kind } = plan.member(name);
    if (kind === 'object' || kind === 'array' || kind === 'choice') roomy++;
  }
  return (budget - 1 - (chosen.size + free - roomy)) / Math.max(1, roomy);
}

/** Takes a member and what depends on it, where there is room and nothing of it is impossible. */
export function offer(plan: ObjectPlan, name: string, chosen: Set<string>): void {
  if (plan.dependent.size === 0) {
    chosen.add(name);
    return;
  }
  const wider = new Set(chosen);
  close(name, plan.dependent, wider);
  if (wider.size > plan.max) return;
  for (const added of wider) {
    if (heightOf(plan.member(added)) === Number.POSITIVE_INFINITY) return;
  }
  for (const added of wider) chosen.add(added);
}
