/** What a document implies: resources, roles, how ids flow, paging, streams. Types only. */

import type { Pointer } from '../json/types.ts';
import type { OperationRole } from './extensions.ts';
import type { Operation, ParameterLocation } from './operation.ts';

/** Something that the document implies but does not declare. */
export interface Inference {
  /** What was inferred, in a few words: `POST /things creates an item of /things`. */
  readonly what: string;
  readonly reason: string;
  /** The overlay action that changes it. */
  readonly override: string;
}

/** A path parameter that names one item of a resource. */
export interface ResourceKey {
  /** The name in the item path; other paths may use another name, see `keyParameters`. */
  readonly parameter: string;
  /**
   * Members of an item that lead to the key: `['id']`, `['metadata', 'name']`. Absent: the item does not contain it.
   */
  readonly member?: readonly string[];
}

/** Where a client finds the key of a new item. */
export type KeySource =
  /** Members of the response to `create`: `['data', 'id']`. */
  | { readonly in: 'response'; readonly members: readonly string[] }
  /** The last segment of its Location header. */
  | { readonly in: 'location' }
  /** The client chooses it: members of the request body. */
  | { readonly in: 'request'; readonly members: readonly string[] }
  /** The client chooses it: it is made by a PUT to the item path. */
  | { readonly in: 'path' };

/** The operations of a resource by role. */
export interface ResourceOperations {
  readonly list?: Operation;
  readonly create?: Operation;
  readonly retrieve?: Operation;
  /** Changes some members: PATCH, or POST to the item path. */
  readonly update?: Operation;
  /** Sends the item whole: PUT. */
  readonly replace?: Operation;
  readonly delete?: Operation;
  /** More lists of the same items: `/pets/findByStatus`. */
  readonly searches: readonly Operation[];
  /** Further operations on an item or on the collection: `/things/{id}/cancel`, `/things:import`. */
  readonly actions: readonly Operation[];
}

/** A collection of items, or a singleton. */
export interface Resource {
  /** The last fixed segment of its path: `users`. */
  readonly name: string;
  readonly kind: 'collection' | 'singleton';
  /** The path that lists and creates items, as written, e.g. `/orgs/{org}/users`; of a singleton, its path. */
  readonly path: string;
  /** The path of one item, as written: `/orgs/{org}/users/{user_id}`. */
  readonly itemPath?: string;
  readonly operations: ResourceOperations;
  /** The parameters that name one item, in order; mostly one. */
  readonly keys: readonly ResourceKey[];
  /** Where a client finds the key of a new item; absent where no operation creates one or returns its key. */
  readonly created?: KeySource;
  /** By operationId: members of the successful response that lead to the item, or to the items of a list. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  /** By operationId: members of the request body that lead to the item. */
  readonly sentIn: ReadonlyMap<string, readonly string[]>;
  /** The resource whose item path this path extends. */
  readonly parent?: Resource;
  /** Every operation below an item, of other resources too: `/files/{file_id}/content`. */
  readonly below: readonly Operation[];
  readonly inference: Inference;
}

/** What one operation does to a resource; without a resource, it is an action of the API itself. */
export interface RoleOfOperation {
  readonly role: OperationRole;
  readonly resource?: Resource;
  readonly inference: Inference;
}

/** A place of a request where the key of an item belongs: how ids flow from one operation to another. */
export interface KeyReference {
  readonly operationId: string;
  readonly in: ParameterLocation | 'body';
  /** The parameter's name, or the members of the body; `*` for each item of a list. */
  readonly members: readonly string[];
  /** The resource whose items have that key. */
  readonly resource: Resource;
  readonly inference: Inference;
}

/** How a client requests the next page of a list. */
export type PaginationStyle =
  /** A query parameter takes the next cursor from the response. */
  | 'cursor'
  /** A query parameter takes a member of the last item. */
  | 'item'
  /** A query parameter counts pages. */
  | 'page'
  /** A query parameter counts items. */
  | 'offset'
  /** The response has the URL of the next page. */
  | 'next-url'
  /** The Link header of the response has the URL of the next page (RFC 8288, `rel="next"`). */
  | 'link-header';

