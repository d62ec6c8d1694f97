import { fullFormats } from 'ajv-formats/dist/formats.js';

/** Whether the text has the format; formats nobody checks always hold. */
export function hasFormat(format: string, value: string | number): boolean {
  const definition: unknown = Object.hasOwn(fullFormats, format)
    ? fullFormats[format as keyof typeof fullFormats]
    : undefined;
  if (definition === undefined || definition === true) return true;
  if (definition instanceof RegExp) return typeof value !== 'string' || definition.test(value);
  if (typeof definition === 'function') return typeof value !== 'string' || definition(value) === true;
  const { type, validate } = definition as { type?: string; validate: unknown };
  if ((type === 'number') !== (typeof value === 'number')) return true;
  if (validate instanceof RegExp) return validate.test(String(value));
  return typeof validate === 'function' ? validate(value) === true : true;
}

/** Formats that say nothing of a value, or that Ajv alone gives a meaning. Values are drawn to keep them; nobody is held to them. */
const unchecked = new Set(['binary', 'password', 'float', 'double', 'url', 'iso-time', 'iso-date-time']);

/** True for formats whose breach a validator reports. */
export const isChecked = (format: string): boolean =>
  Object.hasOwn(fullFormats, format) && !unchecked.has(format);

/** Exact for decimal fractions: 0.3 is a multiple of 0.1 although the quotient of the doubles is not whole. */
export function isMultiple(value: number, divisor: number): boolean {
  if (!(divisor > 0)) return true;
  const quotient = value / divisor;
  if (!Number.isFinite(quotient)) return false;
  return (
    Number.isInteger(quotient) ||
    Math.abs(Math.round(quotient) - quotient) < 1e-9 * Math.max(1, Math.abs(quotient))
  );
}

/** True where every validator agrees that it is a multiple: those that divide doubles, and those that count digits. */
export const isPlainMultiple = (value: number, divisor: number): boolean =>
  Number.isSafeInteger(value / divisor);
