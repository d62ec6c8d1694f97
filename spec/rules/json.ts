import { isObject } from 'openapi-plumbline';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export { isObject };

/** A JSON object, or an empty one. */
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

/** The objects of a list; empty when the value is not a list. */
export const objectsOf = (value: unknown): readonly Json[] =>
  (Array.isArray(value) ? value : []).filter(isObject);

/** A text parsed as JSON; `undefined` when it is not JSON. */
export function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
