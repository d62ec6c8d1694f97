import { canonicalJson } from '../json/canonical-json.ts';
import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';

/** Keywords that change no verdict. `format` is one: whether it is checked is up to each party. */
const annotations = new Set([
  'title',
  'description',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  'example',
  'examples',
  'externalDocs',
  'xml',
  'discriminator',
  'nullable',
  'format',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  '$comment',
  '$schema',
  '$defs',
  'definitions',
  '$id',
  '$anchor',
]);

/** True for a keyword that only describes. */
export const isAnnotation = (keyword: string): boolean =>
  annotations.has(keyword) || keyword.startsWith('x-');

const appliesTo: { readonly [keyword: string]: string } = {
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  items: 'array',
  prefixItems: 'array',
  minItems: 'array',
  maxItems: 'array',
  uniqueItems: 'array',
  contains: 'array',
  minContains: 'array',
  maxContains: 'array',
  unevaluatedItems: 'array',
  properties: 'object',
  patternProperties: 'object',
  additionalProperties: 'object',
  propertyNames: 'object',
  required: 'object',
  minProperties: 'object',
  maxProperties: 'object',
  dependentRequired: 'object',
  dependentSchemas: 'object',
  unevaluatedProperties: 'object',
};

const singles = new Set([
  'not',
  'if',
  'then',
  'else',
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
]);
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const maps = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/** `type` as a list; empty when absent. */
export const typesOf = (schema: JsonObject): readonly string[] => {
  const { type } = schema;
  return typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : [];
};

/**
 * One keyword of a canonical text, subschemas by identity; `undefined` for one that says nothing here. Where `closedLate`,
 * what takes everything still says something: `unevaluated*` leaves it alone.
 */
export function canonicalKeyword(
  keyword: string,
  schema: JsonObject,
  identity: (...tokens: (string | number)[]) => string,
  reference: (ref: string) => string,
  closedLate: () => boolean,
): string | undefined {
  // A value found for one format is none for another.
  if (isAnnotation(keyword) && keyword !== 'format') return undefined;
  const value = schema[keyword];
  const types = typesOf(schema);
  const needs = appliesTo[keyword];
  if (needs !== undefined && types.length > 0) {
    const applies =
      needs === 'number' ? types.includes('number') || types.includes('integer') : types.includes(needs);
    if (!applies) return undefined;
  }
  if (keyword === '$ref') return `$ref:${reference(String(value))}`;
  if (keyword === 'type') return `type:${[...types].sort().join(',')}`;
  if (keyword === 'const') return `enum:${canonicalJson(value)}`;
  if (keyword === 'enum' && Array.isArray(value))
    return `enum:${[...new Set(value.map(canonicalJson))].sort().join(',')}`;
  if (keyword === 'required' && Array.isArray(value)) {
    return value.length === 0 ? undefined : `required:${canonicalJson([...new Set(value)].sort())}`;
  }
  if (['minLength', 'minItems', 'minProperties'].includes(keyword) && value === 0) return undefined;
  if (keyword === 'uniqueItems' && value !== true) return undefined;
  if (singles.has(keyword)) {
    const id = identity(keyword);
    const idle = ['items', 'additionalProperties', 'propertyNames'].includes(keyword);
    return idle && id === everythingIdentity && (keyword === 'propertyNames' || !closedLate())
      ? undefined
      : `${keyword}:${id}`;
  }
  if (lists.has(keyword) && Array.isArray(value)) {
    const ids = value.map((_, index) => identity(keyword, index));
    if (ids.length === 1 && keyword !== 'prefixItems') return `allOf:${ids[0]}`;
    return `${keyword}:${(keyword === 'prefixItems' ? ids : ids.sort()).join(',')}`;
  }
  if (maps.has(keyword) && isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${identity(keyword, key)}`);
    return entries.length === 0 ? undefined : `${keyword}:{${entries.join(',')}}`;
  }
  return `${keyword}:${canonicalJson(value)}`;
}

/** The identity of the schema that takes everything; tables are opened with it. */
export const everythingIdentity = 'any';
