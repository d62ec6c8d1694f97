import type { Atom, Literal, Violation } from './atoms.ts';
import type { Found } from './scalars.ts';
import type { Includes } from './simulation.ts';

/** A value for which every literal holds, and the receiver's keywords that were broken on the way. */
export interface Solution {
  readonly value: unknown;
  readonly violations: readonly Violation[];
}

/** Literals being solved above this one: the least witness never needs the same literals inside itself. */
export interface Path {
  readonly key: string;
  readonly depth: number;
  readonly above: Path | undefined;
  /** Keys in `Memory.provisional` that rest on this entry staying unsolved. */
  readonly resting: Set<string>;
}

/** What searches of one lens over the same two documents found; one search goes on where another ended. */
export interface Memory {
  readonly known: Map<string, Found>;
  /** Literals without a solution as long as the entries they rest on have none: "none", below literals met again. */
  readonly provisional: Map<string, ReadonlySet<Path>>;
  /** What follows without a search, by lens. */
  readonly proofs: Map<'wire' | 'strict', Includes>;
}

/** A memory of nothing. */
export const emptyMemory = (): Memory => ({ known: new Map(), provisional: new Map(), proofs: new Map() });

/** One search: its budget, what it knows already, and why it may not know everything. */
export interface Search {
  /** `wire`: a sender uses no name that only the receiver declares; `strict`: any name. */
  readonly lens: 'wire' | 'strict';
  readonly beyond: Set<string>;
  /** How often it gave up; a part is complete when this did not grow. */
  gaveUp: number;
  readonly memory: Memory;
  readonly includes: Includes;
  steps: number;
  maxSteps: number;
  /** The path entries that cut a branch since last looked at. */
  cuts: Set<Path>;
  /** Every value for which the literals hold. */
  solve(literals: readonly Literal[], path: Path | undefined, extra?: readonly Atom[]): Generator<Solution>;
  /** The first of them, remembered. */
  first(literals: readonly Literal[], path: Path | undefined, extra?: readonly Atom[]): Found;
}

/** Notes what the search cannot decide; a search that ends empty-handed after this proves nothing. */
export function giveUp(search: Search, reason: string): void {
  search.beyond.add(reason);
  search.gaveUp++;
}

/** Counts one step; false once the budget is spent, which is noted. */
export function spend(search: Search): boolean {
  search.steps++;
  if (search.steps <= search.maxSteps) return true;
  giveUp(search, `more than ${search.maxSteps} steps`);
  return false;
}

/** One solution, with with the keywords of the receiver that it violates, where the literals are about those. */
export function oneOf(
  search: Search,
  literals: readonly Literal[],
  path: Path | undefined,
  extra: readonly Atom[] = [],
): Solution | undefined {
  const found = search.first(literals, path, extra);
  if (found.kind !== 'value') return undefined;
  const withViolations = literals.some(({ goal }) => goal)
    ? search.solve(literals, path, extra).next().value
    : undefined;
  return withViolations ?? { value: found.value, violations: [] };
}
