import type { Atom, Literal, Violation } from './atoms.ts';
import { giveUp, oneOf, type Path, type Search, type Solution, spend } from './search.ts';
import type { State } from './state.ts';

const longest = 20_000;
/** More members of an array that must exist than this are put side by side only. */
const mostSlots = 6;

interface Slot {
  /** Where it may stand. */
  readonly from: number;
  readonly literals: readonly Literal[];
}

/** Arrays that satisfy everything known of them, shortest first. */
export function* arrayValues(search: Search, state: State, path: Path): Generator<Solution> {
  const { min, max } = state.lengths.array;
  if (min > max || (state.unique && state.duplicate)) return;
  if (min > longest) {
    giveUp(search, `arrays of ${min} items`);
    return;
  }
  const prefix = Math.max(
    0,
    ...state.items.map(({ prefix: listed }) => listed.length),
    ...[...state.item.keys()].map((index) => index + 1),
  );
  const slots: readonly Slot[] = [
    ...state.someItems.map(({ from, literal }) => ({ from, literals: [literal] })),
    ...state.contains.flatMap(({ literal, min: least }) =>
      Array.from({ length: Math.min(least, longest) }, () => ({ from: 0, literals: [literal] })),
    ),
  ];
  const limited = state.contains.filter(({ max: most }) => most < Number.POSITIVE_INFINITY);
  // How many items count towards a `contains` with a range is not searched through.
  const settled = slots.length <= mostSlots && limited.every(({ min: least, max: most }) => least === most);
  let any = false;
  for (const placed of placements(slots, prefix, state.duplicate)) {
    if (!spend(search)) return;
    const least = Math.max(min, 1 + Math.max(-1, ...placed.keys(), ...state.item.keys()));
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
  if (!any && !settled) giveUp(search, 'contains');
  if (!any && state.unique && state.items.some(({ prefix: listed }) => listed.length > 0))
    giveUp(search, 'uniqueItems of a tuple');
}

function itemLiterals(state: State, index: number): readonly Literal[] {
  const listed = state.items.flatMap(({ prefix, rest }) => prefix[index] ?? rest ?? []);
  return [...listed, ...(state.item.get(index) ?? [])];
}

/** Every way to put the slots at indexes that differ: each listed item, or one of those behind. */
function* placements(
  slots: readonly Slot[],
  prefix: number,
  shared: boolean,
): Generator<ReadonlyMap<number, readonly Literal[]>> {
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
    for (const index of slots.length > mostSlots ? [fresh] : [...free, ...listed]) {
      // Two items that count towards the same `contains` are two.
      if (slot.literals.some((literal) => rest.get(index)?.includes(literal))) continue;
      yield new Map(rest).set(index, [...(rest.get(index) ?? []), ...slot.literals]);
    }
  }
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
