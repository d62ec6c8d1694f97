import { Escaped, escapeValue, queryText } from './url.js';

/** Ways to write lists and objects into a URL, a header or a cookie (OpenAPI 3.1, section 4.8.12; `cookie`: 3.2). */
export type Style =
  | 'form'
  | 'simple'
  | 'label'
  | 'matrix'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  | 'cookie';

type Write = (value: unknown) => string;

const separators: { readonly [style: string]: string } = { spaceDelimited: '%20', pipeDelimited: '%7C' };

/** Names and values of an object that are there. */
const entriesOf = (value: object, write: Write): readonly (readonly [string, string])[] =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([key, member]) => [escapeValue(key), write(member)]);

/**
 * A value whose reserved characters stay as they are (`allowReserved`), and escapes too. Those that would end the
 * value, or that no query may hold, are escaped all the same: `#[]&+`.
 */
export const escapeReserved: Write = (value) =>
  escapeValue(value)
    .replace(/%(?:2[1478-9AC]|2F|3[ABDF]|40)/g, decodeURIComponent)
    .replace(/%25([\dA-F]{2})/gi, '%$1');

/** The pairs `name=value` of a query parameter, escaped; none for an empty list or object. */
export function queryPairs(
  name: string,
  value: unknown,
  style: Style,
  explode: boolean,
  allowReserved = false,
): readonly string[] {
  if (value === undefined || value === null) return [];
  const key = escapeValue(name);
  const write = allowReserved ? escapeReserved : escapeValue;
  const separator = separators[style] ?? ',';
  if (Array.isArray(value)) {
    const items = value.map(write);
    if (explode || style === 'deepObject') return items.map((item) => `${key}=${item}`);
    return items.length === 0 ? [] : [`${key}=${items.join(separator)}`];
  }
  if (typeof value !== 'object') return [`${key}=${write(value)}`];
  if (style === 'deepObject') return deep(key, value, write);
  const entries = entriesOf(value, write);
  if (explode) return entries.map(([member, text]) => `${member}=${text}`);
  return entries.length === 0 ? [] : [`${key}=${entries.flat().join(separator)}`];
}

function deep(key: string, value: unknown, write: Write): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => deep(key, item, write));
  if (typeof value !== 'object') return [`${key}=${write(value)}`];
  return Object.entries(value).flatMap(([name, member]) =>
    deep(`${key}%5B${escapeValue(name)}%5D`, member, write),
  );
}

/** A query parameter in a style of its own; nothing for an empty list or object. */
export function queryStyle(...parameter: Parameters<typeof queryPairs>): Escaped | undefined {
  const pairs = queryPairs(...parameter);
  return pairs.length === 0 ? undefined : new Escaped(pairs.join('&'));
}

/** A path parameter in a style of its own; nothing for an empty list or object, which no path can hold. */
export function pathStyle(name: string, value: unknown, style: Style, explode: boolean): Escaped | undefined {
  if (value === undefined || value === null) return undefined;
  const prefix = style === 'label' ? '.' : style === 'matrix' ? ';' : '';
  const joint = explode && prefix !== '' ? prefix : ',';
  const key = escapeValue(name);
  const named = style === 'matrix' ? `${key}=` : '';
  if (typeof value !== 'object') {
    // RFC 6570, 3.2.7: a name without a value has no `=`.
    if (value === '') return style === 'matrix' ? new Escaped(`;${key}`) : undefined;
    return new Escaped(prefix + named + escapeValue(value));
  }
  if (Array.isArray(value)) {
    const items = value.map(escapeValue);
    if (items.length === 0) return undefined;
    return new Escaped(
      explode ? prefix + items.map((item) => named + item).join(joint) : prefix + named + items.join(','),
    );
  }
  const entries = entriesOf(value, escapeValue);
  if (entries.length === 0) return undefined;
  return new Escaped(
    explode
      ? prefix + entries.map(([member, text]) => `${member}=${text}`).join(joint)
      : prefix + named + entries.flat().join(','),
  );
}

/** A header parameter: lists and objects with commas, not escaped; nothing for an empty list or object. */
export function headerText(value: unknown, explode = false): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return String(value);
  const items = Array.isArray(value)
    ? value.map(plain)
    : Object.entries(value).map(([key, member]) => `${key}${explode ? '=' : ','}${plain(member)}`);
  return items.length === 0 ? undefined : items.join(',');
}

const plain: Write = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/**
 * The cookies of a cookie parameter. Exploded, each item or member is a cookie of its own; style `cookie` escapes
 * nothing.
 */
export function cookiePairs(name: string, value: unknown, style: Style, explode: boolean): readonly string[] {
  if (style === 'form') return queryPairs(name, value, style, explode);
  if (value === undefined || value === null) return [];
  if (explode && Array.isArray(value)) return value.map((item) => `${name}=${plain(item)}`);
  if (explode && typeof value === 'object')
    return Object.entries(value).map(([key, member]) => `${key}=${plain(member)}`);
  const text = headerText(value);
  return text === undefined ? [] : [`${name}=${text}`];
}

/** The header `Cookie`. */
export function cookieText(...cookies: readonly (readonly string[])[]): string | undefined {
  const pairs = cookies.flat();
  return pairs.length === 0 ? undefined : pairs.join('; ');
}

/** A form that is the whole query (`in: querystring`, OpenAPI 3.2); nothing for an empty one. */
export const formQuery = (value: object | undefined): Escaped => new Escaped(queryText(value));

/** JSON that is the whole query. */
export const jsonQuery = (value: unknown): Escaped | undefined =>
  value === undefined ? undefined : new Escaped(escapeValue(JSON.stringify(value)));

/** A parameter that travels as JSON. */
export const jsonText = (value: unknown): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);
