import { isObject } from '../../../generator/json/pointer.ts';

/** A scalar place of a value: the path of members and indexes to it. */
export interface ScalarPlace {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The places at a path of members, where `*` stands for each item of a list. */
export function placesAt(value: unknown, members: readonly string[]): readonly ScalarPlace[] {
  const walk = (at: unknown, rest: readonly string[], path: readonly string[]): readonly ScalarPlace[] => {
    const [name, ...others] = rest;
    if (name === undefined) return typeof at === 'object' && at !== null ? [] : [{ path, value: at }];
    if (name === '*')
      return Array.isArray(at)
        ? at.flatMap((item, index) => walk(item, others, [...path, String(index)]))
        : [];
    return isObject(at) && Object.hasOwn(at, name) ? walk(at[name], others, [...path, name]) : [];
  };
  return walk(value, members, []);
}

/** The name of the member at a scalar place; for an item of a list, the name of the list. */
export const nameOf = ({ path }: ScalarPlace): string => path.findLast((step) => !/^\d+$/.test(step)) ?? '';
