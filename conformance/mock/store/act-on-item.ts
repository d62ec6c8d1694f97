import { valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { saysOnce, saysOtherCause } from '../../../generator/contract/states-in-words.ts';
import { isObject } from '../../../generator/json/guards.ts';
import { showItem } from './read-item.ts';
import { placeName, type ResourceState } from './resource-state.ts';
import type { Settled, StoreCall, StoreRefusal } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';

/** An action on an item moves it to the state that the action is named after; the response shows the item where that is valid. */
export function actOnItem(parts: StoreParts, state: ResourceState, storeCall: StoreCall): Settled {
  const { contract, items } = parts;
  const { operation, call } = storeCall;
  const { to } = contract.inferred.actions.get(operation.operationId) ?? {};
  const place = items.placeOf(state, operation, call);
  const stored = items.collectionAt(state, place.scope).get(place.key);
  if (operation.method === 'post' && stored !== undefined)
    state.lastAction.set(placeName(place), operation.operationId);
  const states = contract.inferred.states.get(state.resource);
  if (to !== undefined && states !== undefined && isObject(stored))
    items.put(state, place.scope, place.key, withValueIn(stored, [states.member], to));
  return showItem(parts, state, storeCall);
}

/**
 * The refusal of an action in the state of its item, where the document has 409: in the states that its words forbid, and where it
 * was done already.
 */
export function wrongState(
  { contract, items }: Pick<StoreParts, 'contract' | 'items'>,
  state: ResourceState,
  { operation, call }: Pick<StoreCall, 'operation' | 'call'>,
): StoreRefusal | undefined {
  const conflict = operation.responses.find(({ status }) => status === '409');
  if (conflict === undefined) return undefined;
  const place = items.placeOf(state, operation, call);
  const item = items.collectionAt(state, place.scope).get(place.key);
  if (item === undefined) return undefined;
  const states = contract.inferred.states.get(state.resource);
  const { to, words } = contract.inferred.actions.get(operation.operationId) ?? {};
  const current = states === undefined ? undefined : valueIn(item, [states.member]);
  const refused = (message: string): StoreRefusal => ({ kind: 'conflict', status: 409, message });
  if (typeof current === 'string' && words !== undefined) {
    const isForbidden =
      words.forbidden.has(current) || (words.allowed.size > 0 && !words.allowed.has(current));
    if (isForbidden) return refused(`the ${states?.member} is ${current}: ${words.sentence}`);
    if (words.allowed.size + words.forbidden.size > 0) return undefined;
    if (to !== undefined && current === to && !saysOtherCause(conflict.description))
      return refused(`the ${states?.member} is ${current} already`);
  }
  const isDone = state.lastAction.get(placeName(place)) === operation.operationId;
  return isDone && saysOnce(conflict.description)
    ? refused(`it was done already: ${conflict.description?.trim()}`)
    : undefined;
}
