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

/**
 * What was sent, completed by what the response has: objects of a list get the members that only the server knows, such as the
 * price of a line.
 */
export function completed(sent: unknown, shown: unknown): unknown {
  if (Array.isArray(sent)) {
    const given = Array.isArray(shown) ? shown : [];
    return sent.map((item, index) => completed(item, given[index] ?? given[0]));
  }
  return isObject(sent) && isObject(shown) ? { ...shown, ...sent } : sent;
}
