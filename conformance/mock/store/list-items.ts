import { valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { ownCursor, pageOf, pagesIn } from './page.ts';
import { keyNames, type ResourceState } from './resource-state.ts';
import { adapted } from './responses.ts';
import { sortOf } from './sorted.ts';
import type { Settled, StoreCall } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';

/** The requested page of a collection in a valid response. */
export function listItems(
  { contract, items: stored, responses, views }: StoreParts,
  state: ResourceState,
  storeCall: StoreCall,
): Settled {
  const { scopeAt, valuesOf, collectionAt, put, keyOf } = stored;
  const { isValid, firstValid, membersOf } = responses;
  const { operation, call, sampled, again, request } = storeCall;
  const { resource } = state;
  const place = resource.holders.get(operation.operationId);
  const scope = scopeAt(state, valuesOf(operation, call));
  const items = collectionAt(state, scope);
  if (place === undefined || sampled === undefined) return { value: sampled };
  if (state.isReadOnly && items.size === 0) {
    // No operation creates items, so the first sampled list is stored.
    const shown = [sampled, again(1), again(2)]
      .map((each) => valueIn(each, place))
      .find((each) => Array.isArray(each) && each.length > 0);
    for (const item of [...(Array.isArray(shown) ? shown : [])].reverse())
      put(state, scope, keyOf(state, item) ?? String(items.size + 1), item);
  }
  const paging = contract.inferred.pagination.get(operation.operationId);
  const url = new URL(request.url);
  const page = pageOf(
    operation,
    resource,
    paging,
    call,
    url.searchParams.get(ownCursor),
    items,
    membersOf(operation, place),
    sortOf(contract.inferred.sorts.get(operation.operationId), operation, call),
  );
  const nextUrl = ((): string | undefined => {
    if (page.next === undefined) return undefined;
    url.searchParams.set(page.parameter, String(page.next));
    return url.href;
  })();
  const more = { page, ...(nextUrl === undefined ? {} : { nextUrl }) };
  const visible = valueIn(views.shown(operation, withValueIn({}, place, page.items)), place);
  const shown = Array.isArray(visible) ? visible : page.items;
  const filled = (listed: readonly unknown[]): unknown =>
    firstValid(
      operation,
      pagesIn(sampled, place, { ...page, items: listed }, paging, keyNames(state), nextUrl),
    );
  const whole = filled(shown);
  if (whole !== undefined) return { value: whole, ...more };
  const example = [sampled, ...[1, 2, 3, 4, 5].map(again)]
    .map((each) => valueIn(each, place))
    .find((each) => Array.isArray(each) && each.length > 0);
  const [first] = Array.isArray(example) ? example : [];
  const fits = (item: unknown): boolean => isValid(operation, withValueIn(sampled, place, [item]));
  const fitted = shown.map((item) => adapted(first, item, keyNames(state), fits));
  return { value: filled(fitted) ?? filled([]) ?? sampled, ...more };
}
