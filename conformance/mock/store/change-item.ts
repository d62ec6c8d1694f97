import { valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/guards.ts';
import type { ItemPlace } from './items.ts';
import { merged, mergePatched } from './merge.ts';
import { keyValue, nextKey } from './next-key.ts';
import { holderOf, isUpsert, keyNames, type ResourceState } from './resource-state.ts';
import type { Settled, StoreCall } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';
import { withoutFiles } from './views.ts';

/** Updates or replaces the item at a place; creates it where the document allows that. */
export function changeItem(
  parts: StoreParts,
  state: ResourceState,
  storeCall: StoreCall,
  role: 'update' | 'replace',
  { scope, key }: ItemPlace,
): Settled {
  const { lenient, items: stored, responses, views } = parts;
  const { collectionAt, keyOf, put } = stored;
  const { operation, call, sampled } = storeCall;
  const { resource } = state;
  const items = collectionAt(state, scope);
  const before = items.get(key);
  const wrapper = resource.sentIn.get(operation.operationId) ?? [];
  const sent = valueIn(withoutFiles(views.sent(operation, call.body?.value)), wrapper);
  const names = keyNames(state);
  const isMergePatch = call.body?.contentType.includes('merge-patch') === true;
  const fresh = sampled === undefined ? {} : valueIn(sampled, holderOf(state, operation));
  const base = before ?? (isObject(fresh) ? fresh : {});
  const changed = ((): unknown => {
    if (!isObject(sent)) return base;
    if (role === 'update') return isMergePatch ? mergePatched(base, sent) : merged(base, sent);
    const own = views.sendable(operation, wrapper);
    const kept = isObject(base)
      ? Object.fromEntries(Object.entries(base).filter(([name]) => own.size > 0 && !own.has(name)))
      : {};
    return { ...kept, ...sent };
  })();
  const isRenamed = resource.created?.in === 'request' && valueIn(sent, names) !== undefined;
  const id = valueIn(before, names) ?? keyValue(parts, state, key);
  const item =
    isRenamed ||
    id === undefined ||
    resource.kind === 'singleton' ||
    resource.keys.at(-1)?.member === undefined
      ? changed
      : withValueIn(changed, names, id);
  const next = resource.kind === 'singleton' ? '' : isRenamed ? (keyOf(state, item) ?? key) : key;
  if (next !== key) items.delete(key);
  // A lenient mock accepts a change of an unknown item, without creating it.
  const isMade =
    resource.kind === 'singleton' || isUpsert(state, operation) || (state.isReadOnly && !lenient);
  if (before !== undefined || isMade) put(state, scope, next, item);
  const value = responses.showing(state, storeCall, item);
  return { value, item, ...(before === undefined ? { isNew: true as const } : {}) };
}

/** PUT to the path of the collection: replaces the item whose key is in the body. */
export function replaceByBody(parts: StoreParts, state: ResourceState, storeCall: StoreCall): Settled {
  const { items: stored, responses, views } = parts;
  const { valuesOf, scopeAt, collectionAt, put } = stored;
  const { operation, call, sampled } = storeCall;
  const values = valuesOf(operation, call);
  const scope = scopeAt(state, values);
  const wrapper = state.resource.sentIn.get(operation.operationId) ?? [];
  const sent = valueIn(withoutFiles(views.sent(operation, call.body?.value)), wrapper);
  if (!isObject(sent)) return { value: sampled };
  const given = valueIn(call.body?.value, [...wrapper, ...keyNames(state)]);
  const isGiven = typeof given === 'string' || typeof given === 'number';
  const id = isGiven ? given : nextKey(parts, state, collectionAt(state, scope), sent);
  const own = String(id);
  const item = withValueIn(sent, keyNames(state), id);
  put(state, scope, own, item);
  return { value: sampled === undefined ? undefined : responses.showing(state, storeCall, item), item };
}
