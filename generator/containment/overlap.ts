import { isObject } from '../json/pointer.ts';
import { type Literal, listBelow } from './atoms.ts';
import type { SchemaNode } from './node.ts';
import { emptyMemory } from './search.ts';
import { createSearch } from './solve.ts';

/** More branches than this are not told apart. */
const mostBranches = 16;
const maxSteps = 2_000;

/**
 * Whether the branches of a `oneOf` are objects that are told apart by nothing but undeclared members: `{card?}` or `{iban?}`,
 * both open. Read to the letter nobody who uses one branch's names can send either, so such a union means "any of these".
 */
export function createOverlap(): (node: SchemaNode) => boolean {
  const known = new WeakMap<SchemaNode, boolean>();
  return (node) => {
    const before = known.get(node);
    if (before !== undefined) return before;
    // A union that is met inside itself is read to the letter meanwhile.
    known.set(node, false);
    const branches = listBelow(node, 'oneOf');
    const overlaps =
      branches.length > 1 &&
      branches.length <= mostBranches &&
      branches.some((branch) => isOutdone(branch, branches));
    known.set(node, overlaps);
    return overlaps;
  };
}

/** Whether a branch can be told from the others by the names of those others only. */
function isOutdone(branch: SchemaNode, branches: readonly SchemaNode[]): boolean {
  if (!isOpenObject(branch, 0)) return false;
  const literals = branches.map(
    (node): Literal => ({
      node,
      holds: node === branch,
      goal: false,
      sender: true,
      sibling: node !== branch,
    }),
  );
  const isPossible = (lens: 'wire' | 'strict'): boolean | undefined => {
    const found = createSearch(lens, maxSteps, emptyMemory()).first(literals, undefined);
    return found.kind === 'beyond' ? undefined : found.kind === 'value';
  };
  return isPossible('wire') === false && isPossible('strict') === true;
}

const isOpenObject = ({ schema, space }: SchemaNode, depth: number): boolean => {
  if (!isObject(schema) || depth > 10) return false;
  const { $ref, type, properties, allOf, additionalProperties } = schema;
  if (typeof $ref === 'string') {
    const target = space.target($ref);
    return target !== undefined && isOpenObject(target, depth + 1);
  }
  return (
    additionalProperties !== false && (type === 'object' || isObject(properties) || Array.isArray(allOf))
  );
};
