import type { Contract, Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters, parameterNames, valueIn } from '../../../generator/contract/resources.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import { type Collection, createCollection } from './collection.ts';
import {
  createResourceState,
  holderOf,
  placeName,
  type ResourceState,
  type Role,
  rolesOf,
} from './resource-state.ts';

/** The collection of an item and its key there. A scope is a JSON list of the path's parameter values. */
export interface ItemPlace {
  readonly scope: string;
  readonly key: string;
}

/** The stored items of all resources. */
export interface Items {
  readonly states: ReadonlyMap<Resource, ResourceState>;
  /** The resource of an operation and what the operation does with it; `undefined` where none was inferred. */
  roleOf(operation: Operation): readonly [ResourceState, Role] | undefined;
  /** The members of an operation's body that must be unique. */
  uniqueOf(operationId: string): readonly (readonly string[])[];
  /** The values of the path's parameters. */
  valuesOf(operation: Operation, call: Arguments): readonly string[];
  scopeAt(state: ResourceState, values: readonly string[]): string;
  collectionAt(state: ResourceState, scope: string): Collection;
  /** The place of the item of a call, whether it exists or not. */
  placeOf(state: ResourceState, operation: Operation, call: Arguments): ItemPlace;
  /** The place of the item of a resource that a path at or below it names; `undefined` where it names none. */
  placeAbove(state: ResourceState, operation: Operation, call: Arguments): ItemPlace | undefined;
  /** The key in an item; `undefined` where it has none. */
  keyOf(state: ResourceState, item: unknown): string | undefined;
  put(state: ResourceState, scope: string, key: string, item: unknown): void;
  /** Deletes an item and its children; `values` are those of its path. */
  remove(state: ResourceState, scope: string, key: string, values: readonly string[]): void;
  /** The read-only resource of the same name where items of a collection without item paths are read. */
  readElsewhere(state: ResourceState): ResourceState | undefined;
}

