import { matchesPattern } from '../json/pattern.ts';
import { child, isObject } from '../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import type { Placed, Reader } from './reader.ts';

/** How validity of a subschema is asked; handed in, because the validator asks us in turn. */
export type Holds = (reader: Reader, placed: Placed, value: unknown) => boolean;

/** Member names that the schema has evaluated by success (2020-12 Core, section 11.3); the value must be valid so far. */
export function evaluatedProperties(
  reader: Reader,
  placed: Placed,
  value: JsonObject,
  holds: Holds,
  own = true,
): ReadonlySet<string> {
  const found = new Set<string>();
  const keys = Object.keys(value);
  visit(reader, placed, value, holds, (schema) => {
    const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
    const nested = schema !== placed.schema || own;
    if (additionalProperties !== undefined || (unevaluatedProperties !== undefined && nested)) {
      for (const key of keys) found.add(key);
    }
    for (const key of keys) {
      if (isObject(properties) && Object.hasOwn(properties, key)) found.add(key);
      if (isObject(patternProperties)) {
        if (Object.keys(patternProperties).some((source) => matchesPattern(source, key) === true))
          found.add(key);
      }
    }
  });
  return found;
}

/** Indices that the schema has evaluated by success (2020-12 Core, section 11.2); `contains` counts. */
export function evaluatedItems(
  reader: Reader,
  placed: Placed,
  value: readonly unknown[],
  holds: Holds,
  own = true,
): ReadonlySet<number> {
  const found = new Set<number>();
  visit(reader, placed, value, holds, (schema, at) => {
    const { prefixItems, items, contains, unevaluatedItems } = schema;
    const nested = schema !== placed.schema || own;
    if (items !== undefined || (unevaluatedItems !== undefined && nested)) {
      for (const index of value.keys()) found.add(index);
    }
    if (Array.isArray(prefixItems)) for (const index of prefixItems.keys()) found.add(index);
    if (contains !== undefined) {
      const matching = { schema: contains as JsonSchema, at: child(at, 'contains') };
      for (const [index, item] of value.entries()) if (holds(reader, matching, item)) found.add(index);
    }
  });
  return found;
}

/** Every schema object that applies to the value in place and accepts it, the given one first. */
function visit(
  reader: Reader,
  { schema, at }: Placed,
  value: unknown,
  holds: Holds,
  see: (schema: JsonObject, at: string) => void,
): void {
  if (typeof schema === 'boolean') return;
  const reading = reader.read(schema);
  see(reading, at);
  const enter = (part: unknown, place: string, certain: boolean): void => {
    const placed: Placed = { schema: part as JsonSchema, at: place };
    if (certain || holds(reader, placed, value)) visit(reader, placed, value, holds, see);
  };
  const { $ref, $dynamicRef } = reading;
  const target = typeof $ref === 'string' ? reader.resolve($ref, at) : undefined;
  const targets = typeof $dynamicRef === 'string' ? reader.dynamic($dynamicRef, at) : [];
  for (const next of target === undefined ? targets : [target, ...targets]) enter(next.schema, next.at, true);
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const parts = reading[keyword];
    if (!Array.isArray(parts)) continue;
    for (const [index, part] of parts.entries()) enter(part, child(at, keyword, index), keyword === 'allOf');
  }
  if (reading['if'] !== undefined) {
    const passes = holds(reader, { schema: reading['if'] as JsonSchema, at: child(at, 'if') }, value);
    if (passes) enter(reading['if'], child(at, 'if'), true);
    const arm = passes ? 'then' : 'else';
    if (reading[arm] !== undefined) enter(reading[arm], child(at, arm), true);
  }
  const { dependentSchemas } = reading;
  if (isObject(dependentSchemas) && isObject(value)) {
    for (const [trigger, part] of Object.entries(dependentSchemas)) {
      if (Object.hasOwn(value, trigger)) enter(part, child(at, 'dependentSchemas', trigger), true);
    }
  }
}
