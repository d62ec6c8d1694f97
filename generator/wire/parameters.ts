import type { Parameter, ParameterStyle } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';

/** What the serialisation of a parameter depends on. */
export type Serialisation = Pick<Parameter, 'name' | 'style' | 'explode' | 'allowReserved' | 'content'>;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);

const escapeText = (value: unknown): string =>
  encodeURIComponent(text(value)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const separators: { readonly [style in ParameterStyle]?: string } = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
};

/** The text that stands for a path parameter in the template, by style (OpenAPI 3.1 section 4.8.12.3). */
export function encodePath(parameter: Serialisation, value: unknown): string {
  if (parameter.content !== undefined) return escapeText(JSON.stringify(value));
  const { name, style, explode } = parameter;
  const prefix = style === 'label' ? '.' : style === 'matrix' ? ';' : '';
  const joint = style === 'simple' ? ',' : prefix;
  if (Array.isArray(value)) {
    const items = value.map(escapeText);
    if (style === 'matrix')
      return explode ? items.map((item) => `;${name}=${item}`).join('') : `;${name}=${items.join(',')}`;
    return prefix + items.join(explode ? joint : ',');
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([key, member]) => [escapeText(key), escapeText(member)] as const,
    );
    if (explode) return prefix + entries.map(([key, member]) => `${key}=${member}`).join(joint);
    const flat = entries.flat().join(',');
    return style === 'matrix' ? `;${name}=${flat}` : prefix + flat;
  }
  return style === 'matrix' ? `;${name}=${escapeText(value)}` : prefix + escapeText(value);
}

/** The `name=value` pairs of a query parameter, escaped; none for an empty list or object. */
export function encodeQuery(parameter: Serialisation, value: unknown): readonly string[] {
  const name = escapeText(parameter.name);
  if (parameter.content !== undefined) return [`${name}=${escapeText(JSON.stringify(value))}`];
  const { style, explode } = parameter;
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    if (explode || style === 'deepObject') return value.map((item) => `${name}=${escapeText(item)}`);
    return [`${name}=${value.map(escapeText).join(separators[style] ?? ',')}`];
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([key, member]) => [escapeText(key), escapeText(member)] as const,
    );
    if (style === 'deepObject') return entries.map(([key, member]) => `${name}%5B${key}%5D=${member}`);
    if (explode) return entries.map(([key, member]) => `${key}=${member}`);
    return entries.length === 0 ? [] : [`${name}=${entries.flat().join(separators[style] ?? ',')}`];
  }
  return [`${name}=${escapeText(value)}`];
}

/** A header value, style simple; not escaped, as headers are not. */
export function encodeHeader(parameter: Serialisation, value: unknown): string {
  if (parameter.content !== undefined) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(text).join(',');
  if (!isObject(value)) return text(value);
  const entries = Object.entries(value).map(([key, member]) => [key, text(member)] as const);
  return parameter.explode
    ? entries.map(([key, member]) => `${key}=${member}`).join(',')
    : entries.flat().join(',');
}
