import { fullFormats } from 'ajv-formats/dist/formats.js';

/** Whether the text has the format; true for a format that is not checked. */
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

/** Formats that say nothing of a value, or that Ajv alone gives a meaning. Samples satisfy them; no value is invalid by them. */
const unchecked = new Set(['binary', 'password', 'float', 'double', 'url', 'iso-time', 'iso-date-time']);

/** True for formats that a validator asserts. */
export const isChecked = (format: string): boolean =>
  Object.hasOwn(fullFormats, format) && !unchecked.has(format);
