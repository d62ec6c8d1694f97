import { leastOf, setMember } from '../../generator/values/least.ts';
import type { ObjectPlan } from '../../generator/values/plan.ts';
import type { SampleContext } from './sample-context.ts';
import { sampleValue } from './sample-value.ts';
import type { ReadySite } from './sites.ts';

type Edits = Iterable<unknown>;

const mostMembers = 5_000;

function without(
  before: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(before)) if (!names.includes(name)) setMember(rest, name, value);
  return rest;
}

function plus(
  before: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): Record<string, unknown> {
  const more = { ...before };
  setMember(more, name, value);
  return more;
}

/** Objects that break one keyword of objects. */
export function* objectEdits(
  { keyword, kind, detail }: ReadySite,
  plan: ObjectPlan,
  before: Readonly<Record<string, unknown>>,
  context: SampleContext,
): Edits {
  const names = Object.keys(before);
  switch (keyword) {
    case 'required':
      yield without(before, detail);
      return;
    case 'dependentRequired': {
      const [trigger = '', name = ''] = JSON.parse(detail) as readonly string[];
      const triggered = Object.hasOwn(before, trigger)
        ? before
        : plus(before, trigger, leastOf(plan.member(trigger)));
      yield without(triggered, name);
      return;
    }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      if (kind.includes('member of a sibling')) {
        for (const value of [1, 'text', true, null]) yield plus(before, detail, value);
      } else if (kind.endsWith('misspelt member')) {
        for (const name of plan.names)
          yield* [plus(before, `${name}s`, before[name] ?? 1), plus(before, name.toUpperCase(), 1)];
      } else for (const name of ['unexpected', 'extra_1', 'zz', '0']) yield plus(before, name, 1);
      return;
    case 'properties':
      for (const value of [1, 'text', null]) yield plus(before, detail, value);
      return;
    case 'minProperties':
      yield* droppedTo(plan, before, Number(detail) - 1);
      return;
    case 'maxProperties': {
      let more = { ...before };
      for (const name of plan.names) {
        if (Object.keys(more).length > Number(detail)) break;
        const value = leastOf(plan.member(name));
        if (!Object.hasOwn(more, name) && value !== undefined) more = plus(more, name, value);
      }
      for (let count = 1; Object.keys(more).length <= Number(detail) && count < mostMembers; count++) {
        const name = `extra_${count}`;
        more = plus(more, name, leastOf(plan.member(name)) ?? 1);
      }
      yield more;
      return;
    }
    case 'propertyNames': {
      const value = (name: string): unknown =>
        leastOf(plan.member(name)) ?? sampleValue(plan.member(name), context, 2);
      for (const name of ['', ' ', '!', 'a', '0', 'UPPER', 'x'.repeat(70), 'a-b', 'é', 'a'.repeat(600)]) {
        if (!names.includes(name)) yield plus(before, name, value(name));
      }
    }
  }
}

function* droppedTo(plan: ObjectPlan, before: Readonly<Record<string, unknown>>, count: number): Edits {
  const optional = Object.keys(before).filter((name) => !plan.required.has(name));
  const surplus = Object.keys(before).length - count;
  if (surplus > 0 && optional.length >= surplus) yield without(before, ...optional.slice(0, surplus));
}
