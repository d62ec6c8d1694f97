import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';

/** Follows `$ref`s of a reference object (not of a schema); returns the target object and its pointer. */
export function resolveReference(
  document: JsonObject,
  pointer: Pointer,
): { readonly value: JsonObject; readonly pointer: Pointer } {
  const seen = new Set<Pointer>();
  for (let place = pointer; ; ) {
    const value = valueAt(document, place);
    if (!isObject(value)) return { value: {}, pointer: place };
    const ref = value['$ref'];
    if (typeof ref !== 'string' || !ref.startsWith('#') || seen.has(ref)) return { value, pointer: place };
    seen.add(ref);
    place = ref;
  }
}
