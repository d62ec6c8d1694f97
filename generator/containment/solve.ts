import { equalJson } from '../json/equal-json.ts';
import { accepts } from './accepts.ts';
import { arrayValues } from './arrays.ts';
import { assume } from './assume.ts';
import type { Alternative, Atom, Kind, Literal } from './atoms.ts';
import { kinds } from './atoms.ts';
import { dereferenced } from './dereferenced.ts';
import { entailed, refuted } from './known-alternatives.ts';
import { literalKey } from './literal-key.ts';
import { recall, remember } from './memory.ts';
import type { SchemaNode } from './node.ts';
import { objectLiterals, objectValues } from './objects.ts';
import { type Found, findNumber, findString } from './scalars.ts';
import { giveUp, type Memory, type Path, type Search, type Solution, spend } from './search.ts';
import { createSimulation } from './simulation.ts';
import { copyState, emptyState, type Or, type State } from './state.ts';
import { kindOf } from './values.ts';

/** A search over what is known already. `maxSteps` bounds the branches tried. */
export function createSearch(
  lens: Search['lens'],
  maxSteps: number,
  memory: Memory,
  spared: (sender: SchemaNode, receiver: SchemaNode) => boolean = () => false,
): Search {
  const includes = memory.proofs.get(lens) ?? createSimulation(lens);
  memory.proofs.set(lens, includes);
  const search: Search = {
    lens,
    beyond: new Set(),
    gaveUp: 0,
    memory,
    includes: (sender, receiver, alone) => spared(sender, receiver) || includes(sender, receiver, alone),
    steps: 0,
    maxSteps,
    cuts: new Set(),
    solve: (literals, path, extra) => solve(search, literals, path, extra),
    first: (literals, path, extra) => solveFirst(search, literals, path, extra),
  };
  return search;
}

const maxDepth = 60;

/**
 * Every value for which all literals hold, lazily. When it ends without one and `search.beyond` is empty, none exists:
 * a semantic tableau over JSON Schema, complete for what atoms can say.
 */
function* solve(
  search: Search,
  literals: readonly Literal[],
  path: Path | undefined,
  extra: readonly Atom[] = [],
): Generator<Solution> {
  const entry = enter(search, keyOf(literals, extra), path);
  if (entry !== undefined) yield* begin(search, literals, extra, entry);
}

/** One literal set deeper; `undefined` where the same one is being solved above, or it is too deep. */
function enter(search: Search, key: string, path: Path | undefined): Path | undefined {
  for (let above = path; above !== undefined; above = above.above) {
    if (above.key === key) {
      search.cuts.add(above);
      return undefined;
    }
  }
  const depth = (path?.depth ?? 0) + 1;
  if (depth > maxDepth) {
    giveUp(search, 'schemas nested too deep');
    return undefined;
  }
  return { key, depth, above: path, resting: new Set() };
}

function* begin(
  search: Search,
  literals: readonly Literal[],
  extra: readonly Atom[],
  entry: Path,
): Generator<Solution> {
  if (!spend(search) || isRefuted(search, literals)) return;
  const state = emptyState();
  if (!assume(state, [...literals.map((literal): Atom => ({ kind: 'literal', literal })), ...extra])) return;
  yield* expand(search, state, literals, entry);
}

/** Whether what holds lies in what must not hold. */
function isRefuted(search: Search, literals: readonly Literal[], mayBeAlone = true): boolean {
  const held = literals.filter(({ holds }) => holds);
  const isAlone = mayBeAlone && held.length === 1 && held[0]?.sender === true;
  return literals.some(
    ({ node, holds }) =>
      !holds && held.some((each) => search.includes(dereferenced(each.node), dereferenced(node), isAlone)),
  );
}

const keyOf = (literals: readonly Literal[], extra: readonly Atom[]): string =>
  `${literals
    .map(
      (literal) => `${literalKey(literal)}${literal.sender ? 's' : ''}${literal.sibling === true ? 'b' : ''}`,
    )
    .sort()
    .join(
      ' ',
    )}${extra.length === 0 ? '' : JSON.stringify(extra, (_, value) => (value instanceof Set ? [...value] : value))}`;

/** The first solution, remembered. Violated keywords are not collected, so alternatives that already hold need no choice. */
function solveFirst(
  search: Search,
  wanted: readonly Literal[],
  path: Path | undefined,
  extra: readonly Atom[] = [],
): Found {
  const literals = wanted.map((literal) => ({ ...literal, goal: false }));
  const key = keyOf(literals, extra);
  const known = recall(search, key, path);
  if (known !== undefined) return known;
  const [cutsBefore, gaveUpBefore] = [search.cuts, search.gaveUp];
  search.cuts = new Set();
  const entry = enter(search, key, path);
  const first = entry === undefined ? undefined : begin(search, literals, extra, entry).next().value;
  const isComplete = search.gaveUp === gaveUpBefore;
  const found: Found =
    first !== undefined
      ? { kind: 'value', value: first.value }
      : isComplete
        ? { kind: 'none' }
        : { kind: 'beyond', reason: 'a part of it' };
  if (entry !== undefined) remember(search, entry, found);
  for (const cut of search.cuts) cutsBefore.add(cut);
  search.cuts = cutsBefore;
  return found;
}

