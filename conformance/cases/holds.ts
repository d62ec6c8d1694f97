import type { Contract } from '../../generator/contract/model.ts';
import { compile } from '../../generator/schema/compile.ts';
import type { Slot } from './slots.ts';

/** Whether a slot's schema accepts what a server reads there. */
export function holdsAt(contract: Contract, slot: Slot): (value: unknown) => boolean {
  const validator = compile(contract.document, contract.dialect, slot.use.pointer, { view: 'request' });
  return (value) => validator.accepts(value);
}
