import { lengthOf } from '../../generator/json/code-points.ts';
import { equalJson } from '../../generator/json/equal-json.ts';
import { isFilePart } from '../../generator/json/file-part.ts';
import { matchesPattern } from '../../generator/json/pattern.ts';
import { hasFormat } from '../../generator/schema/formats.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { livingAlternatives } from '../../generator/values/height.ts';
import { leastNumber, leastOf, setMember } from '../../generator/values/least.ts';
import type { ArrayPlan, NumberPlan, ObjectPlan, Plan, StringPlan } from '../../generator/values/plan.ts';
import { isWithin } from './sample-number.ts';

/**
 * Smaller values of the plan, the boldest cut first: the least value of all, then fewer members and items, then smaller
 * parts. Each satisfies the plan; none can be shrunk back to `value`, so a descent always ends.
 */
export function* shrinksOf(plan: Plan, value: unknown): Generator<unknown> {
  if (plan.kind === 'choice') return yield* shrinkChoice(plan, value);
  const least = leastOf(plan);
  if (least !== undefined && equalJson(least, value)) return;
  // The least value of an object may lack members that the schema does not require: fewer parts is the same direction.
  if (least !== undefined && isSmaller(least, value)) yield least;
  for (const smaller of shrinkShape(plan, value)) {
    if (plan.checks.every((check) => isValid(plan.reader, check, smaller))) yield smaller;
  }
}

const isSmaller = (left: unknown, right: unknown): boolean => sizeOf(left) < sizeOf(right);

function sizeOf(value: unknown): number {
  if (isFilePart(value)) return value.$file.bytes.length;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let size = 1;
  for (const [key, part] of Object.entries(value)) size += key.length + 1 + sizeOf(part);
  return size;
}

const ranks = new WeakMap<Plan, readonly Plan[]>();

/** Alternatives, those with the smaller least value first. */
function ranked(plan: Plan): readonly Plan[] {
  let known = ranks.get(plan);
  if (known === undefined) {
    const sized = livingAlternatives(plan).map((alternative) => {
      const least = leastOf(alternative);
      return { alternative, size: least === undefined ? Number.POSITIVE_INFINITY : sizeOf(least) };
    });
    known = sized.sort((one, two) => one.size - two.size).map(({ alternative }) => alternative);
    ranks.set(plan, known);
  }
  return known;
}

/** Verdicts on values by plan: many places of a plan begin with the same least value. Values are never changed. */
const fitting = new WeakMap<object, WeakMap<Plan, boolean>>();

/** Whether the value could have been sampled from the plan. */
export function fits(plan: Plan, value: unknown): boolean {
  const decide = (): boolean => plan.conditions.every((condition) => isValid(plan.reader, condition, value));
  if (typeof value !== 'object' || value === null) return decide();
  const byPlan = fitting.get(value) ?? new WeakMap<Plan, boolean>();
  fitting.set(value, byPlan);
  const known = byPlan.get(plan) ?? decide();
  byPlan.set(plan, known);
  return known;
}

function* shrinkChoice(plan: Plan, value: unknown): Generator<unknown> {
  const alternatives = ranked(plan);
  const own = alternatives.findIndex((alternative) => fits(alternative, value));
  for (const alternative of alternatives.slice(0, Math.max(0, own))) {
    const least = leastOf(alternative);
    if (least !== undefined) yield least;
  }
  const chosen = alternatives[own];
  if (chosen !== undefined) yield* shrinksOf(chosen, value);
}

function* shrinkShape(plan: Plan, value: unknown): Generator<unknown> {
  switch (plan.kind) {
    case 'never':
    case 'null':
    case 'choice':
      return;
    case 'boolean':
      if (value === true) yield false;
      return;
    case 'values': {
      const index = plan.values.findIndex((known) => equalJson(known, value));
      yield* plan.values.slice(0, Math.max(0, index));
      return;
    }
    case 'number':
      if (typeof value === 'number') yield* shrinkNumber(plan, value);
      return;
    case 'string':
      if (typeof value === 'string') yield* shrinkText(plan, value);
      return;
    case 'array':
      if (Array.isArray(value)) yield* shrinkArray(plan, value);
      return;
    case 'object':
      if (typeof value === 'object' && value !== null && !isFilePart(value)) {
        yield* shrinkObject(plan, value as Record<string, unknown>);
      }
  }
}

