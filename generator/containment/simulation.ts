import { everythingIdentity } from './canonical.ts';
import { dereferenced } from './dereferenced.ts';
import { identityOf, type SchemaNode } from './node.ts';
import { follows } from './simulation-rules.ts';
import type { IncludesBelow, NodePair } from './simulation-types.ts';

/**
 * Whether every value of one schema is one of another, as far as that follows keyword by keyword: true is a proof, false
 * is not. `alone`: no other schema applies to the sender's value, so it does not send names that it does not declare.
 */
export type Includes = (sender: SchemaNode, receiver: SchemaNode, alone: boolean) => boolean;

interface Pair extends NodePair {
  readonly alone: boolean;
  /** True until a rule says otherwise: recursive schemas depend on themselves. */
  holds: boolean;
  readonly resting: Set<Pair>;
}

/**
 * Proofs by simulation: the greatest fixed point over pairs of schemas (https://en.wikipedia.org/wiki/Simulation_preorder). Its
 * cost grows with what was edited; it never searches. What it cannot prove is left to the search.
 */
export function createSimulation(lens: 'wire' | 'strict'): Includes {
  const known = new WeakMap<SchemaNode, Map<SchemaNode, Pair>>();
  const lonely = new WeakMap<SchemaNode, Map<SchemaNode, Pair>>();
  const pending: Pair[] = [];
  return (sender, receiver, alone) => {
    const wanted = pairOf(sender, receiver, alone);
    for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
      const current = pair;
      if (!current.holds) continue;
      const includes: IncludesBelow = (left, right, isAlone = current.alone) => {
        const inner = pairOf(left, right, isAlone);
        inner.resting.add(current);
        return inner.holds;
      };
      if (follows(current, includes, lens)) continue;
      current.holds = false;
      pending.push(...current.resting);
    }
    return wanted.holds;
  };

  function pairOf(left: SchemaNode, right: SchemaNode, alone: boolean): Pair {
    const [sender, receiver] = [dereferenced(left), dereferenced(right)];
    const table = alone ? lonely : known;
    const others = table.get(sender) ?? new Map<SchemaNode, Pair>();
    table.set(sender, others);
    const before = others.get(receiver);
    if (before !== undefined) return before;
    const pair: Pair = { sender, receiver, alone, holds: true, resting: new Set() };
    others.set(receiver, pair);
    if (!isPlain(sender, receiver)) pending.push(pair);
    return pair;
  }
}

/**
 * The pairs of schemas below a pair that cannot be proven and that `isWanted`: a value that the sender's schema allows there and
 * the receiver's does not makes the whole invalid, because no other branch could accept it.
 */
export function unproven(
  includes: Includes,
  top: NodePair,
  isWanted: (pair: NodePair) => boolean,
): readonly NodePair[] {
  const found: NodePair[] = [];
  const seen = new Map<SchemaNode, Set<SchemaNode>>();
  const pending: NodePair[] = [{ sender: dereferenced(top.sender), receiver: dereferenced(top.receiver) }];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const { sender, receiver } = pair;
    const others = seen.get(sender) ?? new Set();
    seen.set(sender, others);
    if (others.has(receiver) || isPlain(sender, receiver)) continue;
    others.add(receiver);
    if (isWanted(pair)) found.push(pair);
    const below: IncludesBelow = (left, right, alone = true, isSure = true) => {
      if (isSure && !includes(left, right, alone))
        pending.push({ sender: dereferenced(left), receiver: dereferenced(right) });
      return true;
    };
    follows({ sender, receiver, alone: true }, below, 'wire');
  }
  return found;
}

const isPlain = (sender: SchemaNode, receiver: SchemaNode): boolean =>
  sender.schema === false ||
  receiver.schema === true ||
  identityOf(receiver) === everythingIdentity ||
  identityOf(sender) === identityOf(receiver);
