import type { Atom, Literal, Violation } from './atoms.ts';
import { literalKey } from './literal-key.ts';
import { giveUp, oneOf, type Path, type Search, type Solution, spend } from './search.ts';
import type { State } from './state.ts';

const longest = 20_000;
/** More members of an array that must exist than this are put side by side only. */
const mostSlots = 6;
/** Of a longer range of `contains`, this many counts are tried. */
const mostCounts = 16;

interface Slot {
  /** Where it may stand. */
  readonly from: number;
  readonly literals: readonly Literal[];
}

/** Arrays that satisfy everything known of them, shortest first. */
export function* arrayValues(search: Search, state: State, path: Path): Generator<Solution> {
  const { min, max } = state.lengths.array;
  if (min > max || (state.unique && state.duplicate)) return;
  if (min > longest || state.contains.some(({ min: least }) => least > longest)) {
    giveUp(search, `arrays of more than ${longest} items`);
    return;
  }
  const prefix = Math.max(
    0,
    ...state.items.map(({ prefix: listed }) => listed.length),
    ...[...state.item.keys()].map((index) => index + 1),
  );
  const contains = merged(state.contains);
  if (contains.some(({ min: least, max: most }) => least > Math.min(most, max))) return;
  const limited = contains.filter(({ max: most }) => most < Number.POSITIVE_INFINITY);
  let any = false;
  let settled = contains.every(
    ({ min: least, max: most }) => !(most - least >= mostCounts) || most === Number.POSITIVE_INFINITY,
  );
  // Items that satisfy one schema are alike: where they stand changes nothing.
  const areAlike = prefix === 0 && state.someItems.length === 0 && contains.length === 1;
  for (const counts of countsOf(contains)) {
    const slots: readonly Slot[] = [
      ...state.someItems.map(({ from, literal }) => ({ from, literals: [literal] })),
      ...contains.flatMap(({ literal }, index) =>
        Array.from({ length: counts[index] ?? 0 }, () => ({ from: 0, literals: [literal] })),
      ),
    ];
    if (slots.length > mostSlots && !areAlike) settled = false;
    for (const placed of placements(slots, prefix, state.duplicate)) {
      if (!spend(search)) return;
      const least = Math.max(min, 1 + [...placed.keys(), ...state.item.keys()].reduce(greater, -1));
      if (least > max) continue;
      const literals = (index: number): readonly Literal[] => [
        ...itemLiterals(state, index),
        ...(placed.get(index) ?? []),
        ...limited
          .filter(({ literal }) => !(placed.get(index) ?? []).includes(literal))
          .map(({ literal }) => ({ ...literal, holds: !literal.holds })),
      ];
      const twins = state.duplicate ? twinsOf(prefix, least, max) : [undefined];
      for (const twin of twins) {
        for (const solution of fill(search, state, path, literals, least, twin)) {
          any = true;
          yield solution;
        }
      }
    }
  }
  if (!any && !settled) giveUp(search, 'contains');
  if (!any && state.unique && state.items.some(({ prefix: listed }) => listed.length > 0))
    giveUp(search, 'uniqueItems of a tuple');
}

const greater = (left: number, right: number): number => Math.max(left, right);

type Contains = Extract<Atom, { kind: 'contains' }>;

/** What is said of the same schema by several keywords, as one range. */
function merged(all: readonly Contains[]): readonly Contains[] {
  const found = new Map<string, Contains>();
  for (const each of all) {
    const key = literalKey(each.literal);
    const { literal, min, max } = found.get(key) ?? each;
    // The receiver's literal stays, because its violations are reported.
    const kept = each.literal.goal ? each.literal : literal;
    found.set(key, { ...each, literal: kept, min: Math.max(min, each.min), max: Math.min(max, each.max) });
  }
  return [...found.values()];
}

/**
 * How many items count towards each `contains`: every combination within their ranges, the fewest first, and the most where
 * a range is long. Without an upper limit, items beyond the least count need no distinction.
 */
function* countsOf([first, ...others]: readonly Contains[]): Generator<readonly number[]> {
  if (first === undefined) {
    yield [];
    return;
  }
  const { min, max } = first;
  const last = max === Number.POSITIVE_INFINITY ? min : max;
  const few = Array.from({ length: Math.min(last - min + 1, mostCounts) }, (_, index) => min + index);
  for (const count of few.at(-1) === last || last > longest ? few : [...few, last])
    for (const rest of countsOf(others)) yield [count, ...rest];
}

