import type {
  Contract,
  KeyReference,
  Operation,
  Resource,
  SchemaUse,
} from '../../../generator/contract/model.ts';
import {
  keyParameters,
  parameterNames,
  valueIn,
  withValueIn,
} from '../../../generator/contract/resources.ts';
import { documentedStatus, findResponse, successStatus } from '../../../generator/contract/responses.ts';
import { isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonSchema } from '../../../generator/json/types.ts';
import { memberSchema, shapeOf, typesOf } from '../../../generator/wire/decode.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Validate } from '../../validate.ts';
import { isXml } from '../xml.ts';
import { type Collection, createCollection } from './collection.ts';
import { merged, mergePatched } from './merge.ts';
import { ownCursor, type Page, pageOf, pagesIn } from './page.ts';
import { createViews, withoutFiles } from './views.ts';

/** Why a call cannot be answered from what is stored. */
export interface StoreRefusal {
  readonly kind: 'unknown-id' | 'unknown-reference' | 'conflict' | 'precondition' | 'not-modified';
  readonly status: number;
  readonly message: string;
}

/** A call as the store sees it. */
export interface StoreCall {
  readonly operation: Operation;
  readonly call: Arguments;
  readonly request: Request;
  /** The body that would be answered without a store; `undefined` where the document shows none. */
  readonly sampled: unknown;
  /** Draws another body. */
  again(attempt: number): unknown;
}

/** What the store makes of an answer. */
export interface Settled {
  readonly value: unknown;
  /** The stored item that the answer shows. */
  readonly item?: unknown;
  /** Of an item that was made: where it stands, below the server's own path. */
  readonly location?: string;
  /** It was made by an operation that mostly changes. */
  readonly isNew?: true;
  readonly page?: Page;
  readonly nextUrl?: string;
}

/** Items by the path of their collection: `/pets`, `/orgs/1/users`. */
export type SeedData = { readonly [path: string]: readonly unknown[] };

/** What was made and not yet deleted. */
export interface Store {
  refuse(operation: Operation, call: Arguments, request: Request): StoreRefusal | undefined;
  settle(call: StoreCall): Settled;
  /** Stores items; a path that is no collection's is a TypeError that names those there are. */
  seed(data: SeedData): void;
  dump(): SeedData;
  reset(): void;
}

/** How the store tells that an item is as it was when somebody read it. */
export type TagOf = (item: unknown) => string;

interface Parts {
  readonly validate: Validate;
  readonly lenient: boolean;
  readonly tagOf: TagOf;
  sample(use: SchemaUse, seed: number): unknown;
  /** Examples that the document has of an operation's successful response. */
  examples(operation: Operation): readonly unknown[];
}

type Role = 'create' | 'list' | 'retrieve' | 'update' | 'replace' | 'delete' | 'action' | 'below';

interface State {
  readonly resource: Resource;
  /** How many parameters the path of the collection has. */
  readonly depth: number;
  /** By the values of those parameters. */
  readonly scopes: Map<string, Collection>;
  /** Keys of deleted items, with their scope. */
  readonly deleted: Set<string>;
  /** Of members that are unique: values to keys. */
  readonly unique: Map<string, Map<string, string>>;
  readonly children: State[];
  /** Nothing in the document makes an item: what is read is made up, and kept. */
  readonly isReadOnly: boolean;
  isSeeded: boolean;
  count: number;
}

