import { valueIn } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck, Verdict } from '../model.ts';
import { judgeEach } from './history.ts';
import { isOk, itemsIn, operationOf } from './things.ts';

/**
 * A list comes in the order that was requested. Only values that every collation orders alike decide: numbers, times, and plain
 * lower-case words.
 */
export const sortConformance: HistoryCheck = {
  id: 'sort-conformance',
  check({ scenario: { resource }, steps }, contract) {
    if (resource === undefined) return [];
    return steps.flatMap(({ role, exchange, about }): readonly Verdict[] => {
      if (role !== 'sorted' || about === undefined || !isOk(exchange)) return [];
      const [member = '', direction = 'either'] = JSON.parse(about) as [string, string];
      const values = (itemsIn(resource, exchange) ?? []).map((item) => rankOf(valueIn(item, [member])));
      const falls = firstPair(values, (a, b) => a > b);
      const rises = firstPair(values, (a, b) => a < b);
      const wrong =
        direction === 'ascending'
          ? falls
          : direction === 'descending'
            ? rises
            : falls !== undefined && rises !== undefined
              ? falls
              : undefined;
      const operation = operationOf(contract, exchange);
      return judgeEach(
        this.id,
        [exchange],
        () =>
          wrong === undefined
            ? undefined
            : `${exchange.testCase.title}: ${member} ${JSON.stringify(wrong[0])} is listed before ${JSON.stringify(wrong[1])}`,
        {
          keywordLocation: child(operation?.pointer ?? '#', 'parameters'),
          instanceLocation: `/query/${member}`,
        },
      );
    });
  },
};

/** A value with an order that no collation changes; `undefined` for others. */
function rankOf(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d\d-\d\d/.test(value)) return Date.parse(value);
  return /^[a-z]+$/.test(value) ? value : undefined;
}

/** The first two comparable neighbours for which `isFound` holds. */
function firstPair(
  values: readonly (string | number | undefined)[],
  isFound: (a: string | number, b: string | number) => boolean,
): readonly [string | number, string | number] | undefined {
  let before: string | number | undefined;
  for (const value of values) {
    if (value === undefined || Number.isNaN(value)) continue;
    if (before !== undefined && typeof before === typeof value && isFound(before, value))
      return [before, value];
    before = value;
  }
  return undefined;
}
