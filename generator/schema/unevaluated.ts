import type { JsonObject } from '../json/types.ts';
import type { Origins } from './origins.ts';

/** Keywords that may evaluate members or items of the same value from another place. */
const inPlace = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'];

/**
 * `unevaluatedProperties` and `unevaluatedItems` where no other place of the schema can evaluate anything say what
 * `additionalProperties` and `items` say (2020-12 Core 11.2, 11.3), and are written so.
 */
export function closeUnevaluated(schema: JsonObject, origins: Origins): JsonObject {
  if (!Object.hasOwn(schema, 'unevaluatedProperties') && !Object.hasOwn(schema, 'unevaluatedItems'))
    return schema;
  if (inPlace.some((keyword) => Object.hasOwn(schema, keyword))) return schema;
  const result: Record<string, unknown> = { ...schema };
  origins.copy(schema, result);
  const rewrite = (from: string, to: string, isDead: boolean): void => {
    if (!Object.hasOwn(result, from)) return;
    const value = result[from];
    delete result[from];
    if (isDead) return;
    result[to] = value;
    origins.place(result, [to], origins.of(schema, from));
  };
  rewrite('unevaluatedProperties', 'additionalProperties', Object.hasOwn(schema, 'additionalProperties'));
  // `contains` evaluates the items it finds (2020-12 Core 10.3.1.3).
  if (!Object.hasOwn(schema, 'contains'))
    rewrite('unevaluatedItems', 'items', Object.hasOwn(schema, 'items'));
  return result;
}
