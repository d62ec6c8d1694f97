import type { Discriminator } from '../../generator/contract/model.ts';
import { DiagnosticError } from '../../generator/diagnostics.ts';
import { boundary } from '../arbitraries/index.ts';
import type { Arguments } from '../model.ts';
import { bodyDiscriminator, type Draws, slotOptions, slotSchema } from './draws.ts';
import { firstValue, isTurn } from './rotation.ts';
import { sendableIn } from './sendable.ts';
import { type Slot, slotPlace, withSlot } from './slots.ts';

/** Valid calls at the boundary of each slot, the other parts as small as can be. */
export function edgeCalls(
  draws: Draws,
  value: string | undefined,
): readonly { readonly call: Arguments; readonly title: string }[] {
  const { contract, operation, slots, seed } = draws;
  const least = draws.leastCall(value);
  if (least === undefined) return [];
  const discriminator = bodyDiscriminator(contract, operation);
  return slots
    .filter((slot) => slot.kind === 'body' || value === firstValue(discriminator))
    .flatMap((slot) => {
      const sendable = sendableIn(contract, slot);
      const shared =
        slot.kind === 'body' && discriminator !== undefined
          ? sharedEdges(draws, slot, discriminator)
          : new Set<string>();
      return boundaryOf(draws, slot, value)
        .filter((edge) => sendable(edge.value))
        .filter(
          (edge) =>
            discriminator === undefined ||
            !shared.has(keyOf(edge)) ||
            isTurn(discriminator, value, keyOf(edge), seed),
        )
        .map((edge) => ({
          call: withSlot(least, slot, edge.value),
          title: `${slotPlace(slot)}${edge.label.pointer} at ${edge.label.keyword} ${edge.label.side}`,
        }));
    });
}

type Edge = ReturnType<typeof boundary>[number];

const keyOf = ({ label: { pointer, keyword, side } }: Edge): string => [pointer, keyword, side].join(' ');

/** Edges that more than one branch has: those are shared in rotation, a branch's own are tried for each of its values. */
function sharedEdges(draws: Draws, slot: Slot, { mapping }: Discriminator): ReadonlySet<string> {
  const branches = new Map<string, Set<string>>();
  // One value speaks for its branch.
  for (const [branch, value] of new Map([...mapping].map(([each, pointer]) => [pointer, each]))) {
    for (const edge of boundaryOf(draws, slot, value))
      branches.set(keyOf(edge), (branches.get(keyOf(edge)) ?? new Set()).add(branch));
  }
  return new Set([...branches].filter(([, owners]) => owners.size > 1).map(([key]) => key));
}

function boundaryOf({ contract }: Draws, slot: Slot, value: string | undefined): ReturnType<typeof boundary> {
  try {
    return boundary(slotSchema(slot), slotOptions(contract, slot, value));
  } catch (cause) {
    if (cause instanceof DiagnosticError) return [];
    throw cause;
  }
}
