import { keyParameters, valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import type { ItemPlace } from './items.ts';
import { keyValue } from './next-key.ts';
import { holderOf, type ResourceState } from './resource-state.ts';
import type { Settled, StoreCall } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';

/** The stored item; an item that no operation creates is sampled. */
export function readItem(parts: StoreParts, state: ResourceState, storeCall: StoreCall): Settled {
  const { items, responses } = parts;
  const { operation, call } = storeCall;
  const place = items.placeOf(state, operation, call);
  const item = items.collectionAt(state, place.scope).get(place.key);
  if (item !== undefined) return { value: responses.showing(state, storeCall, item), item };
  if (state.resource.kind === 'singleton') return belowParent(parts, state, storeCall);
  return sampledItem(parts, state, storeCall, place);
}

/** The response of an action, or of another operation below an item: with the item in it where that is valid. */
export function showItem(
  { items, responses: { firstValid }, views }: StoreParts,
  state: ResourceState,
  { operation, call, sampled }: StoreCall,
): Settled {
  const names = keyParameters(state.resource, operation.path);
  if (names.length === 0 || sampled === undefined) return { value: sampled };
  const { scope, key } = items.placeOf(state, operation, call);
  const item = items.collectionAt(state, scope).get(key);
  if (item === undefined) return { value: sampled };
  const shown = views.shown(operation, item);
  return {
    value: firstValid(operation, [withValueIn(sampled, holderOf(state, operation), shown), shown]) ?? sampled,
  };
}

/** An item that no operation creates: sampled with the requested key, and stored. */
function sampledItem(
  parts: StoreParts,
  state: ResourceState,
  storeCall: StoreCall,
  { scope, key }: ItemPlace,
): Settled {
  const { items, responses } = parts;
  const { operation, sampled } = storeCall;
  const holder = holderOf(state, operation);
  const { keys } = state.resource;
  if (!state.isReadOnly || keys.at(-1)?.member === undefined || sampled === undefined)
    return { value: sampled };
  const values = keys.length === 1 ? [keyValue(parts, state, key)] : key.split('/');
  const value = keys.reduce<unknown>((whole, { member }, index) => {
    const named = member && withValueIn(whole, [...holder, ...member], values[index]);
    return named !== undefined && responses.isValid(operation, named) ? named : whole;
  }, sampled);
  items.put(state, scope, key, valueIn(value, holder));
  return { value, item: valueIn(value, holder) };
}

/** The singleton below an item: the item itself where that is a valid response, otherwise the sampled body. */
function belowParent(
  { items, responses: { firstValid }, views }: StoreParts,
  state: ResourceState,
  { operation, call, sampled }: StoreCall,
): Settled {
  const parent = state.resource.parent === undefined ? undefined : items.states.get(state.resource.parent);
  if (parent === undefined || sampled === undefined) return { value: sampled };
  const values = items.valuesOf(operation, call);
  const key = keyParameters(parent.resource, operation.path)
    .map((name) => String(call.path[name]))
    .join('/');
  const item = items.collectionAt(parent, items.scopeAt(parent, values)).get(key);
  if (item === undefined) return { value: sampled };
  const shown = views.shown(operation, item);
  return { value: firstValid(operation, [shown]) ?? sampled };
}
