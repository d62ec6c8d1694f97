import type { Found } from './scalars.ts';
import type { Path, Search } from './search.ts';

/**
 * What is known of literals. "None" that rests on entries above is good as long as all of them are on the path: it says that
 * every solution contains one of theirs, which the least witness never has.
 */
export function recall(search: Search, key: string, path: Path | undefined): Found | undefined {
  const known = search.memory.known.get(key);
  if (known !== undefined) return known;
  const rests = search.memory.provisional.get(key);
  if (rests === undefined || !isOnPath(deepest(rests), path)) return undefined;
  for (const entry of rests) search.cuts.add(entry);
  return { kind: 'none' };
}

/**
 * Notes what came of an entry whose search has ended, and leaves in `search.cuts` what it rests on above itself. "None"
 * carries over to all that rested on it, solved or not takes away what they rested on; "beyond" may be met again elsewhere.
 */
export function remember(search: Search, entry: Path, found: Found): void {
  const { known, provisional } = search.memory;
  const above = [...search.cuts].filter(({ depth }) => depth < entry.depth);
  search.cuts = new Set(above);
  if (found.kind !== 'none') {
    for (const key of entry.resting) {
      if (provisional.get(key)?.has(entry) === true) provisional.delete(key);
    }
    if (found.kind === 'value') known.set(entry.key, found);
    return;
  }
  rest(entry.key, above);
  for (const key of entry.resting) {
    const rests = provisional.get(key);
    if (rests?.has(entry) === true)
      rest(
        key,
        [...rests, ...above].filter((each) => each !== entry),
      );
  }

  function rest(key: string, on: readonly Path[]): void {
    if (on.length === 0) {
      provisional.delete(key);
      known.set(key, { kind: 'none' });
      return;
    }
    const rests = new Set(on);
    provisional.set(key, rests);
    deepest(rests).resting.add(key);
  }
}

const deepest = (entries: ReadonlySet<Path>): Path =>
  [...entries].reduce((low, entry) => (entry.depth > low.depth ? entry : low));

function isOnPath(entry: Path, path: Path | undefined): boolean {
  for (let above = path; above !== undefined && above.depth >= entry.depth; above = above.above)
    if (above === entry) return true;
  return false;
}
