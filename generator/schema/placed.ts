import type { JsonSchema, Pointer } from '../json/types.ts';
import { placeOf } from './dialect.ts';

/** A schema and where it stands in its document. */
export interface Placed {
  readonly schema: JsonSchema;
  readonly at: Pointer;
}

/** A subschema of a schema that was read, with its place in the document. */
export const below = (at: Pointer, schema: unknown, ...tokens: readonly (string | number)[]): Placed => ({
  schema: schema as JsonSchema,
  at: placeOf(schema, at, ...tokens),
});
