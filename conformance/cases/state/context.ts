import type { Contract, KeyReference, Operation, Resource } from '../../../generator/contract/model.ts';
import type { Rule } from '../../model.ts';
import { holdsAt } from '../holds.ts';
import { createSampler, type Sampler } from '../sampler.ts';
import { asReceived, sendableIn } from '../sendable.ts';
import type { Slot } from '../slots.ts';
import { nameOf, type ScalarPlace } from './places.ts';
import { createPool, type Pool } from './pool.ts';

/** What all parts of a run's state share. */
export interface StateContext {
  readonly contract: Contract;
  readonly seed: number;
  /** Differs from run to run against a server that remembers: equal idempotency keys would return items of an earlier run. */
  readonly nonce: string;
  readonly pool: Pool;
  /** Operations by their ids. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** Resources by the name of their key, where it is more specific than `id`: `sku`, `customerId`. */
  readonly byKeyName: ReadonlyMap<string, Resource>;
  referencesOf(operation: Operation): readonly KeyReference[];
  /** Whether a place of the body refers to an item: by inference, or by the name of its member. */
  isReference(operation: Operation, place: ScalarPlace): boolean;
  samplerOf(operation: Operation): Sampler;
  slotAt(
    operation: Operation,
    place: 'path' | 'query' | 'header' | 'cookie' | 'body',
    name: string,
  ): Slot | undefined;
  /** Whether a value can be sent in a slot and is valid there. */
  accepts(slot: Slot | undefined, value: unknown): boolean;
  /** 0, 1, 2, ...: for ids and fresh values. */
  nextNumber(): number;
}

/** A context without knowledge of the server. */
export function createStateContext(
  contract: Contract,
  seed: number,
  nonce: string,
  rules: readonly Rule[],
): StateContext {
  const { inferred } = contract;
  const references = new Map<string, KeyReference[]>();
  for (const reference of inferred.references)
    references.set(reference.operationId, [...(references.get(reference.operationId) ?? []), reference]);
  const samplers = new Map<Operation, Sampler>();
  let count = 0;
  const samplerOf = (operation: Operation): Sampler => {
    const known = samplers.get(operation) ?? createSampler(contract, operation, seed, { rules });
    samplers.set(operation, known);
    return known;
  };
  const byKeyName = resourcesByKeyName(inferred.resources);
  const referencesOf = ({ operationId }: Operation): readonly KeyReference[] =>
    references.get(operationId) ?? [];
  return {
    contract,
    seed,
    nonce,
    pool: createPool(contract),
    operations: new Map(contract.operations.map((operation) => [operation.operationId, operation])),
    byKeyName,
    referencesOf,
    isReference(operation, place) {
      const named = byKeyName.get(nameOf(place));
      return (
        (named !== undefined && named.operations.create !== operation) ||
        referencesOf(operation).some(
          ({ in: location, members }) =>
            location === 'body' &&
            members.length === place.path.length &&
            members.every((member, index) => member === '*' || member === place.path[index]),
        )
      );
    },
    samplerOf,
    slotAt: (operation, place, name) =>
      samplerOf(operation).slots.find((slot) =>
        slot.kind === 'body' ? place === 'body' : slot.parameter.in === place && slot.parameter.name === name,
      ),
    accepts: (slot, value) =>
      slot !== undefined &&
      sendableIn(contract, slot)(value) &&
      holdsAt(contract, slot)(asReceived(contract, slot, value)),
    nextNumber: () => count++,
  };
}

/** Resources by the name of their key, where it is more specific than `id`: `sku`, `customerId`. */
export function resourcesByKeyName(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  const byName = new Map<string, Resource>();
  for (const resource of resources) {
    const key = resource.keys.at(-1);
    if (key === undefined || resource.keys.length !== 1) continue;
    for (const name of [key.parameter, key.member?.at(-1) ?? ''])
      if (!/^(_?id|uuid|guid|key|name|slug|code|number|)$/i.test(name) && !byName.has(name))
        byName.set(name, resource);
  }
  return byName;
}
