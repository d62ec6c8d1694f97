/** What overlays say to the generator: the members `x-plumbline-*`, read in build/extensions.ts only. Types only. */

/** What an operation does to the resource it is about. */
export type OperationRole = 'list' | 'create' | 'retrieve' | 'update' | 'replace' | 'delete' | 'action';

/** How an operation is paged: a cursor parameter that takes a member of the last item or of the response. */
export interface Pagination {
  /** Query parameter that takes the cursor. */
  readonly cursor: string;
  /** Member of the response with the items. */
  readonly items: string;
  /** Member of an item that is the next cursor. */
  readonly itemCursor?: string;
  /** Member of the response that is the next cursor. */
  readonly next?: string;
  /** Boolean member that is true while more pages follow. */
  readonly hasMore?: string;
  /** Query parameter for the page size. */
  readonly limit?: string;
}

/** The members `x-plumbline-*` of an operation; read in build/extensions.ts only. */
export interface OperationExtensions {
  /** Resource path of the client class, e.g. `['chat', 'completions']`. */
  readonly resource?: readonly string[];
  /** Method name on the resource, e.g. `create`. */
  readonly method?: string;
  /** Replaces what would be inferred; false: infer nothing. */
  readonly resourceOverride?: ResourceOverride;
  readonly pagination?: Pagination;
  /** False: infer no paging. */
  readonly isPaged?: false;
  /** The header that carries the key; false: no header does, although one looks like it. */
  readonly idempotency?: string | false;
}

/** `x-plumbline-resource` as an object: what an operation does to which resource. */
export type ResourceOverride =
  | false
  | {
      /** The path of the resource. */
      readonly path?: string;
      readonly role?: OperationRole;
      /** The member of an item that is its key. */
      readonly key?: string;
      /** Members of the request body of which no two items have the same value. */
      readonly unique?: readonly string[];
      /** Place of the request to the path of the resource whose key belongs there, or false. */
      readonly references?: ReadonlyMap<string, string | false>;
    };

/** The members `x-plumbline-*` of a media type. */
export interface MediaTypeExtensions {
  /** The data of the event that ends a stream, e.g. `[DONE]`. */
  readonly streamEnd?: string;
}

/** The members `x-plumbline-*` of `info`. */
export interface ContractExtensions {
  /** `x-plumbline-name` on `info`: the client class and the stem of environment variables. */
  readonly name?: string;
  /** `x-plumbline-env` on `info`: environment variable of the base URL. */
  readonly baseUrlEnv?: string;
  /** Response headers that carry a request id, first present wins. */
  readonly requestIdHeaders: readonly string[];
  /** Error types (member `error.type` or `error.code`) that must not be retried. */
  readonly neverRetry: readonly string[];
}
