import { child } from '../json/pointer.ts';
import type { Placed } from '../schema/placed.ts';
import { type KeywordPlace, objectOf } from './plan.ts';

/** A limit and the keyword that sets it. */
export interface Limit extends KeywordPlace {
  readonly value: number;
}

/** The greatest (`max`) or least value that any of the schemas gives the keyword. */
export function strictest(
  locals: readonly Placed[],
  keyword: string,
  pick: 'max' | 'min',
): Limit | undefined {
  let found: Limit | undefined;
  for (const local of locals) {
    const value = objectOf(local)?.[keyword];
    if (typeof value !== 'number') continue;
    if (found === undefined || (pick === 'max' ? value > found.value : value < found.value)) {
      found = { value, keyword, at: child(local.at, keyword) };
    }
  }
  return found;
}

/** Every value of the keyword, with its place. */
export function each(
  locals: readonly Placed[],
  keyword: string,
): readonly (KeywordPlace & { readonly value: unknown })[] {
  return locals.flatMap((local) => {
    const value = objectOf(local)?.[keyword];
    return value === undefined ? [] : [{ value, keyword, at: child(local.at, keyword) }];
  });
}

/** The places of those limits that are there. */
export const places = (...limits: readonly (KeywordPlace | undefined)[]): readonly KeywordPlace[] =>
  limits.filter((limit) => limit !== undefined).map(({ keyword, at }) => ({ keyword, at }));
