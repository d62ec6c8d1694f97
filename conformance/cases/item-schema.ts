import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema, shapeOf } from '../../generator/wire/decode.ts';

/** The schema of the item, or of the list, in the successful response of an operation; `undefined` where there is none. */
export function shownSchema(
  contract: Contract,
  resource: Resource,
  operation: Operation,
): JsonSchema | undefined {
  const content = findResponse(operation, successStatus(operation))?.content ?? [];
  const whole = content.find(({ contentType }) => isJson(contentType))?.schema?.normal.schema;
  return (resource.holders.get(operation.operationId) ?? []).reduce<JsonSchema | undefined>(
    (holder, name) => memberSchema(contract, holder, name),
    whole,
  );
}

/** The schema of an item of a list. */
export const itemSchema = (contract: Contract, resource: Resource, list: Operation): JsonSchema | undefined =>
  shapeOf(contract, shownSchema(contract, resource, list)).items;
