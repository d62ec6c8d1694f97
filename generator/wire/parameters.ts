import { cookiePairs, headerText, jsonText, pathStyle, queryPairs } from '../../templates/runtime/styles.ts';
import { escapeValue, queryText } from '../../templates/runtime/url.ts';
import type { Parameter } from '../contract/model.ts';
import { isObject } from '../json/guards.ts';

/** What the serialisation of a parameter depends on. */
export type Serialisation = Pick<Parameter, 'name' | 'style' | 'explode' | 'allowReserved' | 'content'>;

/**
 * The text that stands for a path parameter in the template, by style (OpenAPI 3.1 section 4.8.12.3); '' where no path can
 * hold the value.
 */
export function encodePath({ name, style, explode, content }: Serialisation, value: unknown): string {
  if (content !== undefined) return escapeValue(jsonText(value));
  return value === null ? 'null' : (pathStyle(name, value, style, explode)?.text ?? '');
}

/** The `name=value` pairs of a query parameter, escaped; none for an empty list or object. */
export function encodeQuery(parameter: Serialisation, value: unknown): readonly string[] {
  const { name, style, explode, allowReserved, content } = parameter;
  if (content !== undefined) return [`${escapeValue(name)}=${escapeValue(jsonText(value))}`];
  return value === null
    ? [`${escapeValue(name)}=null`]
    : queryPairs(name, value, style, explode, allowReserved);
}

/** The whole query (`in: querystring`, OpenAPI 3.2): the names and values of a form, else JSON. */
export function encodeWholeQuery({ content }: Serialisation, value: unknown): string {
  const isForm = content?.contentType.startsWith('application/x-www-form-urlencoded') === true;
  return isForm && isObject(value) ? queryText(value) : escapeValue(jsonText(value));
}

/** A header value, style simple; not escaped, as headers are not. Nothing for an empty list or object. */
export function encodeHeader({ explode, content }: Serialisation, value: unknown): string | undefined {
  if (content !== undefined) return jsonText(value);
  return value === null ? 'null' : headerText(value, explode);
}

/** The cookies of a cookie parameter, `name=value` each. */
export function encodeCookie(
  { name, style, explode, content }: Serialisation,
  value: unknown,
): readonly string[] {
  if (content !== undefined) return [`${name}=${escapeValue(jsonText(value))}`];
  return value === null ? [`${name}=null`] : cookiePairs(name, value, style, explode);
}
