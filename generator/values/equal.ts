/** Equality of JSON values: numbers by value, objects without regard to order. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index]))
    );
  }
  const keys = Object.keys(left);
  const other = right as Record<string, unknown>;
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) => Object.hasOwn(right, key) && equal((left as Record<string, unknown>)[key], other[key]),
    )
  );
}

/** True when two items are equal. Linear for scalars; pairwise only among arrays and objects. */
export function hasDuplicates(items: readonly unknown[]): boolean {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const item of items) {
    if (typeof item === 'object' && item !== null) {
      if (others.some((earlier) => equal(earlier, item))) return true;
      others.push(item);
    } else {
      if (scalars.has(item)) return true;
      scalars.add(item);
    }
  }
  return false;
}

/** Length of a string in code points, as `minLength` counts (Validation, section 6.3). */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      length--;
      index++;
    }
  }
  return length;
}

/** The JSON type of a value; numbers without a fraction are `number` here, `isInteger` tells them apart. */
export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** All six, in the order in which values get larger. */
export const typeNames: readonly TypeName[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** The {@link TypeName} of a JSON value. */
export function typeOf(value: unknown): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const name = typeof value;
  return name === 'boolean' || name === 'number' || name === 'string' ? name : 'object';
}
