import { valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/guards.ts';
import { holderOf, keyNames, type ResourceState } from './resource-state.ts';
import type { Settled, StoreCall } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';

/** Deletes an item; the response confirms it, or shows the item. */
export function deleteItem(
  { items, responses: { firstValid } }: StoreParts,
  state: ResourceState,
  { operation, call, sampled }: StoreCall,
): Settled {
  const { scope, key } = items.placeOf(state, operation, call);
  const item = items.collectionAt(state, scope).get(key);
  items.remove(state, scope, key, [...items.valuesOf(operation, call)]);
  if (sampled === undefined) return { value: undefined };
  const holder = holderOf(state, operation);
  const named = withValueIn(sampled, [...holder, ...keyNames(state)], valueIn(item, keyNames(state)));
  const candidates = [confirmed(named), named, withValueIn(sampled, holder, item)];
  return { value: firstValid(operation, candidates) ?? sampled };
}

/** A response with every flag set: `deleted: true`. */
const confirmed = (body: unknown): unknown =>
  isObject(body)
    ? Object.fromEntries(
        Object.entries(body).map(([name, value]) => [name, typeof value === 'boolean' ? true : value]),
      )
    : body;
