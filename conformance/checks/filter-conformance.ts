import { valueIn } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { judgeEach } from './history.ts';
import { isOk, itemsIn, operationOf } from './things.ts';

/** Each item of a filtered list matches the filter. A text filter may also match inside longer texts. */
export const filterConformance: HistoryCheck = {
  id: 'filter-conformance',
  check({ scenario, steps }, contract) {
    const { resource } = scenario;
    if (resource === undefined) return [];
    return steps.flatMap(({ role, exchange, about }) => {
      if (role !== 'filter' || about === undefined || !isOk(exchange)) return [];
      const [parameter = '', members = []] = JSON.parse(about) as [string, string[]];
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
          const wrong = items.map((item) => valueIn(item, members)).find((value) => !isMatch(wanted, value));
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

function isMatch(wanted: unknown, value: unknown): boolean {
  // A member that the item does not have decides nothing.
  if (value === undefined || value === null) return value === undefined;
  if (Array.isArray(value)) return value.some((each) => isMatch(wanted, each));
  if (typeof value === 'object') return true;
  const [text, part] = [String(value).toLowerCase(), String(wanted).toLowerCase()];
  return typeof value === 'string' ? text.includes(part) : text === part;
}
