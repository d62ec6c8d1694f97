import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import type { Exchange } from '../model.ts';
import { jsonOf } from './history.ts';
import { itemsIn } from './things.ts';

/** Whether a page is surely the last one: it states so, or is not full. A list without paging is whole. */
export function isEnd(contract: Contract, resource: Resource, list: Operation, page: Exchange): boolean {
  const paging = contract.inferred.pagination.get(list.operationId);
  const body = jsonOf(page);
  const count = itemsIn(resource, page)?.length ?? 0;
  if (paging === undefined) return isPlainlyWhole(list, body);
  if (paging.hasMore !== undefined) return valueIn(body, paging.hasMore) === false;
  if (paging.next !== undefined) {
    const next = valueIn(body, paging.next);
    return next === null || next === undefined || next === '';
  }
  if (paging.total !== undefined && paging.style === 'offset') {
    const total = valueIn(body, paging.total);
    const offset = Number(page.testCase.arguments.query[paging.parameter ?? ''] ?? 0);
    return typeof total === 'number' && offset + count >= total;
  }
  const limit = paging.limit === undefined ? undefined : page.testCase.arguments.query[paging.limit];
  return count === 0 || (typeof limit === 'number' && count < limit);
}

/** Members by which a response states that more items follow. */
const more =
  /^(next|next_?(page|cursor|token|url|link)|has_?(more|next)|cursor|continue|continuation_?token|links?|_links|paging|pagination|meta|total_?pages|pages)$/i;

/** Whether neither the parameters nor the response of a list mention pages. */
function isPlainlyWhole(list: Operation, body: unknown): boolean {
  const isPaged = list.parameters.some(
    ({ in: place, name }) =>
      place === 'query' &&
      /^(limit|page|per_?page|page_?size|offset|cursor|after|before|starting_after|skip|take|top|max_?results|marker)$/i.test(
        name,
      ),
  );
  if (isPaged) return false;
  return (
    Array.isArray(body) ||
    (typeof body === 'object' && body !== null && !Object.keys(body).some((name) => more.test(name)))
  );
}
