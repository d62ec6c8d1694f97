import type { MutationSite } from '../arbitraries/index.ts';
import { seedFrom } from '../wire/random.ts';

/** Edits that servers are known to let through, before all others of the same keyword: coercions, null, near misses. */
const likely: readonly RegExp[] = [
  /^type: string of the number$/,
  /^null$/,
  /: (near|below|above|fraction|wrong case)$/,
];

/**
 * For each keyword at each place, the likeliest mistake, and another in rotation where `another` wants one: a run that
 * fits a budget.
 */
export function likelyMistakes(
  sites: readonly MutationSite[],
  seed: number,
  another: (site: MutationSite) => boolean,
): readonly MutationSite[] {
  const groups = new Map<string, MutationSite[]>();
  for (const site of sites) {
    // What is required is a mistake of its own for each member.
    const key = `${site.pointer} ${site.keywordLocation} ${site.keyword === 'required' ? site.kind : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), site]);
  }
  const rank = ({ kind, id }: MutationSite): readonly [number, number] => {
    const index = likely.findIndex((pattern) => pattern.test(kind));
    return [index < 0 ? likely.length : index, seedFrom(seed, id)];
  };
  const chosen = new Set(
    [...groups.values()].flatMap((group) =>
      group
        .map((site) => ({ site, rank: rank(site) }))
        .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
        .map(({ site }) => site)
        .filter((site, index) => index === 0 || (index === 1 && another(site))),
    ),
  );
  return sites.filter((site) => chosen.has(site));
}