function itemLiterals(state: State, index: number): readonly Literal[] {
  const listed = state.items.flatMap(({ prefix, rest }) => prefix[index] ?? rest ?? []);
  return [...listed, ...(state.item.get(index) ?? [])];
}

/**
 * Every way to put the slots at indexes that differ: each listed item, or one of those behind. Many slots are put side by
 * side only.
 */
function* placements(
  slots: readonly Slot[],
  prefix: number,
  shared: boolean,
): Generator<ReadonlyMap<number, readonly Literal[]>> {
  if (slots.length > mostSlots) {
    yield sideBySide(slots, prefix);
    return;
  }
  const [slot, ...others] = slots;
  if (slot === undefined) {
    yield new Map();
    return;
  }
  for (const rest of placements(others, prefix, shared)) {
    const behind = Math.max(prefix, slot.from);
    const fresh = Math.max(behind, ...[...rest.keys()].map((index) => index + 1));
    const listed = Array.from({ length: Math.max(0, prefix - slot.from) }, (_, index) => slot.from + index);
    const free = Array.from({ length: fresh - behind + 1 }, (_, index) => behind + index);
    for (const index of [...free, ...listed]) {
      // Two items that count towards the same `contains` are two.
      if (slot.literals.some((literal) => rest.get(index)?.includes(literal))) continue;
      yield new Map(rest).set(index, [...(rest.get(index) ?? []), ...slot.literals]);
    }
  }
}

function sideBySide(slots: readonly Slot[], prefix: number): ReadonlyMap<number, readonly Literal[]> {
  const placed = new Map<number, readonly Literal[]>();
  let next = prefix;
  for (const { from, literals } of slots) {
    const index = Math.max(next, from);
    placed.set(index, literals);
    next = index + 1;
  }
  return placed;
}

/** Pairs of indexes that may hold the same value: listed ones, and those behind. */
function twinsOf(prefix: number, least: number, max: number): readonly (readonly [number, number])[] {
  const last = Math.min(Math.max(prefix + 1, least - 1), max - 1, prefix + 1 + least);
  const pairs: [number, number][] = [];
  for (let first = 0; first <= last; first++)
    for (let second = first + 1; second <= last; second++) pairs.push([first, second]);
  return pairs.reverse().slice(0, 200);
}

function* fill(
  search: Search,
  state: State,
  path: Path,
  literals: (index: number) => readonly Literal[],
  least: number,
  twin: readonly [number, number] | undefined,
): Generator<Solution> {
  const length = twin === undefined ? least : Math.max(least, twin[1] + 1);
  const wanted = Array.from({ length }, (_, index) =>
    twin?.includes(index) === true ? [...literals(twin[0]), ...literals(twin[1])] : literals(index),
  );
  const goal = wanted.findIndex((each) => each.some((literal) => literal.goal));
  const first: Iterable<Solution | undefined> =
    goal === -1 ? [undefined] : search.solve(wanted[goal] ?? [], path);
  for (const chosen of first) {
    const values: unknown[] = [];
    const violations: Violation[] = [];
    let possible = true;
    for (const [index, each] of wanted.entries()) {
      if (
        chosen !== undefined &&
        (index === goal || (twin?.includes(index) === true && twin.includes(goal)))
      ) {
        values.push(chosen.value);
        continue;
      }
      if (twin !== undefined && index === twin[1] && values[twin[0]] !== undefined) {
        values.push(values[twin[0]]);
        continue;
      }
      const others = chosen === undefined ? values : [...values, chosen.value];
      const extra: readonly Atom[] = state.unique ? [{ kind: 'noneOfValues', values: others }] : [];
      const found =
        each.length === 0 && !state.unique
          ? { value: 'abc', violations: [] }
          : oneOf(search, each, path, extra);
      if (found === undefined) {
        possible = false;
        break;
      }
      values.push(found.value);
      violations.push(...found.violations);
    }
    if (possible)
      yield {
        value: values,
        violations: [...state.violations, ...(chosen?.violations ?? []), ...violations],
      };
  }
}
