/** The JSON type of a value; numbers without a fraction are `number` here. */
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
