import { lengthOf } from '../json/code-points.ts';
import { isFilePart } from '../json/file-part.ts';
import { isObject } from '../json/guards.ts';
import { matchesPattern } from '../json/pattern.ts';
import { hasFormat } from '../schema/formats.ts';
import { isValid } from '../schema/interpret.ts';
import { close } from './build-object.ts';
import { anyName, heightOf, livingAlternatives } from './height.ts';
import { sampleMatch } from './pattern.ts';
import type { ArrayPlan, NumberPlan, ObjectPlan, Plan, StringPlan } from './plan.ts';

const cache = new WeakMap<Plan, { readonly value: unknown }>();

/** The least text of formats that is well known. */
export const formatSamples: { readonly [format: string]: string | undefined } = {
  __proto__: null as never,
  date: '2000-01-01',
  time: '00:00:00Z',
  'date-time': '2000-01-01T00:00:00Z',
  'iso-time': '00:00:00',
  'iso-date-time': '2000-01-01T00:00:00',
  duration: 'P1D',
  email: 'a@b.c',
  'idn-email': 'a@b.c',
  hostname: 'a',
  'idn-hostname': 'a',
  ipv4: '0.0.0.0',
  ipv6: '::',
  uri: 'a:b',
  iri: 'a:b',
  url: 'http://a.aa',
  uuid: '00000000-0000-0000-0000-000000000000',
  'json-pointer-uri-fragment': '#',
  'relative-json-pointer': '0',
};

/**
 * The least value: flattest, required members only, shortest texts, numbers nearest to zero. A value of its own each
 * time; `undefined` when no value exists, or when a check rejects the one that was built.
 */
export function leastOf(plan: Plan): unknown {
  let known = cache.get(plan);
  if (known === undefined) {
    known = { value: heightOf(plan) === Number.POSITIVE_INFINITY ? undefined : checked(plan, make(plan)) };
    cache.set(plan, known);
  }
  return copied(known.value);
}

/** A copy of JSON; ten times as fast as `structuredClone`, which is asked for every place of every case. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isObject(value) || isFilePart(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copied(member)]));
}

function checked(plan: Plan, value: unknown): unknown {
  const accepted = value !== undefined && plan.checks.every((check) => isValid(plan.reader, check, value));
  return accepted ? value : undefined;
}

function make(plan: Plan): unknown {
  switch (plan.kind) {
    case 'never':
      return undefined;
    case 'null':
      return null;
    case 'boolean':
      return false;
    case 'values':
      return plan.values[0];
    case 'number':
      return leastNumber(plan);
    case 'string':
      return leastText(plan);
    case 'array':
      return leastArray(plan);
    case 'object':
      return leastObject(plan);
    case 'choice':
      return leastAlternative(plan);
  }
}

function leastAlternative(plan: Plan): unknown {
  const leaves = leavesOf(plan);
  const flattest = Math.min(...leaves.map(({ leaf }) => heightOf(leaf)));
  let least: unknown;
  let size = Number.POSITIVE_INFINITY;
  for (const { leaf, choices } of leaves) {
    if (heightOf(leaf) !== flattest) continue;
    const value = leastOf(leaf);
    if (choices.some((choice) => checked(choice, value) === undefined)) continue;
    const length = JSON.stringify(value).length;
    if (length < size) {
      least = value;
      size = length;
    }
  }
  return least;
}

/** A plan that is not a choice, and the choices on the way to it. */
interface Leaf {
  readonly leaf: Plan;
  readonly choices: readonly Plan[];
}

/** What a choice comes down to: choices may lead to one another, and back. */
function leavesOf(plan: Plan, choices: readonly Plan[] = [], seen = new Set<Plan>()): readonly Leaf[] {
  if (seen.has(plan)) return [];
  seen.add(plan);
  if (plan.kind !== 'choice') return [{ leaf: plan, choices }];
  return livingAlternatives(plan).flatMap((each) => leavesOf(each, [...choices, plan], seen));
}

/** The number of the plan nearest to zero. */
export function leastNumber({ min, max, excludesMin, excludesMax, step }: NumberPlan): number {
  if (min <= 0 && max >= 0 && !(min === 0 && excludesMin) && !(max === 0 && excludesMax)) return 0;
  if (min > 0 || (min === 0 && excludesMin)) {
    if (!excludesMin) return min;
    return step === undefined ? between(min, max) : min + step;
  }
  if (!excludesMax) return max;
  return step === undefined ? -between(-max, -min) : max - step;
}

/** A short number above `low` and below `high`: the next whole one, half a step, then the middle. */
function between(low: number, high: number): number {
  const whole = Math.floor(low) + 1;
  if (whole < high) return whole;
  for (const digits of [1, 2, 3, 6, 9, 12]) {
    const near = Number((low + 10 ** -digits).toFixed(digits));
    if (near > low && near < high) return near;
  }
  return low + (high - low) / 2;
}

function leastText(plan: StringPlan): string | undefined {
  const { min, max, patterns, format } = plan;
  const fits = (text: string): boolean =>
    lengthOf(text) >= min &&
    lengthOf(text) <= max &&
    patterns.every((pattern) => matchesPattern(pattern, text) !== false) &&
    (format === undefined || hasFormat(format, text));
  const [pattern] = patterns;
  const drafts = [
    formatSamples[format ?? ''],
    pattern === undefined ? undefined : sampleMatch(pattern, min, max, () => 0, 1),
  ];
  for (const draft of drafts) if (draft !== undefined && fits(draft)) return draft;
  const plain = 'a'.repeat(min);
  return fits(plain) ? plain : undefined;
}

/** A list with more is larger than anybody reads; it is left to the sampler, which may know another way. */
const mostItems = 100_000;

function leastArray(plan: ArrayPlan): unknown[] | undefined {
  if (plan.min > mostItems) return undefined;
  const items: unknown[] = [];
  for (let index = 0; index < plan.min; index++) {
    const wanted = plan.contains.find(
      (entry) => items.length - plan.prefix < entry.min && index >= plan.prefix,
    );
    const item = leastOf(wanted === undefined ? plan.item(index) : wanted.plan());
    if (item === undefined) return undefined;
    items.push(item);
  }
  if (!plan.unique || new Set(items.map((item) => JSON.stringify(item))).size === items.length) return items;
  return undefined;
}

function leastObject(plan: ObjectPlan): unknown {
  const names = new Set(plan.required);
  const optional = plan.names
    .filter((name) => !names.has(name) && heightOf(plan.member(name)) !== Number.POSITIVE_INFINITY)
    .sort((one, two) => heightOf(plan.member(one)) - heightOf(plan.member(two)));
  for (const name of optional) {
    if (names.size >= plan.min) break;
    close(name, plan.dependent, names);
  }
  for (const name of plan.patternNames) {
    const free = names.size < plan.min ? leastOf(name()) : undefined;
    if (typeof free === 'string') names.add(free);
  }
  for (let free = anyName(plan); names.size < plan.min; free += 'x') {
    if (!plan.open || names.size > 1_000) return undefined;
    if (!names.has(free)) names.add(free);
  }
  const value: Record<string, unknown> = {};
  for (const name of names) {
    const member = leastOf(plan.member(name));
    if (member === undefined) return undefined;
    setMember(value, name, member);
  }
  return value;
}

/** Sets an own member, also one named `__proto__`. */
export function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else object[name] = value;
}