function* expand(search: Search, state: State, roots: readonly Literal[], path: Path): Generator<Solution> {
  if (!spend(search)) return;
  if (!propagate(state) || isRefuted(search, [...state.literals.values()], false)) return;
  if (state.values !== undefined) {
    const possible = state.values.filter((value) => allowed(state, roots, value));
    if (possible.length === 0) return;
    state.values = possible;
    state.kinds = new Set(
      [...state.kinds].filter((kind) => possible.some((value) => kindOf(value) === kind)),
    );
  }
  if (state.kinds.has('object') && !objectPossible(search, state, path)) {
    state.kinds.delete('object');
    if (state.kinds.size === 0) return;
  }
  const or = nextOr(state);
  if (or === undefined) {
    yield* leaves(search, state, roots, path);
    return;
  }
  const rest = state.ors.filter((other) => other !== or);
  for (const alternative of or.alternatives) {
    const branch = copyState(state);
    branch.ors = rest;
    if (!take(branch, alternative)) continue;
    yield* expand(search, branch, roots, path);
    if (search.steps > search.maxSteps) return;
  }
}

function take(state: State, alternative: Alternative): boolean {
  if (alternative.violation !== undefined) state.violations.push(alternative.violation);
  return assume(state, alternative.atoms);
}

/** Drops alternatives that cannot hold and takes those left alone; false when a disjunction is left with none. */
function propagate(state: State): boolean {
  for (let changed = true; changed; ) {
    changed = false;
    const pending = state.ors;
    state.ors = [];
    const kept: Or[] = [];
    for (const or of pending) {
      const alternatives = or.alternatives.filter((alternative) => !refuted(state, alternative));
      if (alternatives.length === 0) return false;
      if (!or.goal && alternatives.some((alternative) => entailed(state, alternative))) {
        changed = true;
        continue;
      }
      const [only] = alternatives;
      if (alternatives.length === 1 && only !== undefined) {
        if (!take(state, only)) return false;
        changed = true;
        continue;
      }
      kept.push(alternatives.length === or.alternatives.length ? or : { ...or, alternatives });
    }
    state.ors = [...kept, ...state.ors];
  }
  return true;
}

/** The sender's choices first, then what the receiver may refuse, then the rest; the smallest of each. */
function nextOr(state: State): Or | undefined {
  const rank = (or: Or): number => {
    const branches = or.alternatives.length;
    if (
      or.sender &&
      or.alternatives.every(({ atoms }) => atoms[0]?.kind === 'literal' && atoms[0].literal.holds)
    )
      return branches;
    return or.goal ? 1_000 + branches : 1_000_000 + branches;
  };
  return state.ors.reduce<Or | undefined>(
    (best, or) => (best === undefined || rank(or) < rank(best) ? or : best),
    undefined,
  );
}

/** Members that must be there must be possible; a quick look, remembered. */
function objectPossible(search: Search, state: State, path: Path): boolean {
  const { min, max } = state.lengths.object;
  if (min > max || state.present.size > max) return false;
  for (const name of state.present.keys()) {
    const literals = objectLiterals(search, state, name);
    if (literals === undefined) return false;
    if (literals.length > 0 && solveFirst(search, literals, path).kind === 'none') return false;
  }
  return true;
}

const allowed = (state: State, roots: readonly Literal[], value: unknown): boolean =>
  state.kinds.has(kindOf(value)) &&
  !state.excluded.some((other) => equalJson(other, value)) &&
  roots.every(({ node, holds }) => accepts(node, value) === holds);

function* leaves(search: Search, state: State, roots: readonly Literal[], path: Path): Generator<Solution> {
  for (const reason of state.beyond) giveUp(search, reason);
  if (state.values !== undefined) {
    for (const value of state.values)
      if (allowed(state, roots, value)) yield { value, violations: state.violations };
    return;
  }
  for (const kind of kinds) if (state.kinds.has(kind)) yield* leaf(search, state, kind, path);
}

function* leaf(search: Search, state: State, kind: Kind, path: Path): Generator<Solution> {
  const { violations } = state;
  switch (kind) {
    case 'null':
    case 'boolean':
      for (const value of kind === 'null' ? [null] : [true, false]) {
        if (!state.excluded.includes(value)) yield { value, violations };
      }
      return;
    case 'string':
    case 'integer':
    case 'fraction': {
      const found = kind === 'string' ? findString(state) : findNumber(state, kind);
      if (found.kind === 'value') yield { value: found.value, violations };
      if (found.kind === 'beyond') giveUp(search, found.reason);
      return;
    }
    case 'array':
      return yield* arrayValues(search, state, path);
    case 'object':
      return yield* objectValues(search, state, path);
    default:
      kind satisfies never;
  }
}
