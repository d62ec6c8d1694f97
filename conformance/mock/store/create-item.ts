import type { Resource } from '../../../generator/contract/model.ts';
import { parameterNames, valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { saysDuplicate } from '../../../generator/contract/responses.ts';
import { isObject } from '../../../generator/json/guards.ts';
import { changeItem } from './change-item.ts';
import { isShallowState } from './items.ts';
import { nextKey } from './next-key.ts';
import { bodyName } from './refusals.ts';
import { holderOf, keyNames, placeName, type ResourceState } from './resource-state.ts';
import type { Settled, StoreCall } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';
import { uploadOf } from './uploads.ts';
import { withoutFiles } from './views.ts';

/** Stores what was sent together with what the response has, under a key that both agree on. */
export function createItem(
  parts: StoreParts,
  state: ResourceState,
  { sampled: bare, ...rest }: StoreCall,
): Settled {
  const { contract, items: stored, responses, views, validate, sample } = parts;
  const { valuesOf, scopeAt, collectionAt, keyOf, put, readElsewhere } = stored;
  const { isValid, firstValid, showing } = responses;
  const { operation, call, again } = rest;
  const { resource } = state;
  const values = valuesOf(operation, call);
  const holds = holderOf(state, operation);
  const placed =
    bare === undefined
      ? undefined
      : withValueIn(bare, holds, underParents(resource, values, valueIn(bare, holds)));
  const sampled = placed === undefined ? undefined : (firstValid(operation, [begun(placed), placed]) ?? bare);
  const storeCall: StoreCall = { ...rest, sampled };
  /** A new item is in its first state, unless it was sent or an example has another. */
  function begun(value: unknown): unknown {
    const states = contract.inferred.states.get(resource);
    if (states === undefined || !isObject(valueIn(value, holds)) || parts.examples(operation).length > 0)
      return value;
    const isSent = JSON.stringify(call.body?.value ?? '').includes(`"${states.member}":`);
    const isShown = valueIn(value, [...holds, states.member]) !== undefined;
    return isSent || !isShown ? value : withValueIn(value, [...holds, states.member], states.initial);
  }
  if (resource.kind === 'singleton')
    return changeItem(parts, state, storeCall, 'replace', { scope: JSON.stringify(values), key: '' });
  const scope = scopeAt(state, values);
  const items = collectionAt(state, scope);
  const body = withoutFiles(views.sent(operation, call.body?.value));
  const wrapper = resource.sentIn.get(operation.operationId) ?? [];
  const sent = valueIn(body, wrapper);
  const { created } = resource;
  const isTaken = (id: string): boolean =>
    isShallowState(state) ? [...state.scopes.values()].some((each) => each.has(id)) : items.has(id);
  const names = keyNames(state);
  const withSent = (item: unknown): unknown =>
    isObject(sent) && isObject(item) ? { ...sent, ...item } : (item ?? sent);
  const finish = (key: string, item: unknown, value: unknown): Settled => {
    put(state, scope, key, item);
    const place = placeName({ scope, key });
    const bytes = uploadOf(call);
    if (bytes !== undefined) state.uploads.set(place, bytes);
    const conflict = operation.responses.find(({ status }) => status === '409');
    if (conflict !== undefined && saysDuplicate(conflict)) state.bodies.set(bodyName(call), place);
    const elsewhere = readElsewhere(state);
    const own = elsewhere && keyOf(elsewhere, item);
    if (elsewhere !== undefined && own !== undefined) put(elsewhere, scopeAt(elsewhere, values), own, item);
    return { value, item, location: locationOf(resource, values, key) };
  };
  if (created?.in === 'response' && sampled !== undefined) {
    const use = (resource.operations.retrieve ?? resource.operations.delete)?.parameters.find(
      ({ name, in: place }) => place === 'path' && name === resource.keys.at(-1)?.parameter,
    )?.schema;
    const free = (candidate: unknown): boolean => {
      const id = valueIn(candidate, created.members);
      return (
        (typeof id === 'string' || typeof id === 'number') &&
        !isTaken(String(id)) &&
        (use === undefined || validate(use.pointer, id, 'request').length === 0)
      );
    };
    const named = resource.sentIn.has(operation.operationId) ? valueIn(sent, names) : undefined;
    // A member that refers to another item, as `user_id` of a membership does, is what the client sent.
    const referred = created.members.at(-1) === 'id' ? undefined : valueIn(sent, created.members.slice(-1));
    const chosen = named ?? referred;
    const shownAs = withValueIn(sampled, created.members, chosen);
    // The same reference once more is the same item.
    const isAgain = named === undefined && referred !== undefined && isValid(operation, shownAs);
    const isChosen = isAgain || (chosen !== undefined && free(shownAs));
    const made = isChosen
      ? withValueIn(sampled, created.members, chosen)
      : free(sampled)
        ? sampled
        : ([...Array(20).keys()]
            .flatMap((attempt) => [
              valueIn(again(attempt + 1), created.members),
              items.size + attempt + 1,
              ...(use === undefined ? [] : [sample(use, items.size + attempt)]),
            ])
            .map((id) => withValueIn(sampled, created.members, id))
            .find((candidate) => free(candidate) && isValid(operation, candidate)) ?? sampled);
    const id = valueIn(made, created.members);
    const holder = holderOf(state, operation);
    const shown = valueIn(made, holder);
    const item = withValueIn(withSent(isObject(shown) ? shown : {}), names, id);
    return finish(String(id), item, made);
  }
  // Where no response has the key, it is the one that the client sends, even where it is marked readOnly: the client could
  // not learn another one.
  const given = created?.in === 'request' ? valueIn(call.body?.value, created.members) : valueIn(sent, names);
  const key =
    typeof given === 'string' || typeof given === 'number' ? given : nextKey(parts, state, items, sent);
  const shown = sampled === undefined ? {} : valueIn(sampled, holderOf(state, operation));
  const item = withSent(isObject(shown) ? shown : {});
  const isKeyed = resource.keys.at(-1)?.member !== undefined || isObject(sent);
  const whole = isKeyed && isObject(item) ? withValueIn(item, names, key) : item;
  return finish(String(key), whole, sampled === undefined ? undefined : showing(state, storeCall, whole));
}

/** An item with the keys of its parents, where it has members of those names: `authorId` of `/authors/{authorId}/books`. */
function underParents({ path }: Resource, values: readonly string[], item: unknown): unknown {
  if (!isObject(item)) return item;
  return parameterNames(path).reduce<unknown>((whole, parameter, index) => {
    const wanted = parameter.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    const name = Object.keys(item).find((each) => each.toLowerCase().replaceAll(/[^a-z0-9]/g, '') === wanted);
    const value = values[index];
    if (name === undefined || value === undefined || typeof item[name] === 'object') return whole;
    return withValueIn(whole, [name], typeof item[name] === 'number' ? Number(value) : value);
  }, item);
}

/** The path of an item. */
function locationOf({ itemPath, path }: Resource, values: readonly string[], key: string): string {
  const template = itemPath ?? `${path.replace(/\/$/, '')}/{}`;
  const isShallow = parameterNames(template).length <= 1;
  const all = isShallow ? [key] : [...values, key];
  let at = 0;
  return template.replaceAll(/\{[^{}]*\}/g, () =>
    encodeURIComponent((all[at++] ?? '').replace(/\p{Surrogate}/gu, '\ufffd')),
  );
}
