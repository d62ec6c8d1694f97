import type { JsonSchema } from './types.ts';

/** True for a plain JSON object: neither null nor a list. Printed into validators. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && !Array.isArray(value) && value !== null;
}

/** True for what can stand where JSON Schema wants a schema: an object or a boolean (2020-12 Core 4.3). */
export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'boolean' || isObject(value);
