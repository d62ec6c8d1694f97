import type { Contract, Resource } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck, Verdict } from '../model.ts';
import { judgeEach } from './history.ts';
import { isEnd } from './paging.ts';
import { isOk, itemsIn, keyIn, operationOf } from './things.ts';

/**
 * Each item of a filtered list matches the filter, or is within its bounds. A text filter may also match inside longer texts, and a
 * search may find anything, but not everything.
 */
export const filterConformance: HistoryCheck = {
  id: 'filter-conformance',
  check({ scenario, steps }, contract) {
    const { resource } = scenario;
    if (resource === undefined) return [];
    const unfiltered = steps.filter(({ role }) => role === 'unfiltered').map(({ exchange }) => exchange);
    return steps.flatMap(({ role, exchange, about }) => {
      if (about === undefined || !isOk(exchange)) return [];
      if (role === 'search') return ofSearch(contract, resource, unfiltered, exchange, about);
      if (role !== 'filter') return [];
      const [parameter = '', members = [], side, key] = JSON.parse(about) as [
        string,
        string[],
        ('least' | 'most')?,
        string?,
      ];
      const wanted = exchange.testCase.arguments.query[parameter];
      const items = itemsIn(resource, exchange) ?? [];
      const operation = operationOf(contract, exchange);
      const pointer = operation?.parameters.find(
        ({ in: place, name }) => place === 'query' && name === parameter,
      )?.pointer;
      return judgeEach(
        this.id,
        [exchange],
        () => {
          const isWrong = (value: unknown): boolean =>
            side === undefined ? !isMatch(wanted, value) : isBeyond(side, wanted, value);
          const wrong = items.map((item) => valueIn(item, members)).find(isWrong);
          const isHidden =
            key !== undefined &&
            operation !== undefined &&
            isEnd(contract, resource, operation, exchange) &&
            !items.some((item) => keyIn(resource, item) === key);
          if (wrong === undefined && isHidden)
            return `${parameter}=${String(wanted)} does not list ${key}, whose ${members.join('.')} is ${String(wanted)}`;
          return wrong === undefined
            ? undefined
            : `${parameter}=${String(wanted)} lists an item whose ${members.join('.')} is ${JSON.stringify(wrong)}`;
        },
        {
          keywordLocation: pointer ?? child(operation?.pointer ?? '#', 'parameters'),
          instanceLocation: `/query/${parameter}`,
        },
      );
    });
  },
};

/** A search for a text that no item contains does not list the items that are listed without it. */
function ofSearch(
  contract: Contract,
  resource: Resource,
  unfiltered: readonly Exchange[],
  exchange: Exchange,
  parameter: string,
): readonly Verdict[] {
  const keysOf = (pages: readonly Exchange[]): readonly string[] =>
    pages.flatMap((page) => (itemsIn(resource, page) ?? []).flatMap((item) => keyIn(resource, item) ?? []));
  const [all, found] = [keysOf(unfiltered.slice(0, 1)), new Set(keysOf([exchange]))];
  return judgeEach(
    filterConformance.id,
    [exchange],
    () =>
      all.length > 1 && all.every((key) => found.has(key))
        ? `${parameter}=${String(exchange.testCase.arguments.query[parameter])} lists everything`
        : undefined,
    {
      keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'parameters'),
      instanceLocation: `/query/${parameter}`,
    },
  );
}

/** Whether a value is on the wrong side of a bound; days are compared with days. */
function isBeyond(side: 'least' | 'most', wanted: unknown, value: unknown): boolean {
  if (typeof value !== typeof wanted || (typeof value !== 'number' && typeof value !== 'string'))
    return false;
  const isDay = typeof wanted === 'string' && wanted.length === 10;
  const own = isDay && typeof value === 'string' ? value.slice(0, 10) : value;
  const [a, b] = [own, wanted as typeof own];
  return side === 'least' ? a < b : a > b;
}

function isMatch(wanted: unknown, value: unknown): boolean {
  // A member that the item does not have decides nothing.
  if (value === undefined || value === null) return value === undefined;
  if (Array.isArray(value)) return value.some((each) => isMatch(wanted, each));
  if (typeof value === 'object') return true;
  const [text, part] = [String(value).toLowerCase(), String(wanted).toLowerCase()];
  return typeof value === 'string' ? text.includes(part) : text === part;
}
