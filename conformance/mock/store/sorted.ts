import type { ListSort, Operation } from '../../../generator/contract/model.ts';
import { valueIn } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/guards.ts';
import type { Arguments } from '../../../generator/wire/message.ts';

/** The order that a list is requested in, by the parameters of the call or their defaults. */
export function sortOf(
  sorts: readonly ListSort[] | undefined,
  { parameters }: Operation,
  { query }: Arguments,
): ListSort | undefined {
  if (sorts === undefined) return undefined;
  const requested = (name: string): unknown => {
    if (query[name] !== undefined) return query[name];
    const schema = parameters.find((each) => each.in === 'query' && each.name === name)?.schema?.normal
      .schema;
    return isObject(schema) ? schema['default'] : undefined;
  };
  const isMeant = (sort: ListSort, isExact: boolean): boolean =>
    Object.entries(sort.query).every(([name, value]) => {
      const wanted = requested(name);
      return wanted === value || (!isExact && wanted === undefined && sort.direction === 'ascending');
    });
  const named = sorts.filter(({ query: own }) =>
    Object.keys(own).some((name) => requested(name) !== undefined),
  );
  return named.find((sort) => isMeant(sort, true)) ?? named.find((sort) => isMeant(sort, false));
}

/** Items in an order; those with equal values, or without one, keep theirs, the latter at the end. */
export function sorted(items: readonly unknown[], { member, direction }: ListSort): readonly unknown[] {
  const sign = direction === 'descending' ? -1 : 1;
  return [...items]
    .map((item) => ({ item, rank: rankOf(valueIn(item, [member])) }))
    .sort((a, b) => {
      if (a.rank === undefined || b.rank === undefined)
        return Number(a.rank === undefined) - Number(b.rank === undefined);
      return a.rank === b.rank ? 0 : a.rank < b.rank ? -sign : sign;
    })
    .map(({ item }) => item);
}

/** Numbers and times by value, everything else as text. */
function rankOf(value: unknown): number | string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  const text = String(value);
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? text : time;
}
