import { type Bound, boundOf, isSearchName } from '../../generator/contract/list-parameters.ts';
import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { memberSchema, shapeOf } from '../../generator/wire/decode.ts';
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

/** A query parameter that lists items with at least, or at most, some value of a member. */
export interface RangeFilter extends Bound {
  readonly parameter: string;
  takes(value: unknown): boolean;
}

/** The query parameters of a list that bound a member of its items: `yearFrom`, `min_price`, `created_after`. */
export function rangesOf(contract: Contract, resource: Resource, list: Operation): readonly RangeFilter[] {
  const { properties } = shapeOf(contract, itemSchema(contract, resource, list));
  return slotsOf(contract, list).flatMap((slot): readonly RangeFilter[] => {
    if (slot.kind !== 'parameter' || slot.parameter.in !== 'query') return [];
    const bound = boundOf(slot.parameter.name, properties.keys());
    if (bound === undefined) return [];
    const accepts = holdsAt(contract, slot);
    return [
      {
        parameter: slot.parameter.name,
        ...bound,
        isInclusive: bound.isInclusive && !/exclusive/i.test(slot.parameter.description ?? ''),
        takes: (value) => accepts(asReceived(contract, slot, value)),
      },
    ];
  });
}

/** A text that no item contains. */
export const absentText = 'plumblinenowhere';

/** The query parameters of a list that search its items for a text, and accept a text that no item contains. */
export function searchesOf(contract: Contract, list: Operation): readonly string[] {
  return slotsOf(contract, list).flatMap((slot) =>
    slot.kind === 'parameter' &&
    slot.parameter.in === 'query' &&
    isSearchName(slot.parameter.name) &&
    holdsAt(contract, slot)(asReceived(contract, slot, absentText))
      ? [slot.parameter.name]
      : [],
  );
}
