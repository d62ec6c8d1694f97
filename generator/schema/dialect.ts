import type { Dialect } from '../contract/model.ts';
import { isObject } from '../json/guards.ts';
import { child } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { notIn30 } from './keywords.ts';

/** Parts of a translation that do not stand where they seem to: tokens from the schema to where they were read. */
const readFrom = new WeakMap<object, readonly string[]>();

/**
 * One OpenAPI 3.0 schema object as 2020-12 says it, one level deep. A `$ref` has no siblings (3.0.4, 4.8.23).
 * `nullable` beside `type` adds null to the types, and an `enum` still has to list it (3.0.3). Beside a `$ref` or a
 * combinator, where 3.0.3 gives it no meaning, we take the author at his word: the whole may be null.
 */
function from30(schema: JsonObject): JsonObject {
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const isReference = typeof schema['$ref'] === 'string';
  const reading: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(isReference ? { $ref: schema['$ref'] } : rest)) {
    if (!notIn30.has(keyword)) reading[keyword] = value;
  }
  if (!isReference) {
    limit(reading, 'minimum', 'exclusiveMinimum', exclusiveMinimum);
    limit(reading, 'maximum', 'exclusiveMaximum', exclusiveMaximum);
  }
  if (nullable !== true) return reading;
  if (typeof reading['type'] === 'string') return { ...reading, type: [reading['type'], 'null'] };
  if (!isCombined(reading) || Object.hasOwn(reading, 'enum')) return reading;
  const nothing = { type: 'null' };
  readFrom.set(reading, []);
  readFrom.set(nothing, ['nullable']);
  return { anyOf: [reading, nothing] };
}

const isCombined = (schema: JsonObject): boolean =>
  ['$ref', 'allOf', 'anyOf', 'oneOf'].some((keyword) => Object.hasOwn(schema, keyword));

function limit(reading: Record<string, unknown>, bound: string, exclusive: string, flag: unknown): void {
  if (typeof flag === 'number') reading[exclusive] = flag;
  if (flag !== true || typeof reading[bound] !== 'number') return;
  reading[exclusive] = reading[bound];
  delete reading[bound];
}

/**
 * One schema object of any dialect as 2020-12 says it, one level deep: subschemas stay as written. OpenAPI 3.1 and 3.2
 * schemas are 2020-12 already. A translation that is translated again stays as it is.
 */
export const toLatest = (schema: JsonObject, dialect: Dialect): JsonObject =>
  dialect === '3.0' ? from30(schema) : schema;

/** The schema that a translation says may be null as a whole; `undefined` for any other schema. */
export function orNull({ anyOf }: JsonObject): JsonObject | undefined {
  const [whole] = Array.isArray(anyOf) ? (anyOf as readonly unknown[]) : [];
  return isObject(whole) && readFrom.get(whole)?.length === 0 ? whole : undefined;
}

/** Where a subschema of a translated schema stands in the document: its tokens below `at`, unless the translation made it. */
export function placeOf(part: unknown, at: Pointer, ...tokens: readonly (string | number)[]): Pointer {
  const own = typeof part === 'object' && part !== null ? readFrom.get(part) : undefined;
  return child(at, ...(own ?? tokens));
}
