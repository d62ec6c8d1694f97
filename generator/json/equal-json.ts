/**
 * Equality of JSON values: numbers by value, objects without regard to the order of their members, own members only
 * (2020-12 Core 4.2.2). fast-deep-equal is not used: it calls a member that happens to be named `valueOf` or `toString`.
 */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equalJson(item, right[index]))
    );
  }
  const keys = Object.keys(left);
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equalJson(one[key], other[key]))
  );
}

/** True when two items are equal. Linear for scalars; pairwise only among arrays and objects. */
export function hasDuplicates(items: readonly unknown[]): boolean {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const item of items) {
    if (typeof item === 'object' && item !== null) {
      if (others.some((earlier) => equalJson(earlier, item))) return true;
      others.push(item);
    } else {
      if (scalars.has(item)) return true;
      scalars.add(item);
    }
  }
  return false;
}