/** `examples`: those of an operation's successful response. */
export function createItems(
  contract: Contract,
  lenient: boolean,
  examples: (operation: Operation) => readonly unknown[],
): Items {
  const { inferred } = contract;
  const states = new Map<Resource, ResourceState>();
  const roles = new Map<Operation, readonly [ResourceState, Role]>();
  const unique = new Map<string, readonly (readonly string[])[]>();
  for (const { operationId, members } of inferred.unique)
    unique.set(operationId, [...(unique.get(operationId) ?? []), members]);
  for (const resource of inferred.resources) states.set(resource, createResourceState(resource));
  for (const [resource, state] of states) {
    const above = resource.parent === undefined ? undefined : states.get(resource.parent);
    above?.children.push(state);
    for (const [role, operation] of rolesOf(resource))
      if (!roles.has(operation)) roles.set(operation, [state, role]);
  }
  // Operations below an item that belong to no resource of their own.
  for (const [resource, state] of states)
    for (const operation of resource.below) if (!roles.has(operation)) roles.set(operation, [state, 'below']);

  const uniqueOf = (operationId: string): readonly (readonly string[])[] => unique.get(operationId) ?? [];
  const valuesOf = ({ path }: Operation, call: Arguments): readonly string[] =>
    parameterNames(path).map((name) => String(call.path[name]));
  const scopeAt = (state: ResourceState, values: readonly string[]): string =>
    JSON.stringify(values.slice(0, state.depth));
  const collectionAt = (state: ResourceState, scope: string): Collection => {
    const known = state.scopes.get(scope) ?? createCollection();
    state.scopes.set(scope, known);
    if (!state.isSeeded) seedFromExamples(state);
    return known;
  };
  const placeOf = (state: ResourceState, operation: Operation, call: Arguments): ItemPlace => {
    const values = valuesOf(operation, call);
    if (state.resource.kind === 'singleton') return { scope: JSON.stringify(values), key: '' };
    const isShallow = isShallowState(state);
    const key = (isShallow ? values : values.slice(state.depth))
      .slice(0, state.resource.keys.length)
      .join('/');
    return { scope: isShallow ? scopeOf(state, key) : scopeAt(state, values), key };
  };
  /** The collection that has an item, where the path of items does not name it. */
  const scopeOf = (state: ResourceState, key: string): string =>
    [...state.scopes].find(([, items]) => items.has(key))?.[0] ?? '[]';
  const placeAbove = (state: ResourceState, operation: Operation, call: Arguments): ItemPlace | undefined => {
    const { resource } = state;
    const names = keyParameters(resource, operation.path);
    if (!standsBelow(resource, operation) || names.length < resource.keys.length || names.length === 0)
      return undefined;
    const key = names.map((name) => String(call.path[name])).join('/');
    const scope = isShallowState(state) ? scopeOf(state, key) : scopeAt(state, valuesOf(operation, call));
    return { scope, key };
  };

  return {
    states,
    roleOf: (operation) => roles.get(operation),
    uniqueOf,
    valuesOf,
    scopeAt,
    collectionAt,
    placeOf,
    placeAbove,
    keyOf,
    put,
    remove,
    readElsewhere,
  };

  function keyOf(state: ResourceState, item: unknown): string | undefined {
    const values = state.resource.keys.map(({ member }) => valueIn(item, member ?? ['id']));
    return values.length > 0 &&
      values.every((value) => typeof value === 'string' || typeof value === 'number')
      ? values.join('/')
      : undefined;
  }

  function put(state: ResourceState, scope: string, key: string, item: unknown): void {
    state.scopes.set(scope, state.scopes.get(scope) ?? createCollection());
    const items = state.scopes.get(scope);
    items?.set(key, item);
    state.count++;
    state.deleted.delete(`${scope} ${key}`);
    const { create } = state.resource.operations;
    for (const members of uniqueOf(create?.operationId ?? '')) {
      const name = members.at(-1) ?? '';
      const value = valueIn(item, [name]);
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      const known = state.unique.get(name) ?? new Map<string, string>();
      state.unique.set(name, known.set(String(value), `${scope} ${key}`));
    }
  }

  function remove(state: ResourceState, scope: string, key: string, values: readonly string[]): void {
    const items = collectionAt(state, scope);
    const item = items.get(key);
    // Only an item that existed counts as deleted.
    const wasThere = items.delete(key);
    const place = placeName({ scope, key });
    if (wasThere && !(lenient && state.isReadOnly)) state.deleted.add(place);
    state.uploads.delete(place);
    state.lastAction.delete(place);
    for (const [body, owner] of state.bodies) if (owner === place) state.bodies.delete(body);
    for (const [name, known] of state.unique) {
      const value = String(valueIn(item, [name]));
      if (known.get(value) === `${scope} ${key}`) known.delete(value);
    }
    // Its children are deleted with it.
    const prefix = JSON.stringify(values).slice(0, -1);
    const drop = (child: ResourceState): void => {
      for (const below of child.scopes.keys())
        if (below.startsWith(`${prefix}]`) || below.startsWith(`${prefix},`)) child.scopes.delete(below);
      for (const each of child.children) drop(each);
    };
    for (const child of state.children) drop(child);
  }

  /** Where items are read that are created at another path: `/issues/{n}/comments`, `/issues/comments/{id}`. */
  function readElsewhere({ resource }: ResourceState): ResourceState | undefined {
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

  /** Stores the items of the document's examples, so that a new mock shows them. */
  function seedFromExamples(state: ResourceState): void {
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
}

/** Whether the path of an item has fewer parameters than its collection and key: `/documents/{id}` of `/patients/{id}/documents`. */
export const isShallowState = ({ resource: { itemPath, keys }, depth }: ResourceState): boolean =>
  itemPath !== undefined && parameterNames(itemPath).length < depth + keys.length;

const segmentsOf = (path: string): readonly string[] =>
  path
    .replaceAll(/\{[^{}]*\}/g, '{}')
    .split('/')
    .filter((segment) => segment !== '');

/** Whether the path of an operation is that of an item of the resource, or extends it. */
function standsBelow({ itemPath, path }: Resource, operation: Operation): boolean {
  const own = segmentsOf(operation.path);
  return [itemPath, `${path}/{}`].some(
    (item) =>
      item !== undefined && segmentsOf(item).every((segment, index) => own[index]?.startsWith(segment)),
  );
}
