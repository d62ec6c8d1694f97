/** One item and its position in the order of creation. */
interface Entry {
  readonly key: string;
  readonly sequence: number;
  readonly item: unknown;
}

/** Items by key, in the order of creation; each operation is cheap for any number of items. */
export interface Collection {
  readonly size: number;
  get(key: string): unknown;
  has(key: string): boolean;
  /** Stores an item; an existing key keeps its position. */
  set(key: string, item: unknown): void;
  delete(key: string): boolean;
  /** Items from a position, newest first, up to a number. */
  slice(start: number, count: number): readonly unknown[];
  /** The position of a key, newest first; -1 for an unknown key. */
  indexOf(key: string): number;
  /** Oldest first. */
  entries(): readonly (readonly [key: string, item: unknown])[];
}

export function createCollection(): Collection {
  const byKey = new Map<string, Entry>();
  // Oldest first. Removing an entry moves the rest, which memory does fast; finding it is a binary search.
  const order: Entry[] = [];
  let sequence = 0;
  const placeOf = (wanted: number): number => {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((order[middle]?.sequence ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get size() {
      return order.length;
    },
    get: (key) => byKey.get(key)?.item,
    has: (key) => byKey.has(key),
    set(key, item) {
      const known = byKey.get(key);
      const entry = { key, item, sequence: known?.sequence ?? sequence++ };
      byKey.set(key, entry);
      if (known === undefined) order.push(entry);
      else order[placeOf(known.sequence)] = entry;
    },
    delete(key) {
      const known = byKey.get(key);
      if (known === undefined) return false;
      byKey.delete(key);
      order.splice(placeOf(known.sequence), 1);
      return true;
    },
    slice(start, count) {
      const end = order.length - start;
      return order
        .slice(Math.max(0, end - count), Math.max(0, end))
        .map(({ item }) => item)
        .reverse();
    },
    indexOf(key) {
      const known = byKey.get(key);
      return known === undefined ? -1 : order.length - 1 - placeOf(known.sequence);
    },
    entries: () => order.map(({ key, item }) => [key, item]),
  };
}
