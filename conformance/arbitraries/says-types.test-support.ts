import type { Dialect } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/guards.ts';
import { valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { toLatest } from '../../generator/schema/dialect.ts';

/**
 * Whether a schema names the types of its values. Where it does not, keywords imply one and samples keep to it: a schema
 * with `properties` is sampled with objects, though a text is valid by it too.
 */
export function saysTypes(document: JsonObject, dialect: Dialect, written: unknown, hops = 0): boolean {
  if (!isObject(written) || hops > 20) return false;
  const schema = toLatest(written, dialect);
  if (['type', 'enum', 'const'].some((keyword) => Object.hasOwn(schema, keyword))) return true;
  const part = (each: unknown): boolean => saysTypes(document, dialect, each, hops + 1);
  const { $ref, allOf, anyOf, oneOf } = schema;
  return (
    (typeof $ref === 'string' && part(valueAt(document, $ref))) ||
    (Array.isArray(allOf) && allOf.some(part)) ||
    [anyOf, oneOf].some((branches) => Array.isArray(branches) && branches.every(part))
  );
}
