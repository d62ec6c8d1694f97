import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { decides, listKeywords, mapKeywords } from '../keywords.ts';

/** How much code a schema makes, roughly: one for every assertion in it. References cost one. */
export function weightOf(schema: JsonSchema): number {
  if (!isObject(schema)) return 1;
  let weight = 1;
  for (const [keyword, part] of Object.entries(schema)) {
    if (mapKeywords.includes(keyword) && isObject(part))
      for (const member of Object.values(part)) weight += weightOf(member as JsonSchema);
    else if (listKeywords.includes(keyword) && Array.isArray(part))
      for (const branch of part) weight += weightOf(branch);
    else if (isObject(part) && keyword !== 'default' && keyword !== 'example') weight += weightOf(part);
    else weight += 1;
  }
  return weight;
}

/** True when nothing stands beside the `$ref` that decides anything. */
export const onlyReference = (schema: JsonObject): boolean =>
  !Object.hasOwn(schema, '$id') &&
  Object.keys(schema).every((keyword) => keyword === '$ref' || !decides(keyword));
