import { child, isObject, tokensOf } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

/** Where the parts of one schema object of ours were read from. */
interface Origin {
  readonly self: Pointer;
  /** Places inside the object (`required/0`, `properties/a`) that come from elsewhere than `self` suggests. */
  readonly places: Map<string, Pointer>;
}

/** The side table from every rewritten schema object back to the document. */
export interface Origins {
  set(schema: object, self: Pointer): void;
  /** Gives `to` the origins of `from`. */
  copy(from: object, to: object): void;
  place(schema: object, tokens: readonly (string | number)[], origin: Pointer): void;
  /** The document pointer of a place inside a schema object. */
  of(schema: object, ...tokens: readonly (string | number)[]): Pointer;
  /** The same from the root of a schema, through every object on the way. */
  at(root: unknown, place: Pointer, fallback: Pointer): Pointer;
}

export function createOrigins(): Origins {
  const table = new WeakMap<object, Origin>();
  const key = (tokens: readonly (string | number)[]): string => JSON.stringify(tokens.map(String));
  const of = (schema: object, ...tokens: readonly (string | number)[]): Pointer => {
    const origin = table.get(schema);
    if (origin === undefined) return child('#', ...tokens);
    for (let length = tokens.length; length > 0; length--) {
      const found = origin.places.get(key(tokens.slice(0, length)));
      if (found !== undefined) return child(found, ...tokens.slice(length));
    }
    return child(origin.self, ...tokens);
  };
  return {
    set: (schema, self) => void table.set(schema, { self, places: new Map() }),
    copy(from, to) {
      const origin = table.get(from);
      if (origin !== undefined) table.set(to, { self: origin.self, places: new Map(origin.places) });
    },
    place(schema, tokens, origin) {
      table.get(schema)?.places.set(key(tokens), origin);
    },
    of,
    at(root, place, fallback) {
      if (!isObject(root)) return child(fallback, ...tokensOf(place));
      let holder: object = root;
      let rest: string[] = [];
      let value: unknown = root;
      for (const token of tokensOf(place)) {
        rest.push(token);
        value =
          typeof value === 'object' && value !== null && Object.hasOwn(value, token)
            ? (value as Record<string, unknown>)[token]
            : undefined;
        if (isObject(value) && table.has(value)) {
          holder = value;
          rest = [];
        }
      }
      return of(holder, ...rest);
    },
  };
}
