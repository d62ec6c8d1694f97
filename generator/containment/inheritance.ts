import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';

const unions = ['oneOf', 'anyOf'] as const;

/** Tells where a subtype builds on a base whose union lists the subtype again. */
export interface Inheritance {
  /**
   * The base as the subtype at `place` extends it: without the unions that lead back to that subtype. Read as written, such a
   * schema is an instance of itself, which JSON Schema gives no meaning. `undefined` where nothing leads back.
   */
  extended(place: Pointer, ref: string): JsonObject | undefined;
}

/** Reads the inheritance of one document; each base is walked once. */
export function createInheritance(document: JsonObject): Inheritance {
  const reached = new Map<Pointer, ReadonlySet<Pointer>>();
  /** Places that the same instance is validated by, from a place on. */
  const inPlace = (start: Pointer): ReadonlySet<Pointer> => {
    const known = reached.get(start);
    if (known !== undefined) return known;
    const seen = new Set<Pointer>();
    const pending = [start];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const schema = valueAt(document, next);
      if (!isObject(schema)) continue;
      const { $ref } = schema;
      if (typeof $ref === 'string' && $ref.startsWith('#/')) pending.push($ref);
      for (const keyword of ['allOf', ...unions]) {
        const list = schema[keyword];
        if (Array.isArray(list)) for (const index of list.keys()) pending.push(child(next, keyword, index));
      }
    }
    reached.set(start, seen);
    return seen;
  };
  return {
    extended(place, ref) {
      const holder = /^(.*)\/allOf\/\d+$/.exec(place)?.[1];
      const base = ref.startsWith('#/') ? valueAt(document, ref) : undefined;
      if (holder === undefined || !isObject(base)) return undefined;
      const circular = unions.filter((keyword) => {
        const list = base[keyword];
        return (
          Array.isArray(list) &&
          [...list.keys()].some((index) => inPlace(child(ref, keyword, index)).has(holder))
        );
      });
      if (circular.length === 0) return undefined;
      return Object.fromEntries(
        Object.entries(base).filter(([keyword]) => !circular.some((union) => union === keyword)),
      );
    },
  };
}