/** State for every resource that the document implies; each request is remembered until the server stops. */
export function createStore(contract: Contract, parts: Parts): Store {
  const { validate, lenient, tagOf, sample, examples } = parts;
  const { inferred } = contract;
  const views = createViews(contract);
  const states = new Map<Resource, State>();
  const roles = new Map<Operation, readonly [State, Role]>();
  const uniqueOf = new Map<string, readonly (readonly string[])[]>();
  const referencesOf = new Map<string, KeyReference[]>();
  for (const { operationId, members } of inferred.unique)
    uniqueOf.set(operationId, [...(uniqueOf.get(operationId) ?? []), members]);
  for (const reference of inferred.references)
    if (reference.in === 'body' || reference.in === 'query')
      referencesOf.set(reference.operationId, [
        ...(referencesOf.get(reference.operationId) ?? []),
        reference,
      ]);
  for (const resource of inferred.resources) states.set(resource, stateOf(resource));
  for (const [resource, state] of states) {
    const above = resource.parent === undefined ? undefined : states.get(resource.parent);
    above?.children.push(state);
    for (const [role, operation] of rolesOf(resource))
      if (!roles.has(operation)) roles.set(operation, [state, role]);
  }
  // What stands below an item and belongs to no resource of its own.
  for (const [resource, state] of states)
    for (const operation of resource.below) if (!roles.has(operation)) roles.set(operation, [state, 'below']);

  const valuesOf = ({ path }: Operation, call: Arguments): readonly string[] =>
    parameterNames(path).map((name) => String(call.path[name]));
  const scopeAt = (state: State, values: readonly string[]): string =>
    JSON.stringify(values.slice(0, state.depth));
  const collectionAt = (state: State, scope: string): Collection => {
    const known = state.scopes.get(scope) ?? createCollection();
    state.scopes.set(scope, known);
    if (!state.isSeeded) seedFromExamples(state);
    return known;
  };
  /** Where the item of a call is, or would be. */
  const placeOf = (state: State, operation: Operation, call: Arguments): { scope: string; key: string } => {
    const values = valuesOf(operation, call);
    const { keys, itemPath, kind } = state.resource;
    if (kind === 'singleton') return { scope: JSON.stringify(values), key: '' };
    const isShallow = itemPath !== undefined && parameterNames(itemPath).length < state.depth + keys.length;
    const key = (isShallow ? values : values.slice(state.depth)).slice(0, keys.length).join('/');
    if (!isShallow) return { scope: scopeAt(state, values), key };
    const found = [...state.scopes].find(([, items]) => items.has(key));
    return { scope: found?.[0] ?? '[]', key };
  };
  const members = new Map<Operation, ReadonlySet<string>>();
  const keyNames = (state: State): readonly string[] => state.resource.keys.at(-1)?.member ?? ['id'];
  const responseSchema = (operation: Operation) => {
    const content = findResponse(operation, successStatus(operation))?.content ?? [];
    return (content.find(({ contentType }) => isJson(contentType)) ?? content.find(isXml))?.schema;
  };
  const isValid = (operation: Operation, value: unknown): boolean => {
    const pointer = responseSchema(operation)?.pointer;
    return pointer !== undefined && validate(pointer, value, 'response').length === 0;
  };
  const firstValid = (operation: Operation, candidates: readonly unknown[]): unknown =>
    candidates.find((candidate) => isValid(operation, candidate));
  const holderOf = (state: State, operation: Operation): readonly string[] =>
    state.resource.holders.get(operation.operationId) ?? [];
  /** The response of an operation with a stored item in it, as far as its schema has room for the item. */
  const showing = (state: State, { operation, sampled, again }: StoreCall, stored: unknown): unknown => {
    if (sampled === undefined) return undefined;
    const holder = holderOf(state, operation);
    const item = valueIn(views.shown(operation, withValueIn({}, holder, stored)), holder);
    const named = declared(operation, holder, item);
    const whole = firstValid(operation, [
      withValueIn(sampled, holder, item),
      withValueIn(sampled, holder, named),
      item,
      named,
    ]);
    if (whole !== undefined) return whole;
    // Another sampled response may have room for more of it, where a schema is a choice.
    for (const base of [sampled, ...[1, 2, 3].map(again)]) {
      const value = withValueIn(
        base,
        holder,
        adapted(valueIn(base, holder), item, keyNames(state), (each) =>
          isValid(operation, withValueIn(base, holder, each)),
        ),
      );
      if (String(valueIn(value, [...holder, ...keyNames(state)])) === String(valueIn(item, keyNames(state))))
        return value;
    }
    return sampled;
  };

  const declaredOf = new Map<Operation, ReadonlySet<string>>();
  /** An item with the members only that a response names: what was sent beside them is kept, and not shown there. */
  const declared = (operation: Operation, holder: readonly string[], item: unknown): unknown => {
    if (!isObject(item)) return item;
    const known = declaredOf.get(operation) ?? membersAt(operation, holder);
    declaredOf.set(operation, known);
    return known.size === 0
      ? item
      : Object.fromEntries(Object.entries(item).filter(([name]) => known.has(name)));
  };
  const membersAt = (operation: Operation, holder: readonly string[]): ReadonlySet<string> => {
    const schema = holder.reduce<JsonSchema | undefined>(
      (within, name) => memberSchema(contract, within, name),
      responseSchema(operation)?.normal.schema,
    );
    return new Set(shapeOf(contract, schema).properties.keys());
  };
  const hasItem = (state: State, scope: string, key: string): boolean => collectionAt(state, scope).has(key);
  const canHave = (state: State): boolean => !state.isReadOnly || state.count > 0;

  function missing(operation: Operation, call: Arguments): string | undefined {
    const [state, role] = roles.get(operation) ?? [];
    if (state === undefined || role === undefined) return undefined;
    const values = valuesOf(operation, call);
    const isPassed = lenient && documentedStatus(operation, [404, 410]) === undefined;
    // Every item that the path leads through, outermost first.
    const line: State[] = [];
    for (let each = state.resource.parent; each !== undefined; each = each.parent) {
      const above = states.get(each);
      if (above === undefined || line.includes(above)) break;
      line.unshift(above);
    }
    for (const above of line) {
      const { keys, itemPath } = above.resource;
      const names = keyParameters(above.resource, operation.path);
      const isShallow = itemPath !== undefined && parameterNames(itemPath).length < above.depth + keys.length;
      if (above.isReadOnly || isShallow || names.length < keys.length || keys.length === 0) continue;
      const key = names.map((name) => String(call.path[name])).join('/');
      const scope = scopeAt(above, values);
      if (hasItem(above, scope, key)) continue;
      if (!isPassed || above.deleted.has(`${scope} ${key}`)) return key;
    }
    const { resource } = state;
    if (role === 'create' || role === 'list' || operation.path === resource.path) return undefined;
    if (resource.kind === 'singleton') {
      const { scope } = placeOf(state, operation, call);
      return role !== 'replace' &&
        state.deleted.has(`${scope} `) &&
        !hasItem(state, scope, '') &&
        resource.operations.create
        ? resource.path
        : undefined;
    }
    const names = keyParameters(resource, operation.path);
    if (names.length < resource.keys.length || resource.keys.length === 0) return undefined;
    const { scope, key } = placeOf(state, operation, call);
    if (hasItem(state, scope, key)) return undefined;
    const isDeleted = state.deleted.has(`${scope} ${key}`);
    if (role === 'replace' && isUpsert(state, operation)) return undefined;
    if (state.isReadOnly) return isDeleted ? key : undefined;
    return isPassed && !isDeleted ? undefined : key;
  }

  return {
    refuse(operation, call, request) {
      const unknown = missing(operation, call);
      if (unknown !== undefined)
        return {
          kind: 'unknown-id',
          status: 404,
          message: `there is nothing with the id ${JSON.stringify(unknown)}`,
        };
      const [state, role] = roles.get(operation) ?? [];
      if (state === undefined || role === undefined) return undefined;
      // What is no entity tag at all is a text that a schema takes; a lenient mock takes it too.
      const hasTag = /"/.test(`${request.headers.get('if-match')}${request.headers.get('if-none-match')}`);
      if (lenient && !hasTag) return role === 'create' ? conflict(state, operation, call) : undefined;
      const stale = precondition(state, role, operation, call, request);
      if (stale !== undefined) return stale;
      return (
        unknownReference(operation, call) ??
        (role === 'create' ? conflict(state, operation, call) : undefined)
      );
    },
    settle(storeCall) {
      const { operation, call, sampled } = storeCall;
      const [state, role] = roles.get(operation) ?? [];
      if (state === undefined || role === undefined) return { value: sampled };
      switch (role) {
        case 'create':
          return create(state, storeCall);
        case 'list':
          return list(state, storeCall);
        case 'replace':
        case 'update': {
          if (operation.path === state.resource.path && state.resource.kind === 'collection')
            return replaceByBody(state, storeCall);
          const { scope, key } = placeOf(state, operation, call);
          return change(state, storeCall, role, scope, key);
        }
        case 'delete': {
          const { scope, key } = placeOf(state, operation, call);
          const item = collectionAt(state, scope).get(key);
          remove(state, scope, key, [...valuesOf(operation, call)]);
          const named = withValueIn(
            sampled,
            [...holderOf(state, operation), ...keyNames(state)],
            valueIn(item, keyNames(state)),
          );
          return {
            value:
              sampled === undefined
                ? undefined
                : (firstValid(operation, [
                    confirmed(named),
                    named,
                    withValueIn(sampled, holderOf(state, operation), item),
                  ]) ?? sampled),
          };
        }
        case 'retrieve': {
          const { scope, key } = placeOf(state, operation, call);
          const item = collectionAt(state, scope).get(key);
          if (item !== undefined) return { value: showing(state, storeCall, item), item };
          if (state.resource.kind === 'singleton') return belowParent(state, storeCall);
          return madeUp(state, storeCall, scope, key);
        }
        case 'action':
        case 'below': {
          const names = keyParameters(state.resource, operation.path);
          if (names.length === 0 || sampled === undefined) return { value: sampled };
          const { scope, key } = placeOf(state, operation, call);
          const item = collectionAt(state, scope).get(key);
          if (item === undefined) return { value: sampled };
          const shown = views.shown(operation, item);
          return {
            value:
              firstValid(operation, [withValueIn(sampled, holderOf(state, operation), shown), shown]) ??
              sampled,
          };
        }
        default:
          return role satisfies never;
      }
    },
    seed(data) {
      for (const [path, items] of Object.entries(data)) {
        const found = [...states.values()].find(
          ({ resource }) =>
            resource.kind === 'collection' &&
            (templatePattern(resource.path).test(path) ||
              (resource.parent === undefined && resource.name === path)),
        );
        if (found === undefined || !Array.isArray(items)) {
          const known = [...states.values()].filter(({ resource: { kind } }) => kind === 'collection');
          throw new TypeError(
            `${JSON.stringify(path)} is no collection with a list of items; there are ${known.map(({ resource }) => resource.path).join(', ')}`,
          );
        }
        found.isSeeded = true;
        const values = (templatePattern(found.resource.path).exec(path) ?? [])
          .slice(1)
          .map(decodeURIComponent);
        for (const item of items)
          put(found, JSON.stringify(values), keyOf(found, item) ?? String(found.count + 1), item);
      }
    },
    dump: () =>
      Object.fromEntries(
        [...states.values()].flatMap((state) =>
          [...state.scopes].flatMap(([scope, items]) =>
            items.size === 0 || state.resource.kind === 'singleton'
              ? []
              : [[pathWith(state.resource.path, scope), items.entries().map(([, item]) => item)] as const],
          ),
        ),
      ),
    reset() {
      for (const state of states.values()) {
        state.scopes.clear();
        state.deleted.clear();
        state.unique.clear();
        state.isSeeded = false;
        state.count = 0;
      }
    },
  };

  function keyOf(state: State, item: unknown): string | undefined {
    const values = state.resource.keys.map(({ member }) => valueIn(item, member ?? ['id']));
    return values.length > 0 &&
      values.every((value) => typeof value === 'string' || typeof value === 'number')
      ? values.join('/')
      : undefined;
  }

  function put(state: State, scope: string, key: string, item: unknown): void {
    state.scopes.set(scope, state.scopes.get(scope) ?? createCollection());
    const items = state.scopes.get(scope);
    items?.set(key, item);
    state.count++;
    state.deleted.delete(`${scope} ${key}`);
    const { create } = state.resource.operations;
    for (const members of uniqueOf.get(create?.operationId ?? '') ?? []) {
      const name = members.at(-1) ?? '';
      const value = valueIn(item, [name]);
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      const known = state.unique.get(name) ?? new Map<string, string>();
      state.unique.set(name, known.set(String(value), `${scope} ${key}`));
    }
  }

  function remove(state: State, scope: string, key: string, values: readonly string[]): void {
    const items = collectionAt(state, scope);
    const item = items.get(key);
    // What never was there is not remembered as gone.
    const wasThere = items.delete(key);
    if (wasThere && !(lenient && state.isReadOnly)) state.deleted.add(`${scope} ${key}`);
    for (const [name, known] of state.unique) {
      const value = String(valueIn(item, [name]));
      if (known.get(value) === `${scope} ${key}`) known.delete(value);
    }
    // What stands below is gone with it.
    const prefix = JSON.stringify(values).slice(0, -1);
    const drop = (child: State): void => {
      for (const below of child.scopes.keys())
        if (below.startsWith(`${prefix}]`) || below.startsWith(`${prefix},`)) child.scopes.delete(below);
      for (const each of child.children) drop(each);
    };
    for (const child of state.children) drop(child);
  }

  /** An item with the keys of what it stands under, where it has members of those names: `authorId` of `/authors/{authorId}/books`. */
  function underParents({ path }: Resource, values: readonly string[], item: unknown): unknown {
    if (!isObject(item)) return item;
    return parameterNames(path).reduce<unknown>((whole, parameter, index) => {
      const spelt = parameter.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
      const name = Object.keys(item).find(
        (each) => each.toLowerCase().replaceAll(/[^a-z0-9]/g, '') === spelt,
      );
      const value = values[index];
      if (name === undefined || value === undefined || typeof item[name] === 'object') return whole;
      return withValueIn(whole, [name], typeof item[name] === 'number' ? Number(value) : value);
    }, item);
  }

  function create(state: State, { sampled: bare, ...rest }: StoreCall): Settled {
    const { operation, call, again } = rest;
    const { resource } = state;
    const values = valuesOf(operation, call);
    const holds = holderOf(state, operation);
    const placed =
      bare === undefined
        ? undefined
        : withValueIn(bare, holds, underParents(resource, values, valueIn(bare, holds)));
    const sampled = placed === undefined ? undefined : (firstValid(operation, [placed]) ?? bare);
    const storeCall: StoreCall = { ...rest, sampled };
    if (resource.kind === 'singleton') return change(state, storeCall, 'replace', JSON.stringify(values), '');
    const scope = scopeAt(state, values);
    const items = collectionAt(state, scope);
    const body = withoutFiles(views.sent(operation, call.body?.value));
    const wrapper = resource.sentIn.get(operation.operationId) ?? [];
    const sent = valueIn(body, wrapper);
    const { created } = resource;
    const names = keyNames(state);
    const withSent = (item: unknown): unknown =>
      isObject(sent) && isObject(item) ? { ...sent, ...item } : (item ?? sent);
    const finish = (key: string, item: unknown, value: unknown): Settled => {
      put(state, scope, key, item);
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
          !items.has(String(id)) &&
          (use === undefined || validate(use.pointer, id, 'request').length === 0)
        );
      };
      const chosen = resource.sentIn.has(operation.operationId) ? valueIn(sent, names) : undefined;
      const isChosen = chosen !== undefined && free(withValueIn(sampled, created.members, chosen));
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
    // The key is sent, or nothing says it: a number where an item may have one, else a text.
    // Where no response says the key, what the client sends is it, even where it is marked readOnly: nobody could learn another.
    const given =
      created?.in === 'request' ? valueIn(call.body?.value, created.members) : valueIn(sent, names);
    const key = typeof given === 'string' || typeof given === 'number' ? given : nextKey(state, items, sent);
    const shown = sampled === undefined ? {} : valueIn(sampled, holderOf(state, operation));
    const item = withSent(isObject(shown) ? shown : {});
    const isKeyed = resource.keys.at(-1)?.member !== undefined || isObject(sent);
    const whole = isKeyed && isObject(item) ? withValueIn(item, names, key) : item;
    return finish(String(key), whole, sampled === undefined ? undefined : showing(state, storeCall, whole));
  }

  /** Where items of one name are read that are made at a path without items: `/issues/{n}/comments`, `/issues/comments/{id}`. */
  function readElsewhere({ resource }: State): State | undefined {
    if (resource.keys.length > 0) return undefined;
    const shared = (other: string): number => {
      const [own, theirs] = [resource.path.split('/'), other.split('/')];
      const at = own.findIndex((segment, index) => segment !== theirs[index]);
      return at < 0 ? own.length : at;
    };
    const [best, next] = [...states.values()]
      .filter(
        (each) =>
          each.isReadOnly &&
          each.resource.itemPath !== undefined &&
          each.resource.name === resource.name &&
          shared(each.resource.path) > 1,
      )
      .sort((a, b) => shared(b.resource.path) - shared(a.resource.path));
    if (
      best === undefined ||
      (next !== undefined && shared(next.resource.path) === shared(best.resource.path))
    )
      return undefined;
    return best;
  }

  function nextKey(state: State, items: Collection, sent: unknown): string | number {
    const { retrieve } = state.resource.operations;
    const parameter = retrieve?.parameters.find(
      ({ name, in: place }) => place === 'path' && name === state.resource.keys.at(-1)?.parameter,
    );
    const types = typesOf(contract, parameter?.schema?.normal.schema);
    let number = items.size + 1;
    while (items.has(String(number))) number++;
    const fitsNumber =
      types.has('integer') ||
      types.has('number') ||
      (retrieve !== undefined &&
        isValid(retrieve, withValueIn(isObject(sent) ? sent : {}, keyNames(state), number)));
    if (fitsNumber || parameter?.schema === undefined) return fitsNumber ? number : String(number);
    const text = String(number);
    if (validate(parameter.schema.pointer, text, 'request').length === 0) return text;
    const made = sample(parameter.schema, number);
    return typeof made === 'string' || typeof made === 'number' ? made : text;
  }

  /** PUT to the path of all items: the item with the key that the body says. */
  function replaceByBody(state: State, storeCall: StoreCall): Settled {
    const { operation, call, sampled } = storeCall;
    const values = valuesOf(operation, call);
    const scope = scopeAt(state, values);
    const wrapper = state.resource.sentIn.get(operation.operationId) ?? [];
    const sent = valueIn(withoutFiles(views.sent(operation, call.body?.value)), wrapper);
    if (!isObject(sent)) return { value: sampled };
    const told = valueIn(call.body?.value, [...wrapper, ...keyNames(state)]);
    const isTold = typeof told === 'string' || typeof told === 'number';
    const id = isTold ? told : nextKey(state, collectionAt(state, scope), sent);
    const own = String(id);
    const item = withValueIn(sent, keyNames(state), id);
    put(state, scope, own, item);
    return { value: sampled === undefined ? undefined : showing(state, storeCall, item), item };
  }

  function change(
    state: State,
    storeCall: StoreCall,
    role: 'update' | 'replace',
    scope: string,
    key: string,
  ): Settled {
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
    const id = valueIn(before, names) ?? keyValue(state, key);
    const item =
      isRenamed ||
      id === undefined ||
      resource.kind === 'singleton' ||
      resource.keys.at(-1)?.member === undefined
        ? changed
        : withValueIn(changed, names, id);
    const next = resource.kind === 'singleton' ? '' : isRenamed ? (keyOf(state, item) ?? key) : key;
    if (next !== key) items.delete(key);
    // A lenient mock takes a change of what is not there; it does not make it.
    const isMade =
      resource.kind === 'singleton' || isUpsert(state, operation) || (state.isReadOnly && !lenient);
    if (before !== undefined || isMade) put(state, scope, next, item);
    const value = showing(state, storeCall, item);
    return { value, item, ...(before === undefined ? { isNew: true as const } : {}) };
  }

  /** The key as an item has it: a number where the schema of the path says so. */
  function keyValue({ resource }: State, key: string): unknown {
    if (resource.keys.length !== 1) return undefined;
    const operation =
      resource.operations.retrieve ?? resource.operations.replace ?? resource.operations.update;
    const parameter = operation?.parameters.find(
      ({ name, in: place }) => place === 'path' && name === resource.keys[0]?.parameter,
    );
    const types = typesOf(contract, parameter?.schema?.normal.schema);
    return types.has('integer') || types.has('number') ? Number(key) : key;
  }

  function list(state: State, storeCall: StoreCall): Settled {
    const { operation, call, sampled, again, request } = storeCall;
    const { resource } = state;
    const place = resource.holders.get(operation.operationId);
    const scope = scopeAt(state, valuesOf(operation, call));
    const items = collectionAt(state, scope);
    if (place === undefined || sampled === undefined) return { value: sampled };
    if (state.isReadOnly && items.size === 0) {
      // Nothing makes an item, so what is listed first is what there is.
      const shown = [sampled, again(1), again(2)]
        .map((each) => valueIn(each, place))
        .find((each) => Array.isArray(each) && each.length > 0);
      for (const item of [...(Array.isArray(shown) ? shown : [])].reverse())
        put(state, scope, keyOf(state, item) ?? String(items.size + 1), item);
    }
    const paging = inferred.pagination.get(operation.operationId);
    const url = new URL(request.url);
    const page = pageOf(
      operation,
      resource,
      paging,
      call,
      url.searchParams.get(ownCursor),
      items,
      membersOf(operation, place),
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

  /** The members that the items of a list have. */
  function membersOf(operation: Operation, place: readonly string[]): ReadonlySet<string> {
    const known = members.get(operation);
    if (known !== undefined) return known;
    const list = place.reduce<JsonSchema | undefined>(
      (holder, name) => memberSchema(contract, holder, name),
      responseSchema(operation)?.normal.schema,
    );
    const found = new Set(shapeOf(contract, shapeOf(contract, list).items).properties.keys());
    members.set(operation, found);
    return found;
  }

  /** An item that nothing makes: sampled with the key that was asked for, and kept. */
  function madeUp(state: State, storeCall: StoreCall, scope: string, key: string): Settled {
    const { operation, sampled } = storeCall;
    const holder = holderOf(state, operation);
    const { keys } = state.resource;
    if (!state.isReadOnly || keys.at(-1)?.member === undefined || sampled === undefined)
      return { value: sampled };
    const parts = keys.length === 1 ? [keyValue(state, key)] : key.split('/');
    const value = keys.reduce<unknown>((whole, { member }, index) => {
      const named = member && withValueIn(whole, [...holder, ...member], parts[index]);
      return named !== undefined && isValid(operation, named) ? named : whole;
    }, sampled);
    put(state, scope, key, valueIn(value, holder));
    return { value, item: valueIn(value, holder) };
  }

  /** The one thing below an item: the item itself where the response is one, else what was sampled. */
  function belowParent(state: State, { operation, call, sampled }: StoreCall): Settled {
    const parent = state.resource.parent === undefined ? undefined : states.get(state.resource.parent);
    if (parent === undefined || sampled === undefined) return { value: sampled };
    const values = valuesOf(operation, call);
    const key = keyParameters(parent.resource, operation.path)
      .map((name) => String(call.path[name]))
      .join('/');
    const item = collectionAt(parent, scopeAt(parent, values)).get(key);
    if (item === undefined) return { value: sampled };
    const shown = views.shown(operation, item);
    return { value: firstValid(operation, [shown]) ?? sampled };
  }

  /** Items of the examples that the document has, so that a mock that nobody wrote to shows them. */
  function seedFromExamples(state: State): void {
    state.isSeeded = true;
    if (state.depth > 0 || state.resource.kind === 'singleton') return;
    const { list: all, retrieve } = state.resource.operations;
    const found = [
      ...(retrieve === undefined
        ? []
        : examples(retrieve).map((example) => valueIn(example, holderOf(state, retrieve)))),
      ...(all === undefined
        ? []
        : examples(all)
            .slice(0, 1)
            .flatMap((example) => {
              const listed = valueIn(example, state.resource.holders.get(all.operationId) ?? ['']);
              return Array.isArray(listed) ? [...listed].reverse() : [];
            })),
    ];
    for (const item of found) {
      const key = keyOf(state, item);
      if (key !== undefined) put(state, '[]', key, item);
    }
  }

  function unknownReference(operation: Operation, call: Arguments): StoreRefusal | undefined {
    const status = operation.responses.some((each) => each.status === '422')
      ? 422
      : !operation.path.includes('{') && operation.responses.some((each) => each.status === '404')
        ? 404
        : undefined;
    if (status === undefined) return undefined;
    for (const reference of referencesOf.get(operation.operationId) ?? []) {
      const state = states.get(reference.resource);
      if (state === undefined || !canHave(state)) continue;
      const holder = reference.in === 'body' ? call.body?.value : call.query;
      const members = reference.members.filter((name) => name !== '*');
      const unknown = [valueIn(holder, members)].flat().find(
        (value) =>
          (typeof value === 'string' || typeof value === 'number') &&
          // A text that is no key at all, such as an empty one, is for the schema to refuse.
          ![...state.scopes.keys(), '[]'].some((scope) => hasItem(state, scope, String(value))),
      );
      if (unknown !== undefined)
        return {
          kind: 'unknown-reference',
          status,
          message: `${reference.in}/${members.join('/')}: there is nothing with the id ${JSON.stringify(unknown)} at ${state.resource.path}`,
        };
    }
    return undefined;
  }

  function conflict(state: State, operation: Operation, call: Arguments): StoreRefusal | undefined {
    if (!operation.responses.some(({ status }) => status === '409')) return undefined;
    for (const members of uniqueOf.get(operation.operationId) ?? []) {
      const value = valueIn(call.body?.value, members);
      const taken = state.unique.get(members.at(-1) ?? '')?.has(String(value));
      if (value !== undefined && taken === true)
        return {
          kind: 'conflict',
          status: 409,
          message: `body/${members.join('/')}: ${JSON.stringify(value)} is taken`,
        };
    }
    return undefined;
  }

  /** If-Match and If-None-Match (RFC 9110, 13.1), where the document has tags. */
  function precondition(
    state: State,
    role: Role,
    operation: Operation,
    call: Arguments,
    request: Request,
  ): StoreRefusal | undefined {
    const match = request.headers.get('if-match');
    const noneMatch = request.headers.get('if-none-match');
    if ((match === null && noneMatch === null) || !hasTags(operation)) return undefined;
    if (!['retrieve', 'update', 'replace', 'delete'].includes(role)) return undefined;
    const { scope, key } = placeOf(state, operation, call);
    const item = collectionAt(state, scope).get(key);
    const isThere = item !== undefined;
    const isAmong = (tags: string): boolean =>
      isThere &&
      (tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === tagOf(item)));
    if (match !== null && !isAmong(match))
      return {
        kind: 'precondition',
        status: 412,
        message: `header/If-Match: ${match} is not the current tag`,
      };
    if (noneMatch === null || !isAmong(noneMatch)) return undefined;
    return role === 'retrieve'
      ? { kind: 'not-modified', status: 304, message: 'it is as it was' }
      : {
          kind: 'precondition',
          status: 412,
          message: `header/If-None-Match: ${noneMatch} is the current tag`,
        };
  }
}

