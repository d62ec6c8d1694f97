import type { ListPagination, Operation, Resource } from '../../../generator/contract/model.ts';
import { valueIn } from '../../../generator/contract/resources.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, Scenario } from '../../model.ts';
import { pathBeside, pathOfList } from './created-item.ts';
import type { Kit } from './kit.ts';
import { itemsOn, listPages } from './list-pages.ts';
import { populate } from './populate.ts';
import { isOk, makerOf, type Run, scenario } from './scenario.ts';

/** How many items are created to fill pages. */
const mostMade = 5;

/** Creates items and walks the list in small steps between two walks in large ones, so that unchanged parts can be compared. */
export const pagination = (kit: Kit, resource: Resource, list: Operation, paging: ListPagination): Scenario =>
  scenario(kit, resource, 'pagination', function* (send): Run {
    const maker = makerOf(resource);
    let made: Exchange | undefined;
    for (let count = 0; maker !== undefined && count < mostMade; count++) {
      const path: Arguments['path'] = made === undefined ? {} : pathBeside(resource, made, maker);
      const exchange = yield* send('create', maker, 'created for a list', made === undefined ? {} : { path });
      if (!isOk(exchange)) break;
      made = exchange;
    }
    const above = maker === undefined ? yield* populate(kit, send, resource) : undefined;
    const path = above === undefined ? pathOfList(made, list) : above(list);
    const whole = yield* listPages(kit, send, resource, list, made, 'whole', undefined, 20, { path });
    if (paging.limit !== undefined) yield* listPages(kit, send, resource, list, made, 'page', 2, 3, { path });
    yield* listPages(kit, send, resource, list, made, 'whole-again', undefined, 20, { path });
    const keys = whole
      .flatMap((page) => itemsOn(resource, list, page) ?? [])
      .map((item) => valueIn(item, paging.itemCursor ?? ['id']));
    // The last page, with as many items as its limit.
    if (
      paging.style === 'item' &&
      paging.limit !== undefined &&
      paging.parameter !== undefined &&
      keys.length > 2
    )
      yield* send('last-page', list, 'the last page, full', {
        path,
        query: { [paging.limit]: 2, [paging.parameter]: keys.at(-3) },
      });
    if (list.parameters.every(({ in: place, required }) => place !== 'query' || !required))
      yield* send('plain-list', list, 'listed without parameters', { path });
  });
