import { ConfigurationError } from './errors.js';

/** Values for the names in a path template. */
export type PathValues = { readonly [name: string]: unknown };

/** A value that is escaped already. */
export class Escaped {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Percent-encodes everything but letters, digits and `-._~`. */
export const escapeValue = (value: unknown): string =>
  encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * Values for a path template. Values are encoded, so `a/b?c` stays one segment; an empty one, `.` and `..` are
 * rejected, since every layer below would resolve them to another path.
 */
export const pathValues =
  (values: PathValues) =>
  (template: string): string => {
    const path = template.replace(/\{([^}]*)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined || value === null)
        throw new ConfigurationError(name, 'must not be empty');
      if (value instanceof Escaped) return value.text;
      const text = (Array.isArray(value) ? value : [value]).map(escapeValue).join(',');
      if (text === '') throw new ConfigurationError(name, 'must not be empty');
      return text;
    });
    if (/(^|\/)\.\.?(\/|$)/.test(path))
      throw new ConfigurationError(Object.keys(values).join(', '), 'must not be . or ..: that is another path');
    return path;
  };

/** `a=1&b=2`, lists as repeated names; `undefined` and `null` are left out. */
export function queryText(values: object = {}): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    value instanceof Escaped
      ? value.text
      : (Array.isArray(value) ? value : [value])
          .filter((item) => item !== undefined && item !== null)
          .map((item) => `${escapeValue(name)}=${escapeValue(item)}`),
  );
  return pairs.filter((pair) => pair !== '').join('&');
}
