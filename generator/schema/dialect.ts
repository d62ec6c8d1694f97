import type { Dialect, View } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';

/** Keywords of later drafts that an OpenAPI 3.0 schema object does not have; an engine of draft 04 ignores them too. */
const notIn30: ReadonlySet<string> = new Set([
  ...[
    'const',
    'if',
    'then',
    'else',
    'contains',
    'minContains',
    'maxContains',
    'propertyNames',
    'prefixItems',
  ],
  ...['unevaluatedProperties', 'unevaluatedItems', 'dependentRequired', 'dependentSchemas'],
  ...['$id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$defs'],
]);

/**
 * One OpenAPI 3.0 schema object as 2020-12 says it, one level deep. A `$ref` has no siblings (3.0.4, 4.8.23).
 * `nullable` beside `type` adds null to the types, and an `enum` still has to list it (3.0.3). Beside a `$ref` or a
 * combinator, where 3.0.3 gives it no meaning, we take the author at his word: the whole may be null.
 */
export function from30(schema: JsonObject): JsonObject {
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  let reading: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(
    typeof schema['$ref'] === 'string' ? { $ref: schema['$ref'] } : rest,
  )) {
    if (!notIn30.has(keyword)) reading[keyword] = value;
  }
  if (typeof schema['$ref'] !== 'string') {
    limit(reading, 'minimum', 'exclusiveMinimum', exclusiveMinimum);
    limit(reading, 'maximum', 'exclusiveMaximum', exclusiveMaximum);
  }
  if (nullable !== true) return reading;
  if (typeof reading['type'] === 'string') reading['type'] = [reading['type'], 'null'];
  else if (isCombined(reading) && !Object.hasOwn(reading, 'enum'))
    reading = { anyOf: [reading, { type: 'null' }] };
  return reading;
}

/** True for what {@link from30} made of `nullable: true` beside a `$ref` or a combinator. */
export const isWrappedNullable = (raw: JsonObject): boolean =>
  raw['nullable'] === true &&
  isCombined(raw) &&
  (typeof raw['$ref'] === 'string' || (typeof raw['type'] !== 'string' && !Object.hasOwn(raw, 'enum')));

const isCombined = (schema: JsonObject): boolean =>
  ['$ref', 'allOf', 'anyOf', 'oneOf'].some((keyword) => Object.hasOwn(schema, keyword));

function limit(reading: Record<string, unknown>, bound: string, exclusive: string, flag: unknown): void {
  if (typeof flag === 'number') reading[exclusive] = flag;
  if (flag !== true || typeof reading[bound] !== 'number') return;
  reading[exclusive] = reading[bound];
  delete reading[bound];
}

/** `required` without the members that do not travel in this view (Schema Object, `readOnly` and `writeOnly`). */
export function requiredIn(
  schema: JsonObject,
  view: View | undefined,
  target: (reference: string) => unknown,
): readonly string[] | undefined {
  const { required, properties } = schema;
  if (!Array.isArray(required)) return undefined;
  const names = required.filter((name) => typeof name === 'string');
  if (view === undefined || !isObject(properties)) return names;
  const flag = view === 'request' ? 'readOnly' : 'writeOnly';
  const stays = (property: unknown, hops = 0): boolean => {
    if (!isObject(property) || hops > 20 || property[flag] === true) return !isObject(property) || hops > 20;
    return typeof property['$ref'] !== 'string' || stays(target(property['$ref']), hops + 1);
  };
  return names.filter((name) => !Object.hasOwn(properties, name) || stays(properties[name]));
}

/** OpenAPI 3.1 and 3.2 schemas are 2020-12 already. */
export const toLatest = (schema: JsonObject, dialect: Dialect): JsonObject =>
  dialect === '3.0' ? from30(schema) : schema;
