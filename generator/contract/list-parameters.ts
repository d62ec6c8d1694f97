/** Words in the names of parameters that bound a member: from below, and from above. */
const lowest = /^(from|min|minimum|gte|ge|since|after|gt)$/;
const highest = /^(to|max|maximum|lte|le|until|before|lt)$/;

/** Words after which a value at the bound itself may be left out. */
const mayExclude = /^(since|after|gt|until|before|lt)$/;

const searchNames = /^(q|query|search|search_?(term|text|query)?|term|keywords?|text|find)$/i;

/** Whether a query parameter of this name searches the items of a list for a text. */
export const isSearchName = (name: string): boolean => searchNames.test(name);

/** How a query parameter bounds a member of the items of a list. */
export interface Bound {
  readonly member: string;
  readonly side: 'least' | 'most';
  /** By its name the parameter lists an item at the bound itself too. */
  readonly isInclusive: boolean;
}

/** What a query parameter of this name bounds, one of the members: `yearFrom`, `min_price`, `created_after`. */
export function boundOf(name: string, members: Iterable<string>): Bound | undefined {
  const words = wordsOf(name);
  const bound = words.find((word) => lowest.test(word) || highest.test(word));
  const rest = words.filter((word) => word !== bound).join(' ');
  if (bound === undefined || rest === '') return undefined;
  const member = [...members].find((each) =>
    [rest, `${rest} at`, `${rest} on`].includes(wordsOf(each).join(' ')),
  );
  return member === undefined
    ? undefined
    : { member, side: lowest.test(bound) ? 'least' : 'most', isInclusive: !mayExclude.test(bound) };
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
