import { seedFrom } from '../../generator/wire/random.ts';
import type { MutationSite } from '../arbitraries/index.ts';

/** Edits that servers are known to let through, before all others of the same keyword: coercions, null, near misses. */
const likely: readonly RegExp[] = [
  /^type: string of the number$/,
  /^null$/,
  /: (near|below|above|fraction|wrong case|too long|too short)$/,
];

/** Which of so many columns this is that try one place between them, and whether the likeliest mistake is to be in each. */
export interface Turn {
  readonly column: number;
  readonly columns: number;
  readonly each: boolean;
}

/** Most mistakes of one keyword at one place that a column tries; all where nobody shares a place that is not deep. */
function most({ pointer }: MutationSite, { columns }: Turn): number {
  if (columns > 1) return 3;
  return pointer.split('/').length > 3 ? 2 : Number.POSITIVE_INFINITY;
}

/**
 * For each keyword at each place some of the mistakes, the likeliest first, dealt out over the columns that try it, so
 * that between them they try as many as fit a budget.
 */
export function likelyMistakes(
  sites: readonly MutationSite[],
  seed: number,
  turnOf: (site: MutationSite) => Turn,
): readonly MutationSite[] {
  const groups = new Map<string, MutationSite[]>();
  for (const site of sites) {
    // What is required is a mistake of its own for each member.
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

/** The hand of a column: what is in each column, and its share of the others, of which none is dealt twice. */
function dealt<T>(sorted: readonly T[], { column, columns, each }: Turn, limit: number): readonly T[] {
  const common = each ? 1 : 0;
  const others = sorted.slice(common);
  const mine = others.filter((_, index) => index % columns === column).slice(0, limit - common);
  // Fewer mistakes than columns: each column tries one all the same.
  const again = each || mine.length > 0 ? [] : others.slice(column % Math.max(1, others.length)).slice(0, 1);
  return [...sorted.slice(0, common), ...mine, ...again];
}
