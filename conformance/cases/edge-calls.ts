import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, Discriminator } from '../../generator/contract/model.ts';
import { isObject, valueAt } from '../../generator/json/pointer.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import { boundary } from '../arbitraries/index.ts';
import { relocate } from './repair.ts';
import { firstValue, isBranchTurn, isTurn } from './rotation.ts';
import { type Sampler, slotOptions, slotSchema } from './sampler.ts';
import { sendableIn } from './sendable.ts';
import { type Slot, slotPlace, withSlot } from './slots.ts';

type Edge = ReturnType<typeof boundary>[number];

/** A valid call with one place at a boundary. */
export interface EdgeCall {
  readonly call: Arguments;
  readonly title: string;
  /** The place, where the boundary value is a value with members of its own. */
  readonly focus?: string;
}

/** Valid calls at the boundaries of each slot, everything else minimal. */
export function edgeCalls(sampler: Sampler, value: string | undefined): readonly EdgeCall[] {
  const { contract, slots, discriminator } = sampler;
  const least = sampler.leastCall(value);
  if (least === undefined) return [];
  return slots
    .filter((slot) => slot.kind === 'body' || value === firstValue(discriminator))
    .flatMap((slot) => {
      const sendable = sendableIn(contract, slot);
      const wanted =
        slot.kind === 'body' && discriminator !== undefined
          ? wantedEdges(sampler, slot, discriminator, value)
          : boundaryOf(sampler, slot, value);
      return wanted
        .filter((edge) => sendable(edge.value))
        .map((edge) => ({
          call: calling(sampler, slot, least, edge),
          title: `${slotPlace(slot)}${edge.label.pointer} at ${edge.label.keyword} ${edge.label.side}`,
          ...(isObject(valueAt(edge.value, edge.label.pointer))
            ? {}
            : { focus: slotPlace(slot) + edge.label.pointer }),
        }));
    });
}

/** The least call with an edge in it, repaired unless the repair removes the edge: servers also crash on what a rule forbids. */
function calling(sampler: Sampler, slot: Slot, least: Arguments, { value, label }: Edge): Arguments {
  const call = withSlot(least, slot, value);
  const repaired = sampler.repaired(call);
  if (slot.kind !== 'body' || repaired === call) return call;
  const edge = valueAt(value, label.pointer);
  const kept = valueAt(repaired.body?.value, relocate(label.pointer, value, repaired.body?.value));
  return typeof edge === 'object' || edge === kept ? repaired : call;
}

const keyOf = ({ label: { pointer, keyword, side } }: Edge): string => [pointer, keyword, side].join(' ');

/**
 * The edges to try for one value of a discriminator. An edge of one branch is tried for each value of the branch. An edge that
 * branches share is tried once per branch, in rotation over its values; the edges of one keyword at one place are distributed
 * over the branches, so that each edge is tried at least once and each branch tries one of them.
 */
function wantedEdges(
  sampler: Sampler,
  slot: Slot,
  discriminator: Discriminator,
  value: string | undefined,
): readonly Edge[] {
  const { seed } = sampler;
  const all = allEdges(sampler, slot, discriminator);
  const branch = discriminator.mapping.get(value ?? '');
  return boundaryOf(sampler, slot, value).filter((edge) => {
    const { branches = [], sides = [] } = all.get(placeOf(edge)) ?? {};
    if (branches.length < 2) return true;
    // Few branches try deep places, and those try all of the edges.
    const turns = edge.label.pointer.split('/').length > 2 ? 1 : Math.min(sides.length, branches.length);
    const turn = seedFrom(seed, placeOf(edge)) + branches.indexOf(branch ?? '');
    const dealt = sides.indexOf(edge.label.side) % turns === (turn >>> 0) % turns;
    return (
      dealt &&
      isBranchTurn(discriminator, value, edge.label.pointer, branches, seed) &&
      isTurn(discriminator, value, keyOf(edge), seed)
    );
  });
}

const placeOf = ({ label: { pointer, keyword } }: Edge): string => `${pointer} ${keyword}`;

/** For each keyword at each place: the branches that have it, and its edges. */
function allEdges(
  sampler: Sampler,
  slot: Slot,
  { mapping }: Discriminator,
): ReadonlyMap<string, { readonly branches: string[]; readonly sides: string[] }> {
  const found = new Map<string, { branches: string[]; sides: string[] }>();
  // One value represents its branch.
  for (const [branch, value] of new Map([...mapping].map(([each, pointer]) => [pointer, each]))) {
    for (const edge of boundaryOf(sampler, slot, value)) {
      const entry = found.get(placeOf(edge)) ?? { branches: [], sides: [] };
      found.set(placeOf(edge), entry);
      if (!entry.branches.includes(branch)) entry.branches.push(branch);
      if (!entry.sides.includes(edge.label.side)) entry.sides.push(edge.label.side);
    }
  }
  return found;
}

/** The edges of each slot and discriminator value, computed once: every value needs those of all branches. */
const known = new WeakMap<Slot, Map<string | undefined, readonly Edge[]>>();

export function boundaryOf({ contract }: Sampler, slot: Slot, value: string | undefined): readonly Edge[] {
  const ofSlot = known.get(slot) ?? new Map<string | undefined, readonly Edge[]>();
  known.set(slot, ofSlot);
  const edges = ofSlot.get(value) ?? findEdges(contract, slot, value);
  ofSlot.set(value, edges);
  return edges;
}

function findEdges(contract: Contract, slot: Slot, value: string | undefined): readonly Edge[] {
  try {
    return boundary(slotSchema(contract, slot, value), slotOptions(contract, slot, value));
  } catch (cause) {
    if (cause instanceof DiagnosticError) return [];
    throw cause;
  }
}
