import type { Contract, Operation } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Rule, Users } from '../../model.ts';
import { richCall } from '../rich-call.ts';
import { createSampler, type Sampler } from '../sampler.ts';

/** The calls that scenarios start from. */
export interface Kit {
  readonly contract: Contract;
  sampler(operation: Operation): Sampler;
  least(operation: Operation): Arguments | undefined;
  rich(operation: Operation, variant: number): Arguments | undefined;
  /** Further users whose keys are known. */
  readonly users: Users;
}

/** A kit that makes one sampler per operation. */
export function createKit(contract: Contract, seed: number, rules: readonly Rule[], users: Users = {}): Kit {
  const samplers = new Map<Operation, Sampler>();
  const kit: Kit = {
    contract,
    users,
    sampler(operation) {
      const known = samplers.get(operation) ?? createSampler(contract, operation, seed, { rules });
      samplers.set(operation, known);
      return known;
    },
    least: (operation) => kit.sampler(operation).leastCall(undefined),
    rich: (operation, variant) => richCall(kit.sampler(operation), variant),
  };
  return kit;
}
