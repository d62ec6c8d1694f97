import { sample } from 'fast-check';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { arbitrary } from '../arbitraries/index.ts';
import { holdsAt } from './holds.ts';
import { slotOptions, slotSchema } from './sampler.ts';
import { asReceived } from './sendable.ts';
import { type Slot, slotsOf } from './slots.ts';

const slotOf = (contract: Contract, operation: Operation, parameter: string): Slot | undefined =>
  slotsOf(contract, operation).find(
    (each) => each.kind === 'parameter' && each.parameter.in === 'path' && each.parameter.name === parameter,
  );

/** Whether an id can be a path parameter of an operation: it can be sent, and the schema accepts its decoded form. */
export function takesId(
  contract: Contract,
  operation: Operation,
  parameter: string,
): (id: string) => boolean {
  const slot = slotOf(contract, operation, parameter);
  const holds = slot === undefined ? undefined : holdsAt(contract, slot);
  return (id) => {
    const received = slot === undefined ? undefined : asReceived(contract, slot, id);
    return received !== undefined && holds?.(received) === true;
  };
}

/** Whether a path parameter lists its values and an id is not among them: then it names something else than what was created. */
export function isUnlisted(
  contract: Contract,
  operation: Operation,
  parameter: string,
  id: unknown,
): boolean {
  const schema = slotOf(contract, operation, parameter)?.use.normal.schema;
  const listed = typeof schema === 'object' ? (schema['enum'] ?? schema['const']) : undefined;
  return listed !== undefined && !takesId(contract, operation, parameter)(String(id));
}

/** A shorter sampled id may exist on the server. */
const shortest = 6;

/** A valid id for a parameter that very likely does not exist; a plain text where the schema allows it. */
export function unknownId(contract: Contract, operation: Operation, parameter: string): string | undefined {
  const slot = slotOf(contract, operation, parameter);
  if (slot === undefined) return undefined;
  const takes = takesId(contract, operation, parameter);
  const plain = ['no-such-id-0', '987654321', '00000000-0000-4000-8000-00000000bad0'].find(takes);
  if (plain !== undefined) return plain;
  try {
    const sampled = arbitrary(slotSchema(contract, slot, undefined), slotOptions(contract, slot, undefined));
    return sample(sampled, { seed: 987, numRuns: 20 })
      .map(String)
      .find((id) => id.length >= shortest && takes(id));
  } catch (cause) {
    if (cause instanceof DiagnosticError) return undefined;
    throw cause;
  }
}
