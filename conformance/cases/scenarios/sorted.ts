import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Exchange, Scenario } from '../../model.ts';
import { pathBeside, pathOfList } from './created-item.ts';
import type { Kit } from './kit.ts';
import { largest } from './list-pages.ts';
import { isOk, makerOf, type Run, scenario } from './scenario.ts';

/** Most orders that are tried. */
const mostSorts = 6;

/** Lists items in every documented order. They are created in an order that is neither ascending nor descending. */
export function sorted(kit: Kit, resource: Resource, list: Operation): readonly Scenario[] {
  const sorts = (kit.contract.inferred.sorts.get(list.operationId) ?? []).slice(0, mostSorts);
  const maker = makerOf(resource);
  if (sorts.length === 0 || maker === undefined) return [];
  return [
    scenario(kit, resource, 'sorted', function* (send): Run {
      let made: Exchange | undefined;
      for (const variant of [1, 0, 2]) {
        const exchange = yield* send('create', maker, 'created for an order', {
          call: kit.rich(maker, variant),
          ...(made === undefined ? {} : { path: pathBeside(resource, made, maker) }),
        });
        if (isOk(exchange)) made = exchange;
      }
      if (made === undefined) return;
      for (const { query, member, direction } of sorts)
        yield* send('sorted', list, `in the order ${Object.values(query).join(' ')}`, {
          path: pathOfList(made, list),
          query: { ...query, ...largest(kit, list) },
          about: JSON.stringify([member, direction]),
        });
    }),
  ];
}
