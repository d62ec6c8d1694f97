import { valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/guards.ts';
import type { ItemPlace } from './items.ts';
import { completed, merged, mergePatched } from './merge.ts';
import { keyValue, nextKey } from './next-key.ts';
import { holderOf, isUpsert, keyNames, placeName, type ResourceState } from './resource-state.ts';
import type { Settled, StoreCall } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';
import { uploadOf } from './uploads.ts';
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
    const whole = asShown(sent, fresh);
    if (role === 'update') return isMergePatch ? mergePatched(base, whole) : merged(base, whole);
    const own = views.sendable(operation, wrapper);
    const kept = isObject(base)
      ? Object.fromEntries(Object.entries(base).filter(([name]) => own.size > 0 && !own.has(name)))
      : {};
    const replaced = { ...kept, ...views.defaults(operation, wrapper), ...whole };
    return withNeeded(parts, state, storeCall, replaced, before);
  })();
  const newName = resource.created?.in === 'request' ? valueIn(sent, names) : undefined;
  // An empty name could not be requested again.
  const isRenamed = newName !== undefined && newName !== '';
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
  if (before !== undefined || isMade) {
    put(state, scope, next, item);
    const bytes = uploadOf(call);
    if (bytes !== undefined) state.uploads.set(placeName({ scope, key: next }), bytes);
  }
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

/** What was sent, with the lists that the response shows of it. */
const asShown = (
  sent: Readonly<Record<string, unknown>>,
  shown: unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      const own = valueIn(shown, [name]);
      const isSame = Array.isArray(own) && Array.isArray(value) && own.length === value.length;
      return [name, isSame ? completed(value, own) : value];
    }),
  );

/**
 * A replaced item with the members that a response requires and that were not sent: null where that is valid, otherwise a new
 * value, not the one of the item before.
 */
function withNeeded(
  { responses }: StoreParts,
  state: ResourceState,
  { operation, sampled, again }: StoreCall,
  item: Readonly<Record<string, unknown>>,
  before: unknown,
): Readonly<Record<string, unknown>> {
  const holder = holderOf(state, operation);
  const isValid = (each: unknown): boolean =>
    responses.isValid(operation, withValueIn(sampled, holder, each));
  if (sampled === undefined || isValid(item)) return item;
  const samples = [sampled, ...[1, 2, 3].map(again)].map((each) => valueIn(each, holder)).filter(isObject);
  const [first = {}] = samples;
  const added = Object.keys(first).filter((name) => !Object.hasOwn(item, name));
  const filled: Readonly<Record<string, unknown>> = { ...first, ...item };
  if (!isValid(filled)) return item;
  let whole = filled;
  for (const name of added) {
    const { [name]: _, ...without } = whole;
    const old = JSON.stringify(valueIn(before, [name]));
    const other = samples.find((each) => each[name] !== undefined && JSON.stringify(each[name]) !== old);
    const candidates = [
      without,
      { ...whole, [name]: null },
      ...(other === undefined ? [] : [{ ...whole, [name]: other[name] }]),
    ];
    whole = candidates.find(isValid) ?? whole;
  }
  return whole;
}
