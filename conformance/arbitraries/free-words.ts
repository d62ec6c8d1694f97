/** Names of members that no schema declares, as samples use them. */
export const freeWords: readonly string[] =
  'alpha beta color count data extra flag item key label mode note tag x'.split(' ');
