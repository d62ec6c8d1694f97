import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonSchema, Pointer } from '../json/types.ts';
import { conjuncts } from './conjuncts.ts';
import type { Placed } from './placed.ts';

const unions = ['oneOf', 'anyOf'] as const;

/** Finds where a subtype builds on a base whose union lists the subtype again. */
export interface Inheritance {
  /**
   * The base as the subtype at `place` extends it: without the unions that lead back to that subtype. Read as written, such a
   * schema is an instance of itself, which JSON Schema gives no meaning. `undefined` where nothing leads back.
   */
  extended(place: Pointer, ref: string): Placed | undefined;
}

/** Reads the inheritance of one document; each base is walked once. */
export function createInheritance(document: JsonSchema): Inheritance {
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
      pending.push(
        ...conjuncts<Pointer>(schema, {
          reference: (reference) => (reference.startsWith('#/') ? reference : undefined),
          branch: (_, index) => child(next, 'allOf', index),
        }),
      );
      for (const keyword of unions) {
        const list = schema[keyword];
        if (Array.isArray(list)) for (const index of list.keys()) pending.push(child(next, keyword, index));
      }
    }
    reached.set(start, seen);
    return seen;
  };
  const known = new Map<string, Placed | undefined>();
  const extended = (place: Pointer, ref: Pointer): Placed | undefined => {
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
    const rest = Object.entries(base).filter(([keyword]) => !circular.some((union) => union === keyword));
    return { schema: Object.fromEntries(rest), at: ref };
  };
  return {
    extended(place, ref) {
      // Every other reference ends with the name of a keyword or of a member.
      if (!endsWithDigit(place)) return undefined;
      const key = `${place}\n${ref}`;
      if (!known.has(key)) known.set(key, extended(place, ref));
      return known.get(key);
    },
  };
}

const endsWithDigit = (text: string): boolean => {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0x30 && last <= 0x39;
};
