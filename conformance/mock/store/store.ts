import type { Contract, KeyReference, Operation, SchemaUse } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Validate } from '../../validate.ts';
import { actOnItem, wrongState } from './act-on-item.ts';
import { changeItem, replaceByBody } from './change-item.ts';
import { createItem } from './create-item.ts';
import { deleteItem } from './delete-item.ts';
import { createItems } from './items.ts';
import { listItems } from './list-items.ts';
import { missingItem } from './missing-item.ts';
import { readItem, showItem } from './read-item.ts';
import { conflict, precondition, type TagOf, unknownReference } from './refusals.ts';
import { createResponses } from './responses.ts';
import { dump, type SeedData, seed } from './seed-data.ts';
import type { Settled, StoreCall, StoreRefusal } from './store-call.ts';
import type { StoreParts } from './store-parts.ts';
import { downloadOf } from './uploads.ts';
import { createViews } from './views.ts';

/** What was created and not yet deleted. */
export interface Store {
  refuse(operation: Operation, call: Arguments, request: Request): StoreRefusal | undefined;
  settle(call: StoreCall): Settled;
  /** Stores items; a path of no collection is a TypeError that names the collections. */
  seed(data: SeedData): void;
  dump(): SeedData;
  reset(): void;
}

interface StoreOptions {
  readonly validate: Validate;
  readonly lenient: boolean;
  readonly documentedOnly: boolean;
  readonly tagOf: TagOf;
  sample(use: SchemaUse, seed: number): unknown;
  /** The document's examples of an operation's successful response. */
  examples(operation: Operation): readonly unknown[];
}

/** State for every inferred resource, kept until the server stops. */
export function createStore(contract: Contract, options: StoreOptions): Store {
  const { validate, lenient, documentedOnly, tagOf, sample, examples } = options;
  const views = createViews(contract);
  const items = createItems(contract, lenient, examples);
  const responses = createResponses(contract, validate, views);
  const parts: StoreParts = { contract, lenient, items, responses, views, validate, sample, examples };
  const referencesOf = new Map<string, KeyReference[]>();
  for (const reference of contract.inferred.references)
    if (reference.in === 'body')
      referencesOf.set(reference.operationId, [
        ...(referencesOf.get(reference.operationId) ?? []),
        reference,
      ]);
  return {
    refuse(operation, call, request) {
      const unknown = missingItem(items, documentedOnly, operation, call);
      if (unknown !== undefined)
        return {
          kind: 'unknown-id',
          status: 404,
          message: `there is nothing with the id ${JSON.stringify(unknown)}`,
        };
      const [state, role] = items.roleOf(operation) ?? [];
      if (state === undefined || role === undefined) return undefined;
      const inState =
        role === 'action' && !lenient ? wrongState(parts, state, { operation, call }) : undefined;
      if (inState !== undefined) return inState;
      const taken = () => (role === 'create' ? conflict(items, state, operation, call) : undefined);
      // The schemas accept texts that are not entity tags; so does a lenient mock.
      const hasTag = /"/.test(`${request.headers.get('if-match')}${request.headers.get('if-none-match')}`);
      if (lenient && !hasTag) return taken();
      const stale = precondition(items, tagOf, state, role, operation, call, request);
      if (stale !== undefined) return stale;
      const references = referencesOf.get(operation.operationId) ?? [];
      return unknownReference(items, references, operation, call) ?? taken();
    },
    settle(storeCall) {
      const { operation, call, sampled } = storeCall;
      const [state, role] = items.roleOf(operation) ?? [];
      if (state === undefined || role === undefined) return { value: sampled };
      const uploaded = downloadOf(items, state, role, operation, call);
      if (uploaded !== undefined) return { value: uploaded };
      switch (role) {
        case 'create':
          return createItem(parts, state, storeCall);
        case 'list':
          return listItems(parts, state, storeCall);
        case 'replace':
        case 'update':
          return operation.path === state.resource.path && state.resource.kind === 'collection'
            ? replaceByBody(parts, state, storeCall)
            : changeItem(parts, state, storeCall, role, items.placeOf(state, operation, call));
        case 'delete':
          return deleteItem(parts, state, storeCall);
        case 'retrieve':
          return readItem(parts, state, storeCall);
        case 'action':
          return actOnItem(parts, state, storeCall);
        case 'below':
          return showItem(parts, state, storeCall);
        default:
          return role satisfies never;
      }
    },
    seed: (data) => seed(items, data),
    dump: () => dump(items),
    reset() {
      for (const state of items.states.values()) {
        state.scopes.clear();
        state.deleted.clear();
        state.unique.clear();
        state.uploads.clear();
        state.lastAction.clear();
        state.bodies.clear();
        state.isSeeded = false;
        state.count = 0;
      }
    },
  };
}
