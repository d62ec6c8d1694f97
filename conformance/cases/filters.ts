import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import { holdsAt } from './holds.ts';
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
          [...listed, ...(listed.length > 0 ? [] : ['nobody@plumbline.example', 'plumblinenowhere'])].find(
            (value) => takes(value) && !known.has(value),
          ),
      },
    ];
  });
}

/** The schema of an item of a list. */
function itemSchema(contract: Contract, resource: Resource, list: Operation): JsonSchema | undefined {
  const content = findResponse(list, successStatus(list))?.content ?? [];
  const whole = content.find(({ contentType }) => isJson(contentType))?.schema?.normal.schema;
  const held = (resource.holders.get(list.operationId) ?? []).reduce<JsonSchema | undefined>(
    (holder, name) => memberSchema(contract, holder, name),
    whole,
  );
  return resolved(contract, itemsIn(contract, held));
}

function itemsIn(contract: Contract, schema: JsonSchema | undefined): JsonSchema | undefined {
  const own = resolved(contract, schema);
  return typeof own === 'object' ? (own['items'] as JsonSchema | undefined) : undefined;
}

const resolved = (contract: Contract, schema: JsonSchema | undefined): JsonSchema | undefined =>
  typeof schema === 'object' && typeof schema['$ref'] === 'string'
    ? resolved(contract, contract.schemaAt(schema['$ref']).normal.schema)
    : schema;
