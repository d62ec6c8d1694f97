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

/** Words in the names of parameters that bound a member: from below, and from above. */
const lowest = /^(from|min|minimum|gte|ge|since|after|gt)$/;
const highest = /^(to|max|maximum|lte|le|until|before|lt)$/;

/** Words after which a value at the bound itself may be left out. */
const mayExclude = /^(since|after|gt|until|before|lt)$/;

/** A query parameter that lists items with at least, or at most, some value of a member. */
export interface RangeFilter {
  readonly parameter: string;
  readonly member: string;
  readonly side: 'least' | 'most';
  /** An item at the bound itself is listed. */
  readonly isInclusive: boolean;
  takes(value: unknown): boolean;
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/** The query parameters of a list that bound a member of its items: `yearFrom`, `min_price`, `created_after`. */
export function rangesOf(contract: Contract, resource: Resource, list: Operation): readonly RangeFilter[] {
  const { properties } = shapeOf(contract, itemSchema(contract, resource, list));
  return slotsOf(contract, list).flatMap((slot): readonly RangeFilter[] => {
    if (slot.kind !== 'parameter' || slot.parameter.in !== 'query') return [];
    const words = wordsOf(slot.parameter.name);
    const bound = words.find((word) => lowest.test(word) || highest.test(word));
    const rest = words.filter((word) => word !== bound).join(' ');
    const member = [...properties.keys()].find((name) =>
      [rest, `${rest} at`, `${rest} on`].includes(wordsOf(name).join(' ')),
    );
    if (bound === undefined || rest === '' || member === undefined) return [];
    const accepts = holdsAt(contract, slot);
    return [
      {
        parameter: slot.parameter.name,
        member,
        side: lowest.test(bound) ? 'least' : 'most',
        isInclusive: !mayExclude.test(bound) && !/exclusive/i.test(slot.parameter.description ?? ''),
        takes: (value) => accepts(asReceived(contract, slot, value)),
      },
    ];
  });
}

const searchNames = /^(q|query|search|search_?(term|text|query)?|term|keywords?|text|find)$/i;

/** A text that no item contains. */
export const absentText = 'plumblinenowhere';

/** The query parameters of a list that search its items for a text, and accept a text that no item contains. */
export function searchesOf(contract: Contract, list: Operation): readonly string[] {
  return slotsOf(contract, list).flatMap((slot) =>
    slot.kind === 'parameter' &&
    slot.parameter.in === 'query' &&
    searchNames.test(slot.parameter.name) &&
    holdsAt(contract, slot)(asReceived(contract, slot, absentText))
      ? [slot.parameter.name]
      : [],
  );
}
