import { isObject } from '../../../generator/json/pointer.ts';

/** PATCH of an item: sent members replace its own, objects are merged member by member. */
export function merged(before: unknown, sent: unknown): unknown {
  if (!isObject(before) || !isObject(sent)) return sent;
  const members = Object.entries(sent).map(([name, value]) => [
    name,
    Object.hasOwn(before, name) ? merged(before[name], value) : value,
  ]);
  return { ...before, ...Object.fromEntries(members) };
}

/** A JSON merge patch: null removes a member (RFC 7396, 2). */
export function mergePatched(before: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const target = new Map(Object.entries(isObject(before) ? before : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) target.delete(name);
    else target.set(name, mergePatched(target.get(name), value));
  }
  return Object.fromEntries(target);
}
