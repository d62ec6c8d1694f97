import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { valueIn } from '../../../generator/contract/resources.ts';
import type { Exchange, Scenario } from '../../model.ts';
import { absentText, filtersOf, rangesOf, searchesOf } from '../filters.ts';
import { memberOfKey, pathBeside, pathOfList } from './created-item.ts';
import type { Kit } from './kit.ts';
import { itemsOn, largest, listPages } from './list-pages.ts';
import { isOk, makerOf, type Run, scenario } from './scenario.ts';

/** Filters a list by a value that one item has and another has not. */
export function filtered(kit: Kit, resource: Resource, list: Operation): readonly Scenario[] {
  const filters = filtersOf(kit.contract, resource, list);
  const ranges = rangesOf(kit.contract, resource, list);
  const searches = searchesOf(kit.contract, list).filter(
    (name) => !filters.some(({ parameter }) => parameter === name),
  );
  if (filters.length + ranges.length + searches.length === 0) return [];
  return [
    scenario(kit, resource, 'filters', function* (send): Run {
      const maker = makerOf(resource);
      const made: Exchange[] = [];
      for (const variant of [0, 1, 2]) {
        if (maker === undefined) break;
        const [first] = made;
        const exchange = yield* send('create', maker, 'created for a filter', {
          call: kit.rich(maker, variant),
          ...(first === undefined ? {} : { path: pathBeside(resource, first, maker) }),
        });
        if (isOk(exchange)) made.push(exchange);
      }
      const [one] = made;
      const pages = yield* listPages(kit, send, resource, list, one, 'unfiltered', undefined, 2);
      const items = pages.flatMap((page) => itemsOn(resource, list, page) ?? []);
      for (const filter of filters) {
        const values = items.map((item) => valueIn(item, filter.members));
        const value = values.find(
          (each, index) => filter.takes(each) && values.some((other, at) => at !== index && other !== each),
        );
        if (value === undefined) continue;
        yield* send(
          'filter',
          list,
          `only those whose ${filter.members.join('.')} is ${JSON.stringify(value)}`,
          {
            path: pathOfList(one, list),
            query: {
              [filter.parameter]: value,
              ...largest(kit, list),
            },
            about: JSON.stringify([filter.parameter, filter.members]),
          },
        );
      }
      for (const { parameter, member, side, isInclusive, takes } of ranges) {
        const values = items
          .map((item) => valueIn(item, [member]))
          .filter((value) => typeof value === 'number' || typeof value === 'string')
          .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        const bound = side === 'least' ? values.at(-1) : values[0];
        if (bound === undefined || values[0] === values.at(-1) || !takes(bound)) continue;
        const key = items
          .filter((item) => valueIn(item, [member]) === bound)
          .map((item) => valueIn(item, memberOfKey(resource)))[0];
        const isShown = isInclusive && typeof bound === 'number';
        yield* send('filter', list, `only those whose ${member} is at ${side} ${JSON.stringify(bound)}`, {
          path: pathOfList(one, list),
          query: { [parameter]: bound, ...largest(kit, list) },
          about: JSON.stringify([parameter, [member], side, ...(isShown ? [String(key)] : [])]),
        });
      }
      for (const parameter of items.length < 2 ? [] : searches)
        yield* send('search', list, 'only those with a text that none has', {
          path: pathOfList(one, list),
          query: { [parameter]: absentText, ...largest(kit, list) },
          about: parameter,
        });
      // A value that no item has: every listed item is a failure.
      for (const filter of filters) {
        const absent = filter.absent(new Set(items.map((item) => valueIn(item, filter.members))));
        if (absent === undefined) continue;
        yield* send(
          'filter',
          list,
          `only those whose ${filter.members.join('.')} is ${JSON.stringify(absent)}`,
          {
            path: pathOfList(one, list),
            query: { [filter.parameter]: absent },
            about: JSON.stringify([filter.parameter, filter.members]),
          },
        );
      }
    }),
  ];
}
