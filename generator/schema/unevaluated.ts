import type { JsonObject } from '../json/types.ts';
import { evaluatesInPlace, itemsEvaluated, membersEvaluated } from './evaluates.ts';
import type { Origins } from './origins.ts';

/**
 * `unevaluatedProperties` and `unevaluatedItems` where no other place of the schema can evaluate anything say what
 * `additionalProperties` and `items` say (2020-12 Core 11.2, 11.3), and are written so.
 */
export function closeUnevaluated(schema: JsonObject, origins: Origins): JsonObject {
  if (!Object.hasOwn(schema, 'unevaluatedProperties') && !Object.hasOwn(schema, 'unevaluatedItems'))
    return schema;
  if (evaluatesInPlace(schema)) return schema;
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
  rewrite('unevaluatedProperties', 'additionalProperties', membersEvaluated(schema, true).all);
  const { all, contains } = itemsEvaluated(schema, true);
  if (contains === undefined) rewrite('unevaluatedItems', 'items', all);
  return result;
}
