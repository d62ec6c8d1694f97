import { isObject } from '../json/guards.ts';
import { conjunctsOf, type Literal, listBelow } from './atoms.ts';
import type { ForeignNames, SchemaNode } from './node.ts';
import { emptyMemory } from './search.ts';
import { createSearch } from './solve.ts';

/** More branches than this are not compared. */
const mostBranches = 16;
const maxSteps = 2_000;

/**
 * Finds unions whose branches differ by nothing but undeclared members: `{card?}` or `{iban?}`, both open. Read to
 * the letter, a value of one is also a value of the other, and invalid; such a `oneOf` means any of its branches, and in each
 * of them the names of the others are not used. `undefined` for a union that is read to the letter.
 */
export function createOverlap(): (node: SchemaNode) => ForeignNames | undefined {
  const known = new WeakMap<SchemaNode, { readonly names: ForeignNames | undefined }>();
  return (node) => {
    const before = known.get(node);
    if (before !== undefined) return before.names;
    // A union that is met inside itself is read to the letter meanwhile.
    known.set(node, { names: undefined });
    const branches = listBelow(node, 'oneOf');
    const overlaps =
      branches.length > 1 &&
      branches.length <= mostBranches &&
      branches.some((branch) => isOutdone(branch, branches));
    const names = overlaps ? foreignNames(branches) : undefined;
    known.set(node, { names });
    return names;
  };
}

/** Whether a branch differs from the others by the names of those others only. */
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

function foreignNames(branches: readonly SchemaNode[]): ForeignNames {
  const own = branches.map((branch) => declaredNames(branch, new Set()));
  const all = new Set(own.flatMap((names) => [...names]));
  return own.map((names) => [...all].filter((name) => !names.has(name)));
}

/** Names that a schema declares for its instance, in whichever branch. */
function declaredNames(node: SchemaNode, seen: Set<SchemaNode>): ReadonlySet<string> {
  const { schema } = node;
  if (!isObject(schema) || seen.has(node)) return new Set();
  seen.add(node);
  const { properties, required } = schema;
  const parts = [...conjunctsOf(node), ...['oneOf', 'anyOf'].flatMap((keyword) => listBelow(node, keyword))];
  return new Set([
    ...Object.keys(isObject(properties) ? properties : {}),
    ...(Array.isArray(required) ? required.map(String) : []),
    ...parts.flatMap((part) => [...declaredNames(part, seen)]),
  ]);
}

const isOpenObject = ({ schema, pointer, space }: SchemaNode, depth: number): boolean => {
  if (!isObject(schema) || depth > 10) return false;
  const { $ref, type, properties, allOf, additionalProperties } = schema;
  if (typeof $ref === 'string') {
    const target = space.target($ref, pointer);
    return target !== undefined && isOpenObject(target, depth + 1);
  }
  return (
    additionalProperties !== false && (type === 'object' || isObject(properties) || Array.isArray(allOf))
  );
};
