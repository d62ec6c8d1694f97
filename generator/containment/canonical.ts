import { canonicalJson } from '../json/canonical-json.ts';
import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';
import { decides, listKeywords, mapKeywords, schemaKeywords, speaksOf } from '../schema/keywords.ts';

/** True for a keyword that changes no verdict. `format` is one: whether it is checked is up to each party. */
export const isAnnotation = (keyword: string): boolean => keyword === 'format' || !decides(keyword);

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
  reference: (ref: string, isDynamic: boolean) => string,
  closedLate: () => boolean,
): string | undefined {
  // A value found for one format is not one for another.
  if (isAnnotation(keyword) && keyword !== 'format') return undefined;
  const value = schema[keyword];
  const types = typesOf(schema);
  const spoken = speaksOf(keyword);
  if (spoken !== 'any' && types.length > 0) {
    const applies = types.some((type) =>
      spoken.some((name) => name === (type === 'integer' ? 'number' : type)),
    );
    if (!applies && keyword !== 'format') return undefined;
  }
  if (keyword === '$ref' || keyword === '$dynamicRef')
    return `$ref:${reference(String(value), keyword === '$dynamicRef')}`;
  if (keyword === 'type') return `type:${[...types].sort().join(',')}`;
  if (keyword === 'const') return `enum:${canonicalJson(value)}`;
  if (keyword === 'enum' && Array.isArray(value))
    return `enum:${[...new Set(value.map(canonicalJson))].sort().join(',')}`;
  if (keyword === 'required' && Array.isArray(value)) {
    return value.length === 0 ? undefined : `required:${canonicalJson([...new Set(value)].sort())}`;
  }
  if (['minLength', 'minItems', 'minProperties'].includes(keyword) && value === 0) return undefined;
  if (keyword === 'uniqueItems' && value !== true) return undefined;
  if (schemaKeywords.includes(keyword)) {
    const id = identity(keyword);
    const idle = ['items', 'additionalProperties', 'propertyNames'].includes(keyword);
    return idle && id === everythingIdentity && (keyword === 'propertyNames' || !closedLate())
      ? undefined
      : `${keyword}:${id}`;
  }
  if (listKeywords.includes(keyword) && Array.isArray(value)) {
    const ids = value.map((_, index) => identity(keyword, index));
    if (ids.length === 1 && keyword !== 'prefixItems') return `allOf:${ids[0]}`;
    return `${keyword}:${(keyword === 'prefixItems' ? ids : ids.sort()).join(',')}`;
  }
  if (mapKeywords.includes(keyword) && isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${identity(keyword, key)}`);
    return entries.length === 0 ? undefined : `${keyword}:{${entries.join(',')}}`;
  }
  return `${keyword}:${canonicalJson(value)}`;
}

/** The identity of the schema that takes everything; tables are opened with it. */
export const everythingIdentity = 'any';
