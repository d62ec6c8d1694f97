import type { JsonSchema } from '../json/types.ts';
import type { Joint } from './joint.ts';

/** Merges the keywords of arrays; false where tuples would have to be aligned, which no known document needs. */
export function mergeArrays({ first, second, take, leave, merger }: Joint): boolean {
  const has = (keyword: string): readonly [boolean, boolean] => [
    Object.hasOwn(first, keyword),
    Object.hasOwn(second, keyword),
  ];
  if (has('unevaluatedItems')[1]) return false;
  const [ourItems, theirItems] = has('items');
  const [ourTuple, theirTuple] = has('prefixItems');
  if (theirItems || theirTuple) {
    if ((ourTuple || theirTuple) && (ourItems || ourTuple)) return false;
    if (theirTuple) take('prefixItems', second['prefixItems'], second);
    if (theirItems) {
      const items = second['items'] as JsonSchema;
      if (ourItems) take('items', merger.both(first['items'] as JsonSchema, items), first);
      else take('items', items, second);
    }
  }
  const counting = ['contains', 'minContains', 'maxContains'];
  if (has('contains')[1]) {
    if (has('contains')[0]) leave(...counting);
    else
      for (const keyword of counting)
        if (Object.hasOwn(second, keyword)) take(keyword, second[keyword], second);
  }
  if (second['uniqueItems'] === true && first['uniqueItems'] !== true) take('uniqueItems', true, second);
  return true;
}
