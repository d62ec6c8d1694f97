import { child } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';

const known = new WeakMap<JsonObject, ReadonlyMap<string, Pointer>>();

/** Where `#name` leads in a document; `undefined` where nothing is called that, or more than one place is. */
export function anchor(document: JsonObject, ref: string): Pointer | undefined {
  if (!ref.startsWith('#')) return undefined;
  const anchors = known.get(document) ?? collect(document);
  known.set(document, anchors);
  return anchors.get(ref);
}

function collect(document: JsonObject): ReadonlyMap<string, Pointer> {
  const found = new Map<string, Pointer>();
  const twice = new Set<string>();
  const walk = (value: unknown, pointer: Pointer): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === '$anchor' && typeof member === 'string') {
        const ref = `#${member}`;
        if (found.has(ref)) twice.add(ref);
        found.set(ref, pointer);
      } else walk(member, child(pointer, key));
    }
  };
  walk(document, '#');
  for (const ref of twice) found.delete(ref);
  return found;
}
