/** The part of fast-check's `Random` that sampling needs: a whole number from `min` to `max`, both included. */
export interface Source {
  nextInt(min: number, max: number): number;
}

/** A source that depends on nothing but its seed (mulberry32); for deterministic samples outside fast-check. */
export function sourceFrom(seed: number): Source {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { nextInt: (min, max) => Math.min(max, min + Math.floor(next() * (max - min + 1))) };
}
