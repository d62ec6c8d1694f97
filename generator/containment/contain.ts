import { accepts } from './accepts.ts';
import type { Violation } from './atoms.ts';
import type { SchemaNode } from './node.ts';
import { emptyMemory, giveUp, type Memory } from './search.ts';
import { createSearch } from './solve.ts';

/** A value the sender may send and the receiver refuses. */
export interface Refusal {
  readonly value: unknown;
  /** Keywords of the receiver that refuse it, outermost first; several where a union refuses by each branch. */
  readonly violations: readonly Violation[];
}

/** Whether every value of one schema is a value of another. */
export type Containment =
  | { readonly kind: 'contained' }
  | { readonly kind: 'not-contained'; readonly refusals: readonly [Refusal, ...Refusal[]] }
  | { readonly kind: 'unknown'; readonly reasons: readonly string[] };

export interface ContainmentOptions {
  readonly lens: 'wire' | 'strict';
  /** How many refusals for different reasons are looked for; default 1. */
  readonly wanted?: number;
  /** Branches tried before giving up; default 20,000. */
  readonly maxSteps?: number;
  /** What searches of the same lens over the same documents found before. */
  readonly memory?: Memory;
  /** Pairs below that are taken to be contained: they are compared by themselves. */
  readonly spared?: (sender: SchemaNode, receiver: SchemaNode) => boolean;
}

/** Values that the check does not confirm; after more than this many the search is given up. */
const mostMisread = 100;

/** Decides whether all the sender may send is taken by the receiver. */
export function containment(
  sender: SchemaNode,
  receiver: SchemaNode,
  options: ContainmentOptions,
): Containment {
  if (sender.space.identity(sender) === receiver.space.identity(receiver)) return { kind: 'contained' };
  const { spared } = options;
  const search = createSearch(
    options.lens,
    options.maxSteps ?? 20_000,
    options.memory ?? emptyMemory(),
    spared,
  );
  const found = new Map<string, Refusal>();
  const literals = [
    { node: sender, holds: true, goal: false, sender: true },
    { node: receiver, holds: false, goal: true, sender: false },
  ];
  search.memory.provisional.clear();
  if (search.first(literals, undefined).kind === 'none') return { kind: 'contained' };
  search.steps = 0;
  let misread = 0;
  for (const { value, violations } of search.solve(literals, undefined)) {
    if (!accepts(sender, value) || accepts(receiver, value)) {
      giveUp(search, 'a value that the search and the check read differently');
      if (++misread > mostMisread) break;
      continue;
    }
    const key = violations.map(({ pointer, member }) => `${pointer} ${member ?? ''}`).join('\n');
    if (!found.has(key)) {
      found.set(key, { value, violations });
      // What comes after the first is for the report; it may cost as much again.
      if (found.size === 1) search.maxSteps = Math.min(search.maxSteps, search.steps + 3_000);
    }
    if (found.size >= (options.wanted ?? 1)) break;
  }
  const [first, ...others] = found.values();
  if (first !== undefined) return { kind: 'not-contained', refusals: [first, ...others] };
  return search.beyond.size > 0 ? { kind: 'unknown', reasons: [...search.beyond] } : { kind: 'contained' };
}
