import type { Dialect, JsonObject, JsonSchema, NormalSchema, Pointer, View } from '../contract/model.ts';
import { valueAt } from '../contract/pointer.ts';

/** The normal form of the schema at `pointer` of `document`, see {@link NormalSchema}. */
export function normalize(
  document: JsonObject,
  _dialect: Dialect,
  pointer: Pointer,
  _view?: View,
): NormalSchema {
  return { schema: valueAt(document, pointer) as JsonSchema, origin: (place) => pointer + place.slice(1) };
}
