import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { parameterNames } from '../../../generator/contract/resources.ts';
import type { Collection } from './collection.ts';

/** What an operation does with the items of its resource; `below` is any other operation on the path of an item. */
export type Role = 'create' | 'list' | 'retrieve' | 'update' | 'replace' | 'delete' | 'action' | 'below';

/** The stored items of a resource. */
export interface ResourceState {
  readonly resource: Resource;
  /** How many parameters the path of the collection has. */
  readonly depth: number;
  /** Collections by the values of those parameters. */
  readonly scopes: Map<string, Collection>;
  /** Keys of deleted items, with their scope. */
  readonly deleted: Set<string>;
  /** Of members that are unique: values to keys. */
  readonly unique: Map<string, Map<string, string>>;
  /** Bytes that were uploaded for an item, by its place. */
  readonly uploads: Map<string, Uint8Array>;
  /** The last action on an item, by its place. */
  readonly lastAction: Map<string, string>;
  /** Where the same item must not be created twice: bodies of creations to places. */
  readonly bodies: Map<string, string>;
  readonly children: ResourceState[];
  /** No operation creates an item: items are sampled when read, and kept. */
  readonly isReadOnly: boolean;
  isSeeded: boolean;
  count: number;
}

/** A resource without items. */
export function createResourceState(resource: Resource): ResourceState {
  const { create, replace } = resource.operations;
  const isMade = create !== undefined || (replace !== undefined && resource.created?.in === 'path');
  return {
    resource,
    depth: parameterNames(resource.path).length,
    scopes: new Map(),
    deleted: new Set(),
    unique: new Map(),
    uploads: new Map(),
    lastAction: new Map(),
    bodies: new Map(),
    children: [],
    isReadOnly: !isMade,
    isSeeded: false,
    count: 0,
  };
}

/** The operations of a resource with their roles. */
export function* rolesOf({ operations }: Resource): Generator<readonly [Role, Operation]> {
  const { searches, actions, ...single } = operations;
  for (const [role, operation] of Object.entries(single)) yield [role as Role, operation];
  for (const operation of searches) yield ['list', operation];
  for (const operation of actions) yield ['action', operation];
}

/** Whether a PUT may create the item: no other operation does, or the document declares 201. */
export const isUpsert = ({ resource }: ResourceState, operation: Operation): boolean =>
  resource.created?.in === 'path' || operation.responses.some(({ status }) => status === '201');

/** The path to the key in an item. */
export const keyNames = ({ resource }: ResourceState): readonly string[] =>
  resource.keys.at(-1)?.member ?? ['id'];

/** The path to the item, or the list of items, in a response. */
export const holderOf = ({ resource }: ResourceState, operation: Operation): readonly string[] =>
  resource.holders.get(operation.operationId) ?? [];

/** A place as one text. */
export const placeName = ({ scope, key }: { readonly scope: string; readonly key: string }): string =>
  `${scope} ${key}`;
