import { isObject } from '../json/guards.ts';
import { isValid } from '../schema/interpret.ts';
import type { Placed } from '../schema/placed.ts';
import type { SchemaNode, SchemaSpace } from './node.ts';

/**
 * Whether a node accepts a value, `format` left aside. It steers the search only; what is reported is confirmed by the
 * judge.
 */
export const accepts = ({ schema, pointer, space }: SchemaNode, value: unknown): boolean =>
  isValid(space.reader, { schema, at: pointer }, value, {
    formats: false,
    oneOf: (union, fitting, each) => oneFits(space, union, fitting, each),
  });

/** Whether a value has the same verdict when every `oneOf` means exactly one of its branches. */
export function isReadToTheLetter(node: SchemaNode, value: unknown): boolean {
  const { schema, pointer, space } = node;
  const isExact = isValid(space.reader, { schema, at: pointer }, value, { formats: false });
  return isExact === accepts(node, value);
}

/** Whether exactly one branch of a `oneOf` fits; or any, where the union means that. */
function oneFits(space: SchemaSpace, union: Placed, fitting: readonly number[], value: unknown): boolean {
  if (fitting.length === 0) return false;
  const foreign = isObject(value) ? space.overlap(space.nodeOf(union)) : undefined;
  if (foreign === undefined) return fitting.length === 1;
  return fitting.some(
    (index) => foreign[index]?.some((name) => Object.hasOwn(value as object, name)) !== true,
  );
}
