import type { Contract, ListPagination, Operation, Resource } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { findResponse, successStatus } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema, typesOf } from '../../generator/wire/decode.ts';
import type { Exchange } from '../model.ts';
import { jsonOf } from './history.ts';
import { itemsIn } from './things.ts';
import { headerOf } from './verdict.ts';

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

/** Headers that say how many items a list has on all of its pages. */
const totalHeaders =
  /^(x-)?(total|total-?count|total-?items|wp-total|pagination-total(-?count)?|result-?count)$/i;

/** How many items a list has on all pages, as a page states it: in a member, or in a documented header. */
export function totalOf(
  list: Operation,
  paging: ListPagination,
  page: Exchange,
): { readonly name: string; readonly total: number } | undefined {
  if (paging.total !== undefined) {
    const total = valueIn(jsonOf(page), paging.total);
    return typeof total === 'number' ? { name: paging.total.join('.'), total } : undefined;
  }
  const header = findResponse(list, page.response.status)?.headers.find(({ name }) =>
    totalHeaders.test(name),
  );
  const text = header === undefined ? undefined : headerOf(page, header.name.toLowerCase());
  return header !== undefined && text !== undefined && /^\d+$/.test(text.trim())
    ? { name: header.name, total: Number(text) }
    : undefined;
}

/** Whether a page can state that none follows: where its cursor may be null. A cursor that always exists may be for polling. */
export function canEnd(contract: Contract, list: Operation, { next = [] }: ListPagination): boolean {
  const media = findResponse(list, successStatus(list))?.content.find(({ contentType }) =>
    isJson(contentType),
  );
  const name = next.at(-1);
  const holder = next
    .slice(0, -1)
    .reduce<JsonSchema | undefined>(
      (at, member) => memberSchema(contract, at, member),
      media?.schema?.normal.schema,
    );
  return name !== undefined && typesOf(contract, memberSchema(contract, holder, name)).has('null');
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
