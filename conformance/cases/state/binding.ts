import type { Operation } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, TestCase } from '../../model.ts';
import { isAbout, isEdited } from './case-places.ts';
import type { StateContext } from './context.ts';
import type { Freshener } from './freshen.ts';
import type { Funds } from './funds.ts';
import type { Kinds } from './kinds.ts';
import type { Obtainer } from './obtain.ts';
import type { KnownItem } from './pool.ts';

/** The parts of a run's state that put live values into a case. */
export interface BindingParts {
  readonly context: StateContext;
  readonly freshener: Freshener;
  readonly kinds: Kinds;
  readonly obtainer: Obtainer;
  readonly funds: Funds;
  /** The current ETag of an item. */
  etagOf(item: KnownItem | undefined, depth: number): Generator<TestCase, string | undefined, Exchange>;
}

/** A case while live values are put into it. */
export interface Binding {
  readonly given: TestCase;
  readonly operation: Operation;
  readonly depth: number;
  call: Arguments;
  /** The innermost item of the path. */
  target: KnownItem | undefined;
  /** The exchanges that created or returned the used items, in order. */
  readonly used: Exchange[];
  /** Places whose values may refer to nothing. */
  readonly unbound: string[];
}

/** Starts with the arguments of the case. */
export const createBinding = (given: TestCase, operation: Operation, depth: number): Binding => ({
  given,
  operation,
  depth,
  call: given.arguments,
  target: undefined,
  used: [],
  unbound: [],
});

/** Whether the case itself decides the value at a place. */
export const isKept = ({ given }: Binding, place: string): boolean =>
  isEdited(given.edit, place) || isAbout(given.focus, place) || given.fixed?.includes(place) === true;

/** Notes that the case refers to an item and its parents. */
export function noteUse({ used }: Binding, item: KnownItem): void {
  for (let at: KnownItem | undefined = item; at !== undefined; at = at.parent)
    if (!used.includes(at.shownBy)) used.unshift(at.shownBy);
}