/** Whether an operation speaks of entity tags. */
const hasTags = (operation: Operation): boolean =>
  operation.parameters.some(
    ({ name, in: place }) => place === 'header' && /^if-(none-)?match$/i.test(name),
  ) || operation.responses.some(({ headers }) => headers.some(({ name }) => name.toLowerCase() === 'etag'));

function stateOf(resource: Resource): State {
  const { create, replace } = resource.operations;
  const isMade = create !== undefined || (replace !== undefined && resource.created?.in === 'path');
  return {
    resource,
    depth: parameterNames(resource.path).length,
    scopes: new Map(),
    deleted: new Set(),
    unique: new Map(),
    children: [],
    isReadOnly: !isMade,
    isSeeded: false,
    count: 0,
  };
}

function* rolesOf({ operations }: Resource): Generator<readonly [Role, Operation]> {
  const { searches, actions, ...single } = operations;
  for (const [role, operation] of Object.entries(single)) yield [role as Role, operation];
  for (const operation of searches) yield ['list', operation];
  for (const operation of actions) yield ['action', operation];
}

/** Whether a PUT may make the item: nothing else does, or the document says 201. */
const isUpsert = ({ resource }: State, operation: Operation): boolean =>
  resource.created?.in === 'path' || operation.responses.some(({ status }) => status === '201');

