import { Escaped, escapeValue } from './url.js';

/** Ways to write lists and objects into a URL that are not the default of their place (OpenAPI 3.1, section 4.8.12). */
export type Style =
  | 'form'
  | 'simple'
  | 'label'
  | 'matrix'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject';

const separators: { readonly [style: string]: string } = { spaceDelimited: '%20', pipeDelimited: '%7C' };

const entriesOf = (value: object): readonly (readonly [string, string])[] =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([key, member]) => [escapeValue(key), escapeValue(member)]);

/** A query parameter in a style of its own; nothing for an empty list or object. */
export function queryStyle(
  name: string,
  value: unknown,
  style: Style,
  explode: boolean,
): Escaped | undefined {
  if (value === undefined || value === null) return undefined;
  const key = escapeValue(name);
  const separator = separators[style] ?? ',';
  if (Array.isArray(value)) {
    const items = value.map(escapeValue);
    if (items.length === 0) return undefined;
    return new Escaped(
      explode ? items.map((item) => `${key}=${item}`).join('&') : `${key}=${items.join(separator)}`,
    );
  }
  if (typeof value !== 'object') return new Escaped(`${key}=${escapeValue(value)}`);
  const entries = entriesOf(value);
  if (style === 'deepObject') return new Escaped(deep(key, value).join('&'));
  if (explode) return new Escaped(entries.map(([member, text]) => `${member}=${text}`).join('&'));
  return entries.length === 0 ? undefined : new Escaped(`${key}=${entries.flat().join(separator)}`);
}

function deep(key: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => deep(key, item));
  if (typeof value !== 'object') return [`${key}=${escapeValue(value)}`];
  return Object.entries(value).flatMap(([name, member]) => deep(`${key}%5B${escapeValue(name)}%5D`, member));
}

/** A path parameter in a style of its own. */
export function pathStyle(name: string, value: unknown, style: Style, explode: boolean): Escaped | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const prefix = style === 'label' ? '.' : style === 'matrix' ? ';' : '';
  const joint = explode && prefix !== '' ? prefix : ',';
  const named = style === 'matrix' ? `${escapeValue(name)}=` : '';
  if (Array.isArray(value)) {
    const items = value.map(escapeValue);
    return new Escaped(
      explode ? prefix + items.map((item) => named + item).join(joint) : prefix + named + items.join(','),
    );
  }
  if (typeof value !== 'object') return new Escaped(prefix + named + escapeValue(value));
  const entries = entriesOf(value);
  return new Escaped(
    explode
      ? prefix + entries.map(([key, text]) => `${key}=${text}`).join(joint)
      : prefix + named + entries.flat().join(','),
  );
}

/** A header parameter: lists and objects with commas. */
export function headerText(value: unknown, explode = false): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map(String).join(',');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, member]) => (explode ? `${key}=${String(member)}` : `${key},${String(member)}`))
    .join(',');
}

/** The header `Cookie` for cookie parameters. */
export function cookieText(values: { readonly [name: string]: unknown }): string | undefined {
  const pairs = Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${(Array.isArray(value) ? value : [value]).map(escapeValue).join(',')}`);
  return pairs.length === 0 ? undefined : pairs.join('; ');
}

/** JSON that is the whole query (`in: querystring`, OpenAPI 3.2). */
export const jsonQuery = (value: unknown): Escaped | undefined =>
  value === undefined ? undefined : new Escaped(escapeValue(JSON.stringify(value)));

/** A parameter that travels as JSON. */
export const jsonText = (value: unknown): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);
