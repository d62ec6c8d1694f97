import { close } from '../../generator/values/build-object.ts';
import { leastOf, setMember } from '../../generator/values/least.ts';
import type { ObjectPlan, Plan } from '../../generator/values/plan.ts';
import { failed, type Route } from './route.ts';
import type { SampleContext } from './sample-context.ts';
import { sampleValue } from './sample-value.ts';
import { fits } from './shrink.ts';

/** `value` with the place that the route leads to; what is there already is kept, what is missing is put in. */
export function graft(plan: Plan, value: unknown, context: SampleContext, route: Route): unknown {
  const [step, ...rest] = route;
  if (step === undefined) return fits(plan, value) ? value : sampleValue(plan, context, 4);
  const anew = (): unknown => sampleValue(plan, context, 2, '', route);
  if (step.kind === 'choice') {
    const start = fits(step.plan, value) || context.files ? value : leastOf(step.plan);
    return start !== undefined && fits(step.plan, start) ? graft(step.plan, start, context, rest) : anew();
  }
  if (step.kind === 'member') {
    if (plan.kind !== 'object' || typeof value !== 'object' || value === null) return anew();
    const { name } = step;
    const member = plan.member(name);
    const part = Object.hasOwn(value, name)
      ? graft(member, (value as Record<string, unknown>)[name], context, rest)
      : graftNew(member, context, name, rest);
    if (part === failed) return failed;
    const copy = { ...value } as Record<string, unknown>;
    setMember(copy, name, part);
    return withDependents(plan, copy, name) ? copy : anew();
  }
  if (plan.kind !== 'array' || !Array.isArray(value) || step.index > value.length) return anew();
  const item = plan.item(step.index);
  const part =
    step.index < value.length
      ? graft(item, value[step.index], context, rest)
      : graftNew(item, context, '', rest);
  if (part === failed) return failed;
  return [...value.slice(0, step.index), part, ...value.slice(step.index + 1)];
}

/** Puts in what must come with a member, as small as can be; false where that cannot be said. */
function withDependents(plan: ObjectPlan, value: Record<string, unknown>, name: string): boolean {
  const names = new Set<string>();
  close(name, plan.dependent, names);
  for (const each of names) {
    if (Object.hasOwn(value, each)) continue;
    const least = leastOf(plan.member(each));
    if (least === undefined) return false;
    setMember(value, each, least);
  }
  return true;
}

function graftNew(plan: Plan, context: SampleContext, name: string, route: Route): unknown {
  const least = context.files ? undefined : leastOf(plan);
  return least === undefined
    ? sampleValue(plan, context, 2, name, route)
    : graft(plan, least, context, route);
}
