import type { Diagnostic } from '../contract/diagnostics.ts';
import type { JsonObject } from '../json/types.ts';
import type { Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';
import { branchesOf, disjoint } from './alternatives.ts';
import { atomsOf } from './atoms.ts';
import { planOf } from './build.ts';
import { heightOf } from './height.ts';
import { leastOf } from './least.ts';
import type { Collision, Plan } from './plan.ts';

/** Says why no value satisfies a plan, naming the place and the keywords that collide; `undefined` when one may. */
export function unsatisfiablePlan(plan: Plan, at?: string): Diagnostic | undefined {
  if (heightOf(plan) !== Number.POSITIVE_INFINITY) return undefined;
  const { message, keywords } = reasonOf(plan, new Set());
  const pointer = keywords[0]?.at ?? at ?? plan.locals[0]?.at ?? '#';
  const others = keywords.slice(1).map(({ at: place }) => place);
  return {
    code: 'schema-unsatisfiable',
    severity: 'error',
    message: `no value satisfies the schema: ${message}${others.length > 0 ? ` (with ${others.join(', ')})` : ''}`,
    pointer,
    hint: 'Loosen one of the keywords, or take the schema away.',
  };
}

/** The collision that rules out every value, found along what must be there. */
function reasonOf(plan: Plan, seen: Set<Plan>): Collision {
  if (plan.kind === 'never') return plan.collision;
  const circle: Collision = {
    message: 'every value would have to contain itself, the $ref circle has no way out',
    keywords: plan.conditions.slice(0, 1).map(({ at }) => ({ keyword: '$ref', at })),
  };
  if (seen.has(plan)) return circle;
  seen.add(plan);
  const dead = partsOf(plan).filter((part) => heightOf(part) === Number.POSITIVE_INFINITY);
  const [first] = dead;
  if (first !== undefined) {
    const reasons = dead.map((part) => reasonOf(part, seen));
    return reasons.find(({ message }) => message !== circle.message) ?? reasons[0] ?? circle;
  }
  const message =
    plan.kind === 'array'
      ? `there are not ${plan.min} different items`
      : 'fewer members are possible than are required';
  return { message, keywords: plan.locals.slice(0, 1).map(({ at }) => ({ keyword: plan.kind, at })) };
}

function partsOf(plan: Plan): readonly Plan[] {
  if (plan.kind === 'choice') return plan.alternatives.map((alternative) => alternative());
  if (plan.kind === 'object') return [...plan.required].map((name) => plan.member(name));
  if (plan.kind !== 'array') return [];
  const items = Array.from({ length: Math.min(plan.min, plan.prefix + 1) }, (_, index) => plan.item(index));
  const isRoomBehind = plan.max > plan.prefix;
  const wanted = plan.contains.filter(({ min }) => min > 0);
  return [...items, ...wanted.map((entry) => (isRoomBehind ? entry.plan() : entry.at(plan.max - 1)))];
}

/** Two branches of a `oneOf` that one value can satisfy together. */
export interface Overlap {
  readonly left: string;
  readonly right: string;
  /** A value that both branches accept; absent when none was found, and the overlap is a suspicion. */
  readonly witness?: unknown;
}

const mostPairs = 400;

/** The branches of the schema's own `oneOf` that are not proven apart, each pair with a value that shows it. */
export function overlapsOf(reader: Reader, placed: Placed): readonly Overlap[] {
  const found: Overlap[] = [];
  for (const choice of atomsOf(reader, [placed]).choices) {
    const union = choice.schema as JsonObject;
    if (!Array.isArray(union['oneOf'])) continue;
    const branches = branchesOf(union, choice.at, 'oneOf');
    let pairs = 0;
    for (const [index, left] of branches.entries()) {
      for (const right of branches.slice(index + 1)) {
        if (++pairs > mostPairs || disjoint(reader, left, right)) continue;
        const witness = leastOf(planOf(reader, [left, right]));
        if (witness !== undefined || heightOf(planOf(reader, [left, right])) !== Number.POSITIVE_INFINITY) {
          found.push({ left: left.at, right: right.at, ...(witness === undefined ? {} : { witness }) });
        }
      }
    }
  }
  return found;
}