function* shrinkNumber(plan: NumberPlan, value: number): Generator<number> {
  const target = leastNumber(plan);
  if (value === target) return;
  const { step } = plan;
  const closer = (candidate: number): boolean =>
    Math.abs(candidate - target) < Math.abs(value - target) && isWithin(plan, candidate);
  yield target;
  if (step === undefined && !Number.isInteger(value)) {
    for (const digits of [0, 1, 2, 4]) {
      const rounded = Number(value.toFixed(digits));
      if (closer(rounded)) yield rounded;
      const cut = Math.trunc(value * 10 ** digits) / 10 ** digits;
      if (cut !== rounded && closer(cut)) yield cut;
    }
  }
  const grain = step ?? (Number.isInteger(value) && Number.isInteger(target) ? 1 : undefined);
  for (
    let gap = (value - target) / 2;
    Math.abs(gap) >= (grain ?? Math.abs(value - target) / 4_096);
    gap /= 2
  ) {
    const candidate =
      grain === undefined ? value - gap : target + Math.round((value - gap - target) / grain) * grain;
    const rounded =
      grain === undefined || Number.isInteger(grain) ? candidate : Number(candidate.toFixed(12));
    if (closer(rounded)) yield rounded;
  }
  if (grain !== undefined) {
    const next = Number((value - Math.sign(value - target) * grain).toFixed(12));
    if (closer(next)) yield next;
  }
}

function* shrinkText(plan: StringPlan, value: string): Generator<string> {
  const { min, max, patterns, format } = plan;
  const valid = (text: string): boolean => {
    const length = lengthOf(text);
    return (
      length >= min &&
      length <= max &&
      patterns.every((pattern) => matchesPattern(pattern, text) !== false) &&
      (format === undefined || hasFormat(format, text))
    );
  };
  const characters = [...value];
  const free = patterns.length === 0 && format === undefined;
  if (characters.length > min) {
    // Shorter first: the shortest, then ever smaller cuts off the end, then single characters anywhere.
    for (let cut = characters.length - min; cut >= 1; cut = Math.floor(cut / 2)) {
      const text = characters.slice(0, characters.length - cut).join('');
      if (valid(text)) yield text;
      const tail = characters.slice(cut).join('');
      if (!free && valid(tail)) yield tail;
    }
    for (let index = 0; index < Math.min(characters.length - 1, 40); index++) {
      const text = [...characters.slice(0, index), ...characters.slice(index + 1)].join('');
      if (valid(text)) yield text;
    }
  }
  const plain = characters.map(plainer).join('');
  if (plain !== value && valid(plain)) yield plain;
  for (const [index, character] of characters.entries()) {
    if (index >= 200) return;
    const simple = plainer(character);
    if (simple === character) continue;
    const text = [...characters.slice(0, index), simple, ...characters.slice(index + 1)].join('');
    if (valid(text)) yield text;
  }
}

/** Digits become 0, everything else a: the two fixpoints. */
const plainer = (character: string): string => (character >= '0' && character <= '9' ? '0' : 'a');

function* shrinkArray(plan: ArrayPlan, value: readonly unknown[]): Generator<unknown[]> {
  const distinct = (items: readonly unknown[]): boolean =>
    !plan.unique ||
    !items.some((item, index) => items.slice(0, index).some((other) => equalJson(other, item)));
  const bare = plan.contains.length > 0;
  const kept = (items: readonly unknown[]): boolean => !bare || fits(plan, items);
  for (let cut = value.length - plan.min; cut >= 1; cut = Math.floor(cut / 2)) {
    for (let start = value.length - cut; start >= plan.prefix; start -= cut) {
      const items = [...value.slice(0, start), ...value.slice(start + cut)];
      if (kept(items)) yield items;
    }
    if (plan.prefix > 0 && kept(value.slice(0, value.length - cut))) yield value.slice(0, value.length - cut);
  }
  for (const [index, item] of value.entries()) {
    for (const smaller of shrinksOf(plan.item(index), item)) {
      const items = [...value.slice(0, index), smaller, ...value.slice(index + 1)];
      if (distinct(items) && kept(items)) yield items;
    }
  }
}

function* shrinkObject(plan: ObjectPlan, value: Readonly<Record<string, unknown>>): Generator<unknown> {
  const names = Object.keys(value);
  const optional = names.filter((name) => !plan.required.has(name));
  const loose = plan.dependent.size > 0;
  const without = (dropped: ReadonlySet<string>): Record<string, unknown> | undefined => {
    if (names.length - dropped.size < plan.min) return undefined;
    const rest: Record<string, unknown> = {};
    for (const name of names) if (!dropped.has(name)) setMember(rest, name, value[name]);
    return loose && !fits(plan, rest) ? undefined : rest;
  };
  for (let cut = optional.length; cut >= 1; cut = cut === 1 ? 0 : Math.ceil(cut / 2)) {
    for (let start = 0; start < optional.length; start += cut) {
      const rest = without(new Set(optional.slice(start, start + cut)));
      if (rest !== undefined) yield rest;
    }
  }
  for (const name of names) {
    for (const smaller of shrinksOf(plan.member(name), value[name])) {
      const next: Record<string, unknown> = {};
      for (const other of names) setMember(next, other, other === name ? smaller : value[other]);
      yield next;
    }
  }
}
