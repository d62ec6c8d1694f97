import { isObject } from '../json/pointer.ts';
import type { Kind } from './atoms.ts';
import { stableText } from './canonical.ts';

/** The kind of a JSON value; 1.0 is an integer, as JSON Schema says. */
export function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

/** Equal as JSON values. */
export const sameValue = (a: unknown, b: unknown): boolean =>
  a === b || ((isObject(a) || Array.isArray(a)) && stableText(a) === stableText(b));

/** Length in code points. */
export const lengthOf = (text: string): number => [...text].length;

/** Whether a number is a multiple of another, safe against 0.1 + 0.2. */
export function isMultiple(value: number, of: number): boolean {
  if (of === 0) return false;
  const quotient = value / of;
  if (Number.isInteger(quotient)) return true;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 && Math.abs(quotient) < 1e9;
}
