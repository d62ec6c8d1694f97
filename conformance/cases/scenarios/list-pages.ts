import type { ListPagination, Operation, Resource } from '../../../generator/contract/model.ts';
import { valueIn } from '../../../generator/contract/resources.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, Step, StepRole } from '../../model.ts';
import { holdsAt } from '../holds.ts';
import { asReceived } from '../sendable.ts';
import { jsonBody } from '../state/pool.ts';
import { keyOfCreated, memberOfKey, pathOfList } from './created-item.ts';
import type { Kit } from './kit.ts';
import { type Given, isOk, type Send } from './scenario.ts';

/** Whether a page states that another one follows. */
export const hasNext = (
  kit: Pick<Kit, 'contract'>,
  resource: Resource,
  list: Operation,
  page: Exchange,
): boolean => {
  const paging = kit.contract.inferred.pagination.get(list.operationId);
  if (paging === undefined) return false;
  if (paging.hasMore !== undefined) return valueIn(jsonBody(page), paging.hasMore) === true;
  if (paging.next !== undefined) {
    const next = valueIn(jsonBody(page), paging.next);
    return typeof next === 'string' || typeof next === 'number';
  }
  const items = itemsOn(resource, list, page) ?? [];
  const limit = paging.limit === undefined ? undefined : page.testCase.arguments.query[paging.limit];
  // Where the page does not state it, a page that is not full is the last.
  return typeof limit === 'number' ? items.length >= limit : items.length > 0;
};

/** Most pages that are read to find one item. */
export const mostPages = 12;

/** Reads a whole list in pages as large as allowed, up to a number of pages. */
export function* listPages(
  kit: Kit,
  send: Send,
  resource: Resource,
  list: Operation,
  made: Exchange | undefined,
  role: StepRole,
  size: number | undefined,
  pages = mostPages,
  given: Given = {},
): Generator<Step, readonly Exchange[], Exchange> {
  const paging = kit.contract.inferred.pagination.get(list.operationId);
  const found: Exchange[] = [];
  const limit = paging?.limit === undefined ? undefined : sizeFor(kit, list, paging.limit, size);
  let position: unknown;
  for (let page = 0; page < pages; page++) {
    const query = {
      ...given.query,
      ...(paging?.limit === undefined || limit === undefined ? {} : { [paging.limit]: limit }),
      ...(paging?.parameter === undefined || position === undefined ? {} : { [paging.parameter]: position }),
    };
    const exchange = yield* send(role, list, `page ${page + 1}`, {
      ...given,
      path: given.path ?? pathOfList(made, list),
      query,
      // The awaited item is on one page only: only the first page is polled.
      until: page === 0 ? given.until : undefined,
      fixed: paging?.parameter === undefined ? [] : [`/query/${paging.parameter}`],
    });
    if (!isOk(exchange)) return found;
    found.push(exchange);
    const next = nextPosition(paging, resource, list, exchange, { page, position, limit });
    if (next === undefined) return found;
    position = next;
  }
  return found;
}

/** The items on a page; `undefined` where the response has no list. */
export function itemsOn(
  resource: Resource,
  list: Operation,
  exchange: Exchange,
): readonly unknown[] | undefined {
  const items = valueIn(jsonBody(exchange), resource.holders.get(list.operationId) ?? []);
  return Array.isArray(items) ? items : undefined;
}

/** Whether a page has the created item; true where its key is not known. */
export function showsItem(
  resource: Resource,
  list: Operation,
  made: Exchange | undefined,
  page: Exchange,
): boolean {
  const key = keyOfCreated(resource, made);
  return (
    key === undefined ||
    (itemsOn(resource, list, page) ?? []).some(
      (item) => String(valueIn(item, memberOfKey(resource))) === String(key),
    )
  );
}

/** The position of the next page; `undefined` after the last. */
export function nextPosition(
  paging: ListPagination | undefined,
  resource: Resource,
  list: Operation,
  exchange: Exchange,
  at: { readonly page: number; readonly position: unknown; readonly limit: number | undefined },
): unknown {
  const { page, position, limit } = at;
  const items = itemsOn(resource, list, exchange) ?? [];
  if (paging?.parameter === undefined || items.length === 0) return undefined;
  const body = jsonBody(exchange);
  if (paging.hasMore !== undefined && valueIn(body, paging.hasMore) !== true) return undefined;
  switch (paging.style) {
    case 'cursor': {
      const next = valueIn(body, paging.next ?? []);
      return typeof next === 'string' || typeof next === 'number' ? next : undefined;
    }
    case 'item':
      return paging.hasMore === undefined && limit !== undefined && items.length < limit
        ? undefined
        : valueIn(items.at(-1), paging.itemCursor ?? ['id']);
    case 'offset': {
      const next = (typeof position === 'number' ? position : 0) + items.length;
      const total = paging.total === undefined ? undefined : valueIn(body, paging.total);
      // The total may be wrong: the walk continues after a full page.
      const isFull = limit === undefined || items.length >= limit;
      return typeof total === 'number' && next >= total && !isFull ? undefined : next;
    }
    case 'page':
      return (paging.first ?? 1) + page + 1;
    default:
      return undefined;
  }
}

/** The given page size, otherwise the largest round one that the schema accepts. */
function sizeFor(kit: Kit, list: Operation, limit: string, size: number | undefined): number | undefined {
  const slot = kit
    .sampler(list)
    .slots.find(
      (each) => each.kind === 'parameter' && each.parameter.in === 'query' && each.parameter.name === limit,
    );
  if (slot === undefined) return undefined;
  const accepts = holdsAt(kit.contract, slot);
  return [...(size === undefined ? [] : [size]), 100, 50, 25, 20, 10, 5].find((each) =>
    accepts(asReceived(kit.contract, slot, each)),
  );
}

/** The query for pages as large as allowed. */
export function largest(kit: Kit, list: Operation): Arguments['query'] {
  const limit = kit.contract.inferred.pagination.get(list.operationId)?.limit;
  const size = limit === undefined ? undefined : sizeFor(kit, list, limit, undefined);
  return limit === undefined || size === undefined ? {} : { [limit]: size };
}
