import type { SchemaNode } from './node.ts';

/** A schema that is nothing but a `$ref` has its target's identity and would hide it: use the target. */
export function dereferenced(node: SchemaNode, hops = 0): SchemaNode {
  const { schema, space } = node;
  if (typeof schema === 'boolean' || typeof schema['$ref'] !== 'string') return node;
  const target = space.target(schema['$ref'], node.pointer);
  if (target === undefined || hops > 50 || space.identity(target) !== space.identity(node)) return node;
  return dereferenced(target, hops + 1);
}
