import { escapeToken } from '../../generator/json/pointer.ts';
import { anyName, heightOf, livingAlternatives } from '../../generator/values/height.ts';
import { leastOf } from '../../generator/values/least.ts';
import { type ObjectPlan, objectOf, type Plan, type Shape } from '../../generator/values/plan.ts';
import type { Ready } from './options.ts';
import { failed, type Route } from './route.ts';
import { sampleName } from './sample-value.ts';
import { fits } from './shrink.ts';
import { sourceFrom } from './source.ts';

/** A place of a value, in one of the branches that may stand there. */
export interface Place {
  /** A choice, or a shape that the route has chosen. */
  readonly plan: Exclude<Plan, { kind: 'never' }>;
  /** All that may stand at the pointer. */
  readonly place: Plan;
  /** JSON Pointer into the value; items by the first index they are alike from. */
  readonly pointer: string;
  readonly route: Route;
  /** True for the first of the places with this pointer on this way. */
  readonly first: boolean;
}

const deepest = 14;
const mostPlaces = 4_000;
/** Up to here a schema is entered wherever it is referred to; beyond, once. */
const mostRepeated = 600;

/**
 * Every place that a value of the schema can have, outside in; recursion is entered once. Where a document refers to the
 * same schemas over and over, places are as many as can be walked, and each schema is among them.
 */
export function placesOf(ready: Ready): readonly Place[] {
  const found: Place[] = [];
  const entered = new Set<Plan>();
  const visited = new Map<Plan, Set<string>>();
  const enter = (plan: Plan, pointer: string, route: Route, above: readonly Plan[]): void => {
    if (heightOf(plan) !== Number.POSITIVE_INFINITY) visit(plan, plan, pointer, route, above);
  };
  const visit = (plan: Plan, place: Plan, pointer: string, route: Route, above: readonly Plan[]): void => {
    if (plan.kind === 'never' || above.includes(plan) || found.length > mostPlaces) return;
    // Several ways through a choice lead to one and the same place: the first will do.
    const before = visited.get(plan) ?? new Set();
    visited.set(plan, before);
    if (before.has(pointer)) return;
    before.add(pointer);
    // Conditions put choices into choices at one and the same depth of the value.
    if (above.filter(({ kind }) => kind !== 'choice').length > deepest) return;
    found.push({ plan, place, pointer, route, first: plan === place });
    if (found.length > mostRepeated && entered.has(plan)) return;
    entered.add(plan);
    const inside = [...above, plan];
    if (plan.kind === 'choice') {
      for (const alternative of easiestFirst(plan)) {
        visit(alternative, place, pointer, [...route, { kind: 'choice', plan: alternative }], inside);
      }
      return;
    }
    for (const { part, token, step } of partsOf(plan)) {
      enter(part, `${pointer}/${escapeToken(token)}`, [...route, step], inside);
    }
  };
  enter(ready.plan, '', [], []);
  return found;
}

/** The alternatives that the least value takes come first, so that what they share is reached with as little as can be. */
function easiestFirst(plan: Plan): readonly Plan[] {
  const alternatives = livingAlternatives(plan);
  const least = leastOf(plan);
  if (least === undefined) return alternatives;
  return [
    ...alternatives.filter((alternative) => fits(alternative, least)),
    ...alternatives.filter((alternative) => !fits(alternative, least)),
  ];
}

interface Part {
  readonly part: Plan;
  readonly token: string;
  readonly step: Route[number];
}

function partsOf(plan: Shape): readonly Part[] {
  if (plan.kind === 'array') {
    const count = Math.min(plan.prefix + 1, plan.max);
    return Array.from({ length: count }, (_, index) => ({
      part: plan.item(index),
      token: String(index),
      step: { kind: 'item', index },
    }));
  }
  if (plan.kind !== 'object') return [];
  return [...plan.names, ...freeNamesOf(plan)].map((name) => ({
    part: plan.member(name),
    token: name,
    step: { kind: 'member', name },
  }));
}

const known = new WeakMap<ObjectPlan, readonly string[]>();

/** One name for each rule that speaks of names not listed; it stands for all of them in pointers. */
export function freeNamesOf(plan: ObjectPlan): readonly string[] {
  const names = known.get(plan) ?? freeNames(plan);
  known.set(plan, names);
  return names;
}

function freeNames(plan: ObjectPlan): readonly string[] {
  const context = {
    source: sourceFrom(1),
    bias: undefined,
    realistic: false,
    files: false,
    spread: 3,
    patience: { left: 200 },
    thorough: true,
  };
  const names = new Set<string>();
  const spoken = plan.locals.some((local) => typeof objectOf(local)?.['additionalProperties'] === 'object');
  if (plan.open && spoken) {
    const plain = plan.freeName();
    const any = plain.kind === 'string' && plain.patterns.length === 0 && plain.checks.length === 0;
    const name =
      any && plain.min <= 1 && plain.format === undefined ? anyName(plan) : sampleName(plan, context);
    if (name !== failed) names.add(name);
  }
  if (plan.patternNames.length > 0) {
    const name = sampleName({ ...plan, open: false }, context);
    if (name !== failed) names.add(name);
  }
  return [...names].filter((name) => !plan.names.includes(name));
}
