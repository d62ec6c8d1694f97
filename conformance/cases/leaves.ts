import { isFilePart } from '../../generator/json/file-part.ts';
import { isObject } from '../../generator/json/pointer.ts';

/** A scalar inside a value, and the path of members and indexes to it. */
export interface Leaf {
  readonly path: readonly string[];
  readonly leaf: unknown;
}

/** The scalars of a value in its own order; a file is one leaf. */
export function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (isFilePart(value)) return [{ path, leaf: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, String(index)]));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]));
  return [{ path, leaf: value }];
}

/** A copy with the value at a path replaced. */
export function replaceAt(value: unknown, path: readonly string[], next: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === step ? replaceAt(item, rest, next) : item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === step ? replaceAt(member, rest, next) : member,
    ]),
  );
}
