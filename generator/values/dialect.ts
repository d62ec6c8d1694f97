import type { JsonObject } from '../json/types.ts';

/**
 * One OpenAPI 3.0 schema object as 2020-12 says it; subschemas stay as written, to be translated when they are read.
 * A `$ref` in 3.0 has no siblings (OpenAPI 3.0.4, section 4.7.18). `nullable` only widens a `type` beside it (proposal 2019-11).
 */
export function from30(schema: JsonObject): JsonObject {
  if (typeof schema['$ref'] === 'string') return { $ref: schema['$ref'] };
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const reading: Record<string, unknown> = rest;
  if (nullable === true && typeof schema['type'] === 'string') reading['type'] = [schema['type'], 'null'];
  limit(reading, 'minimum', 'exclusiveMinimum', exclusiveMinimum);
  limit(reading, 'maximum', 'exclusiveMaximum', exclusiveMaximum);
  for (const later of laterKeywords) delete reading[later];
  return reading;
}

/** What 3.0 does not know, and so does not read. */
const laterKeywords = [
  'const',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'prefixItems',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
];

function limit(reading: Record<string, unknown>, bound: string, exclusive: string, flag: unknown): void {
  if (typeof flag === 'number') reading[exclusive] = flag;
  if (flag !== true || typeof reading[bound] !== 'number') return;
  reading[exclusive] = reading[bound];
  delete reading[bound];
}
