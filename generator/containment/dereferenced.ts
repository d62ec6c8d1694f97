import type { SchemaNode } from './node.ts';

const known = new WeakMap<SchemaNode, SchemaNode>();

/** A schema that is nothing but a `$ref` has its target's identity and would hide it: use the target. */
export function dereferenced(node: SchemaNode): SchemaNode {
  const before = known.get(node);
  if (before !== undefined) return before;
  const found = targetOf(node, 0);
  known.set(node, found);
  return found;
}

function targetOf(node: SchemaNode, hops: number): SchemaNode {
  const { schema, space } = node;
  if (typeof schema === 'boolean' || typeof schema['$ref'] !== 'string') return node;
  const target = space.target(schema['$ref'], node.pointer);
  if (target === undefined || hops > 50 || space.identity(target) !== space.identity(node)) return node;
  return targetOf(target, hops + 1);
}
