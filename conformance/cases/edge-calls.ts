import { DiagnosticError } from '../../generator/diagnostics.ts';
import { boundary } from '../arbitraries/index.ts';
import type { Arguments } from '../model.ts';
import { bodyDiscriminator, type Draws, slotOptions, slotSchema } from './draws.ts';
import { asReceived } from './sendable.ts';
import { type Slot, slotPlace, withSlot } from './slots.ts';

/** Valid calls at the boundary of each slot, the other parts as small as can be. */
export function edgeCalls(
  draws: Draws,
  value: string | undefined,
): readonly { readonly call: Arguments; readonly title: string }[] {
  const { contract, operation, slots } = draws;
  const least = draws.leastCall(value);
  if (least === undefined) return [];
  const first = bodyDiscriminator(contract, operation)?.mapping.keys().next().value;
  return slots
    .filter((slot) => slot.kind === 'body' || value === first)
    .flatMap((slot) =>
      boundaryOf(draws, slot, value)
        .filter((edge) => asReceived(contract, slot, edge.value) !== undefined)
        .map((edge) => ({
          call: withSlot(least, slot, edge.value),
          title: `${slotPlace(slot)}${edge.label.pointer} at ${edge.label.keyword} ${edge.label.side}`,
        })),
    );
}

function boundaryOf({ contract }: Draws, slot: Slot, value: string | undefined): ReturnType<typeof boundary> {
  try {
    return boundary(slotSchema(slot), slotOptions(contract, slot, value));
  } catch (cause) {
    if (cause instanceof DiagnosticError) return [];
    throw cause;
  }
}
