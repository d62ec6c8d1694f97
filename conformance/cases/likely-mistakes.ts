import { seedFrom } from '../../generator/wire/random.ts';
import type { MutationSite } from '../arbitraries/index.ts';

/** Edits that servers often accept by mistake, in order of likelihood within a keyword: coercions, null, near misses. */
const likely: readonly RegExp[] = [
  /^type: string of the number$/,
  /^null$/,
  /: (near|below|above|fraction|wrong case|too long|too short)$/,
];

/** Number and index of the columns that share one place, and whether each column tries the likeliest mistake. */
export interface Turn {
  readonly column: number;
  readonly columns: number;
  readonly each: boolean;
}

/** Most mistakes of one keyword that a column tries at one deep place; no limit elsewhere. */
function most({ pointer }: MutationSite, { columns }: Turn): number {
  if (columns > 1) return 3;
  return pointer.split('/').length > 3 ? 2 : Number.POSITIVE_INFINITY;
}

/**
 * For each keyword at each place some of the mistakes, the likeliest first, distributed over the columns that try the place, so
 * that the columns together try as many as the budget allows.
 */
export function likelyMistakes(
  sites: readonly MutationSite[],
  seed: number,
  turnOf: (site: MutationSite) => Turn,
): readonly MutationSite[] {
  const groups = new Map<string, MutationSite[]>();
  for (const site of sites) {
    // Each required member is a mistake of its own.
    const key = `${site.pointer} ${site.keywordLocation} ${site.keyword === 'required' ? site.kind : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), site]);
  }
  // The same order in every column.
  const rank = ({ kind, pointer, keywordLocation }: MutationSite): readonly [number, number] => {
    const index = likely.findIndex((pattern) => pattern.test(kind));
    return [index < 0 ? likely.length : index, seedFrom(seed, `${pointer} ${keywordLocation} ${kind}`)];
  };
  const chosen = new Set(
    [...groups.values()].flatMap((group) => {
      const sorted = group
        .map((site) => ({ site, rank: rank(site) }))
        .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
        .map(({ site }) => site);
      const [first] = sorted;
      if (first === undefined) return [];
      const turn = turnOf(first);
      return dealt(sorted, turn, most(first, turn));
    }),
  );
  return sites.filter((site) => chosen.has(site));
}

/** The mistakes of one column: those that every column tries, and its share of the others, each tried by one column. */
function dealt<T>(sorted: readonly T[], { column, columns, each }: Turn, limit: number): readonly T[] {
  const common = each ? 1 : 0;
  const others = sorted.slice(common);
  const mine = others.filter((_, index) => index % columns === column).slice(0, limit - common);
  // With fewer mistakes than columns, each column tries one.
  const again = each || mine.length > 0 ? [] : others.slice(column % Math.max(1, others.length)).slice(0, 1);
  return [...sorted.slice(0, common), ...mine, ...again];
}
