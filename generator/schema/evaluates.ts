import { isObject } from '../json/guards.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { inPlaceKeywords } from './keywords.ts';

/**
 * What one schema object evaluates of an object by itself, apart from what it applies in place: `unevaluatedProperties` leaves
 * it alone (2020-12 Core 10.3.2, 11.3).
 */
export interface EvaluatedMembers {
  /** Every member, whatever its name. */
  readonly all: boolean;
  readonly names: readonly string[];
  readonly patterns: readonly string[];
}

/** @param isOutermost whether it is the schema whose own `unevaluatedProperties` is applied, which then does not count */
export function membersEvaluated(schema: JsonObject, isOutermost = false): EvaluatedMembers {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  return {
    all: additionalProperties !== undefined || (unevaluatedProperties !== undefined && !isOutermost),
    names: keysOf(properties),
    patterns: keysOf(patternProperties),
  };
}

/** The same for an array and `unevaluatedItems` (2020-12 Core 10.3.1, 11.2). */
export interface EvaluatedItems {
  readonly all: boolean;
  /** How many items from the first on. */
  readonly listed: number;
  /** Items valid by this schema count as well. */
  readonly contains: JsonSchema | undefined;
}

/** @param isOutermost as for {@link membersEvaluated} */
export function itemsEvaluated(schema: JsonObject, isOutermost = false): EvaluatedItems {
  const { prefixItems, items, contains, unevaluatedItems } = schema;
  return {
    all: items !== undefined || (unevaluatedItems !== undefined && !isOutermost),
    listed: Array.isArray(prefixItems) ? prefixItems.length : 0,
    contains: contains as JsonSchema | undefined,
  };
}

/** Keywords by which a schema may evaluate members or items from another place; `not` passes nothing on (Core 10.2.1.4). */
const passing = inPlaceKeywords.filter((keyword) => keyword !== 'not');

/** True where subschemas that apply in place may evaluate members or items as well. */
export const evaluatesInPlace = (schema: JsonObject): boolean =>
  passing.some((keyword) => Object.hasOwn(schema, keyword));

/** True where a schema may evaluate members of an object, by itself or in place. */
export function mayEvaluateMembers(schema: JsonObject): boolean {
  const { all, names, patterns } = membersEvaluated(schema);
  return all || names.length > 0 || patterns.length > 0 || evaluatesInPlace(schema);
}

const keysOf = (value: unknown): readonly string[] => (isObject(value) ? Object.keys(value) : []);
