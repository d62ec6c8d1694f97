import type { ContainsPlan, Plan } from './plan.ts';

const heights = new WeakMap<Plan, number>();
const never = Number.POSITIVE_INFINITY;

/**
 * Levels of nesting of the flattest value of a plan, 0 for a scalar; Infinity when no value exists, also where
 * a `$ref` circle has no way out. Checks count as satisfied.
 */
export function heightOf(plan: Plan): number {
  const known = heights.get(plan);
  if (known !== undefined) return known;
  const order: Plan[] = [];
  collect(plan, new Set(), order);
  const current = new Map<Plan, number>(order.map((found) => [found, never]));
  const of = (found: Plan): number => heights.get(found) ?? current.get(found) ?? never;
  for (let changed = true; changed; ) {
    changed = false;
    for (const found of order) {
      const height = step(found, of);
      if (height === current.get(found)) continue;
      current.set(found, height);
      changed = true;
    }
  }
  for (const [found, height] of current) heights.set(found, height);
  return of(plan);
}

/** Alternatives that have a value, in the document's order. */
export function livingAlternatives(plan: Plan): readonly Plan[] {
  if (plan.kind !== 'choice') return [plan];
  const known = living.get(plan);
  if (known !== undefined) return known;
  const all = plan.alternatives.map((alternative) => alternative());
  const result = all.filter((alternative) => heightOf(alternative) !== never);
  living.set(plan, result);
  return result;
}

const living = new WeakMap<Plan, readonly Plan[]>();

/** Dependencies first, so that few rounds are needed. */
function collect(plan: Plan, seen: Set<Plan>, order: Plan[]): void {
  if (seen.has(plan) || heights.has(plan)) return;
  seen.add(plan);
  for (const part of needs(plan)) collect(part, seen, order);
  order.push(plan);
}

function needs(plan: Plan): readonly Plan[] {
  switch (plan.kind) {
    case 'choice':
      return plan.alternatives.map((alternative) => alternative());
    case 'array':
      return [
        ...itemsNeeded(plan),
        ...plan.contains.filter(({ min }) => min > 0).flatMap((entry) => placesOf(plan, entry)),
      ];
    case 'object': {
      const required = [...plan.required].map((name) => plan.member(name));
      return plan.min > plan.required.size ? [...required, ...extras(plan)] : required;
    }
    default:
      return [];
  }
}

/** The plans of an item that `contains` requires, at any index. */
const placesOf = (plan: Plan & { kind: 'array' }, entry: ContainsPlan): readonly Plan[] => [
  ...Array.from({ length: Math.min(plan.prefix, plan.max) }, (_, index) => entry.at(index)),
  ...(plan.max > plan.prefix ? [entry.plan()] : []),
];

const itemsNeeded = (plan: Plan & { kind: 'array' }): readonly Plan[] =>
  Array.from({ length: Math.min(plan.min, plan.prefix + 1) }, (_, index) => plan.item(index));

/** Plans of the members that may fill up to `minProperties`. */
function extras(plan: Plan & { kind: 'object' }): readonly Plan[] {
  const optional = plan.names.filter((name) => !plan.required.has(name)).map((name) => plan.member(name));
  const free = plan.open ? [plan.member(anyName(plan))] : [];
  return [...optional, ...free, ...plan.patternMembers.map((member) => member())];
}

/** A name that stands for the free ones of an object. */
export const anyName = (plan: Plan & { kind: 'object' }): string => {
  let name = 'x';
  while (plan.names.includes(name)) name += 'x';
  return name;
};

function step(plan: Plan, of: (plan: Plan) => number): number {
  switch (plan.kind) {
    case 'never':
      return never;
    case 'choice':
      return Math.min(never, ...plan.alternatives.map((alternative) => of(alternative())));
    case 'array': {
      if (plan.min === 0) return 0;
      const parts = [
        ...itemsNeeded(plan).map(of),
        ...plan.contains
          .filter(({ min }) => min > 0)
          .map((entry) => Math.min(never, ...placesOf(plan, entry).map(of))),
      ];
      if (plan.unique && cardinality(plan.item(plan.prefix)) < plan.min - plan.prefix) return never;
      return 1 + Math.max(0, ...parts);
    }
    case 'object': {
      const required = [...plan.required].map((name) => of(plan.member(name)));
      const missing = plan.min - plan.required.size;
      if (missing <= 0) return required.length === 0 ? 0 : 1 + Math.max(...required);
      const heightsOfExtras = extras(plan)
        .map(of)
        .filter((height) => height !== never)
        .sort((a, b) => a - b);
      const free = plan.open || plan.patterns.length > 0;
      if (heightsOfExtras.length < (free ? 1 : missing)) return never;
      const used = heightsOfExtras.slice(0, free ? 1 : missing);
      return 1 + Math.max(0, ...required, ...used);
    }
    default:
      return 0;
  }
}

/** How many different values a plan has at most; Infinity when they are not counted. */
export function cardinality(plan: Plan): number {
  switch (plan.kind) {
    case 'never':
      return 0;
    case 'null':
      return 1;
    case 'boolean':
      return 2;
    case 'values':
      return plan.values.length;
    case 'number':
      if (plan.step === undefined) return plan.min === plan.max ? 1 : never;
      return Math.round((plan.max - plan.min) / plan.step) + 1;
    case 'string':
      return plan.max === 0 ? 1 : never;
    case 'choice':
      return livingAlternatives(plan).reduce((sum, alternative) => sum + cardinality(alternative), 0);
    default:
      return never;
  }
}
