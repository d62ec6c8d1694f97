import type { Contract } from '../../generator/contract/model.ts';
import { compile } from '../../generator/schema/compile.ts';
import type { Slot } from './slots.ts';

type Accepts = (value: unknown) => boolean;

const known = new WeakMap<Contract, Map<string, Accepts>>();

/** Whether a slot's schema accepts what a server decodes there. Compiled once per contract and schema. */
export function holdsAt(contract: Contract, slot: Slot): Accepts {
  const own = known.get(contract) ?? new Map<string, Accepts>();
  known.set(contract, own);
  const { pointer } = slot.use;
  const accepts = own.get(pointer) ?? compileAt(contract, pointer);
  own.set(pointer, accepts);
  return accepts;
}

function compileAt(contract: Contract, pointer: string): Accepts {
  const validator = compile(contract.document, contract.dialect, pointer, { view: 'request' });
  return (value) => validator.accepts(value);
}
