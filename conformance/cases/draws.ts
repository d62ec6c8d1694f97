import { type Arbitrary, check, constant, property, record } from 'fast-check';
import type { Contract, Discriminator, Operation, Pointer } from '../../generator/contract/model.ts';
import { arbitrary, boundary, type MutationSite, mutateAt, mutationSites } from '../arbitraries/index.ts';
import type { Arguments, Edit } from '../model.ts';
import { seedFrom } from '../wire/random.ts';
import { asReceived } from './sendable.ts';
import { emptyCall, requiredPointer, type Slot, slotPlace, slotsOf, withSlot } from './slots.ts';

/** Where the calls of one operation come from. `value` pins the body's discriminator. */
export interface Draws {
  readonly seed: number;
  /** True when the operation takes no arguments, so that all calls are the same. */
  readonly isConstant: boolean;
  /** Required parts only, each as small as its schema allows; `undefined` when a part cannot be satisfied. */
  leastCall(value: string | undefined): Arguments | undefined;
  /** One call for each boundary value of each slot. */
  edges(value: string | undefined): readonly { readonly call: Arguments; readonly title: string }[];
  wrongCalls(value: string | undefined): readonly WrongCall[];
  calls(value: string | undefined): Arbitrary<Arguments>;
}

export interface WrongCall {
  readonly call: Arguments;
  readonly twin: Arguments;
  readonly edit: Edit;
  readonly title: string;
}

/** The discriminator of an operation's body: which member tells its branches apart. */
export function bodyDiscriminator(contract: Contract, operation: Operation): Discriminator | undefined {
  return slotsOf(contract, operation).find((slot) => slot.kind === 'body')?.use.discriminator;
}
