import type { JsonObject } from '../../../generator/json/types.ts';

/** The responses of an operation with one JSON schema. */
export const answered = (schema: JsonObject, status = 200): JsonObject => ({
  [status]: { description: 'ok', content: { 'application/json': { schema } } },
});
/** A JSON request body. */
export const sending = (schema: JsonObject): JsonObject => ({
  requestBody: { content: { 'application/json': { schema } } },
});
/** An object schema. */
export const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  required,
  properties,
});
/** A text schema. */
export const text = { type: 'string' };
/** A path parameter. */
export const at = (name: string, schema: JsonObject = text) => ({ name, in: 'path', required: true, schema });
/** A query parameter. */
export const query = (name: string, schema: JsonObject = text) => ({ name, in: 'query', schema });