/** An example of an item with the key of a stored one, and with as much else of it as is valid there. */
function adapted(
  example: unknown,
  stored: unknown,
  key: readonly string[],
  valid: (value: unknown) => boolean,
): unknown {
  if (!isObject(example) || !isObject(stored)) return example;
  const [head = 'id'] = key;
  let made: object = example;
  for (const name of [head, ...Object.keys(stored).filter((each) => each !== head)]) {
    const next = { ...made, [name]: stored[name] };
    if (stored[name] !== undefined && valid(next)) made = next;
  }
  return made;
}

/** `deleted: true` and the like. */
const confirmed = (answer: unknown): unknown =>
  isObject(answer)
    ? Object.fromEntries(
        Object.entries(answer).map(([name, value]) => [name, typeof value === 'boolean' ? true : value]),
      )
    : answer;

const templatePattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$|()[\]\\]/g, '\\$&').replaceAll(/\{[^{}]+\}/g, '([^/]+)')}$`);

/** A template with the values of a scope in it. */
function pathWith(path: string, scope: string): string {
  const values = JSON.parse(scope) as readonly string[];
  let at = 0;
  return path.replaceAll(/\{[^{}]+\}/g, () => encodeURIComponent(values[at++] ?? ''));
}

function locationOf({ itemPath, path }: Resource, values: readonly string[], key: string): string {
  const template = itemPath ?? `${path.replace(/\/$/, '')}/{}`;
  const isShallow = parameterNames(template).length <= 1;
  const all = isShallow ? [key] : [...values, key];
  let at = 0;
  return template.replaceAll(/\{[^{}]*\}/g, () => encodeURIComponent(all[at++] ?? ''));
}