/** How a list is paged. */
export interface ListPagination {
  readonly style: PaginationStyle;
  /** Members of the response that lead to the items; empty when the response is the list. */
  readonly items: readonly string[];
  /** Query parameter of the position: a cursor, the number of a page, an offset. */
  readonly parameter?: string;
  /** Query parameter for the page size. */
  readonly limit?: string;
  /** Members of an item that are the next cursor (style `item`). */
  readonly itemCursor?: readonly string[];
  /** Members of the response that are the next cursor or the next URL. */
  readonly next?: readonly string[];
  /** Members of the response that lead to the boolean that is true while more pages follow. */
  readonly hasMore?: readonly string[];
  /** Members of the response that lead to the number of all items. */
  readonly total?: readonly string[];
  /** The number of the first page (style `page`). */
  readonly first?: 0 | 1;
  readonly inference: Inference;
}

/** A successful response that is a stream. */
export interface StreamOfOperation {
  readonly contentType: string;
  readonly format: 'events' | 'lines' | 'sequence';
  /**
   * What an item is: JSON, the data of an event as a text, or the event with its data, name and id (OpenAPI 3.2, 4.14.4).
   */
  readonly reads: 'json' | 'text' | 'event';
  /** The schema of an item; absent where the document has none. */
  readonly item?: Pointer;
  /** The boolean member of the request body that requests a stream instead of a single response. */
  readonly toggle?: string;
  /** The data of the event that ends it. */
  readonly end?: string;
  readonly inference: Inference;
}

/** Whether a call may be sent twice. */
export interface IdempotencyOfOperation {
  /** By its method (RFC 9110, 9.2.2), by a header that the client sends, or not at all. */
  readonly by: 'method' | 'header';
  readonly header?: string;
  readonly inference: Inference;
}

/** A member of a request body of which no two items have the same value. */
export interface UniqueMember {
  readonly operationId: string;
  readonly members: readonly string[];
  readonly inference: Inference;
}

/** Values of query parameters that order a list by a member of its items. */
export interface ListSort {
  readonly query: { readonly [parameter: string]: string };
  /** The member of an item. */
  readonly member: string;
  /** `either`: the document does not say which way the plain name of a member sorts. */
  readonly direction: 'ascending' | 'descending' | 'either';
  readonly inference: Inference;
}

/** The member in which the items of a resource say their state, and the values that the document lists for it. */
export interface ItemStates {
  readonly member: string;
  readonly listed: readonly string[];
  /** The state of a new item: the default, otherwise the first one to which no action leads. */
  readonly initial: string;
}

/** What an action on an item does to its state. */
export interface ActionOnState {
  /** The state after the action, where its name says so: `confirm` leads to `confirmed`. */
  readonly to?: string;
  /** What the document says of the states in which the action works; see `statesInWords`. */
  readonly words: StatesInWords;
  readonly inference: Inference;
}

/** What the words of an action say of the states in which it works; empty sets where they say nothing. */
export interface StatesInWords {
  /** It works in these states only. */
  readonly allowed: ReadonlySet<string>;
  readonly forbidden: ReadonlySet<string>;
  /** The sentence that says so. */
  readonly sentence: string;
}

/** Everything that a document implies, inferred once. Maps are keyed by operationId. */
export interface Inferred {
  /** In the document's order of their first path; a parent may stand after its child. */
  readonly resources: readonly Resource[];
  readonly roles: ReadonlyMap<string, RoleOfOperation>;
  readonly references: readonly KeyReference[];
  readonly pagination: ReadonlyMap<string, ListPagination>;
  readonly streams: ReadonlyMap<string, StreamOfOperation>;
  readonly idempotency: ReadonlyMap<string, IdempotencyOfOperation>;
  readonly unique: readonly UniqueMember[];
  readonly sorts: ReadonlyMap<string, readonly ListSort[]>;
  readonly states: ReadonlyMap<Resource, ItemStates>;
  /** Actions on items that have a state. */
  readonly actions: ReadonlyMap<string, ActionOnState>;
  /** What was left out, and why. */
  readonly ignored: readonly Inference[];
}
