import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import { holdsAt } from './holds.ts';
import { itemSchema } from './item-schema.ts';
import { asReceived } from './sendable.ts';
import { slotsOf } from './slots.ts';

/** A query parameter that filters a list by the value of a member. */
export interface Filter {
  readonly parameter: string;
  /** The path to a member of an item. */
  readonly members: readonly string[];
  takes(value: unknown): boolean;
  /** A valid value that no known item has. */
  absent(known: ReadonlySet<unknown>): unknown;
}

/** The query parameters of a list that are named like a member of its items and take one value. */
export function filtersOf(contract: Contract, resource: Resource, list: Operation): readonly Filter[] {
  const paging = contract.inferred.pagination.get(list.operationId);
  const item = itemSchema(contract, resource, list);
  return slotsOf(contract, list).flatMap((slot): readonly Filter[] => {
    if (slot.kind !== 'parameter' || slot.parameter.in !== 'query') return [];
    const { name } = slot.parameter;
    if ([paging?.limit, paging?.parameter].includes(name) || memberSchema(contract, item, name) === undefined)
      return [];
    const accepts = holdsAt(contract, slot);
    const takes = (value: unknown): boolean =>
      ['string', 'number', 'boolean'].includes(typeof value) &&
      value !== '' &&
      accepts(asReceived(contract, slot, value)) &&
      String(asReceived(contract, slot, value)) === String(value);
    const { schema } = slot.use.normal;
    const listed = typeof schema === 'object' && Array.isArray(schema['enum']) ? schema['enum'] : [];
    return [
      {
        parameter: name,
        members: [name],
        takes,
        absent: (known) =>
          [
            ...listed,
            ...(listed.length > 0
              ? []
              : ['nobody@plumbline.example', 'plumblinenowhere', '00000000-0000-4000-8000-00000000bad0']),
          ].find((value) => takes(value) && !known.has(value)),
      },
    ];
  });
}
