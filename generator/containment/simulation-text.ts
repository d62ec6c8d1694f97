import type { JsonObject } from '../json/types.ts';
import { canonicalKeyword } from './canonical.ts';
import { identityOf, type SchemaNode } from './node.ts';

/** One keyword as canonical text; equal texts mean the same. */
export function textOf(node: SchemaNode, schema: JsonObject, keyword: string): string | undefined {
  if (schema[keyword] === undefined) return undefined;
  const { space } = node;
  return canonicalKeyword(
    keyword,
    schema,
    (...tokens) => identityOf(space.below(node, ...tokens)),
    (ref) => {
      const target = space.target(ref);
      return target === undefined ? `?${ref}` : identityOf(target);
    },
    () => true,
  );
}
