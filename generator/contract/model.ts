/**
 * The nouns of a Contract: what an OpenAPI document says, once, in one shape for every dialect (3.0, 3.1, 3.2).
 * Types only; this file imports the JSON types only, and everything else may import it.
 */

import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';

/** Which way a message travels: `readOnly` members leave requests, `writeOnly` members leave responses. */
export type View = 'request' | 'response';

/** What an overlay action or a rule rests on, see docs/overlays.md. Absent: the document itself contains it. */
export type EvidenceClass =
  | 'document'
  | 'third-party-measured'
  | 'vendor-code'
  | 'vendor-later'
  | 'vendor-docs'
  | 'reported';

/** Where a pointer of the contract comes from. */
export interface Origin {
  /** The file as the user named it. */
  readonly file: string;
  readonly pointer: Pointer;
  /** The overlay action that wrote the place, when the document itself did not. */
  readonly overlay?: { readonly file: string; readonly action: number; readonly evidence: EvidenceClass };
  /** 1-based line and column, computed on demand. */
  position(): { readonly line: number; readonly column: number } | undefined;
}

/**
 * A schema in JSON Schema 2020-12 shape: every keyword kept, 3.0 spellings translated, `allOf` merged where that is
 * proven to change no verdict. `$ref`s still point into the document: `contract.schemaAt(ref)` gives their normal form.
 */
export interface NormalSchema {
  readonly schema: JsonSchema;
  /** Pointer inside `schema` (`#`, `#/properties/a`) to the pointer in the document it was read from. */
  origin(place: Pointer): Pointer;
}

/** Many property values to one schema each; several values may share a schema. */
export interface Discriminator {
  readonly propertyName: string;
  /** In the document's order: value to the pointer of the branch that accepts it. */
  readonly mapping: ReadonlyMap<string, Pointer>;
}

/** A schema where it is used. `normal`, `type` and `discriminator` are computed on first use. */
export interface SchemaUse {
  readonly raw: JsonSchema;
  readonly pointer: Pointer;
  readonly normal: NormalSchema;
  readonly type: TypeExpression;
  /** Present when the schema (through `$ref`) is a union with a required discriminator property. */
  readonly discriminator: Discriminator | undefined;
}

/** A schema with a name: a component, or an inline schema that the overlay or its place names. */
export interface NamedSchema {
  /** The key under `components/schemas`, or the given name of an inline schema. */
  readonly name: string;
  /** A TypeScript identifier, unique among the types of this contract. */
  readonly typeName: string;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly use: SchemaUse;
}

/** A schema as a TypeScript type; for printing only, never for validation. */
export type TypeExpression =
  | { readonly kind: 'reference'; readonly pointer: Pointer; readonly typeName: string }
  | { readonly kind: 'enum'; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly kind: 'string'; readonly format?: string }
  | { readonly kind: 'number' }
  | { readonly kind: 'integer'; readonly format?: string }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'null' }
  | {
      readonly kind: 'array';
      readonly items: TypeExpression;
      readonly minItems: number;
      readonly maxItems: number;
    }
  | {
      readonly kind: 'tuple';
      readonly items: readonly TypeExpression[];
      readonly required: number;
      readonly rest?: TypeExpression;
    }
  | ObjectType
  | UnionType
  | { readonly kind: 'intersection'; readonly members: readonly TypeExpression[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'never' };

export interface ObjectType {
  readonly kind: 'object';
  readonly properties: readonly PropertyType[];
  /** The type of members not named; `undefined` when none are declared (open by default) or when closed. */
  readonly additional?: TypeExpression;
  /** True for `additionalProperties: false`. */
  readonly closed: boolean;
}

export interface PropertyType {
  readonly name: string;
  readonly type: TypeExpression;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly documentation: Documentation;
}

export interface UnionType {
  readonly kind: 'union';
  readonly members: readonly TypeExpression[];
  readonly applicator: 'oneOf' | 'anyOf' | 'type';
  readonly discriminator?: Discriminator;
}

/** The documentation of a schema, printed as its doc comment. */
export interface Documentation {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly default?: unknown;
  readonly examples: readonly unknown[];
  /**
   * Keyword and value of the limits that a type cannot say, in the document's order: `minimum`, `maxLength`, ... With the
   * class of evidence where an overlay says so and not the document.
   */
  readonly limits: readonly (readonly [keyword: string, value: unknown, evidence?: EvidenceClass])[];
  /** Present where the whole place comes from an overlay. */
  readonly evidence?: EvidenceClass;
}

export type HttpMethod =
  | 'get'
  | 'put'
  | 'post'
  | 'delete'
  | 'options'
  | 'head'
  | 'patch'
  | 'trace'
  | 'query'
  // A method from `additionalOperations` of a path item (OpenAPI 3.2), as written.
  | (string & Record<never, never>);
export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';
export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  | 'cookie';

export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** Absent when the parameter is described by `content`. */
  readonly schema?: SchemaUse;
  readonly content?: MediaType;
  readonly examples: readonly unknown[];
  readonly pointer: Pointer;
}

export interface Encoding {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
}

export interface MediaType {
  readonly contentType: string;
  readonly schema?: SchemaUse;
  /** The schema of one event or item of a stream (OpenAPI 3.2, or an overlay on 3.0 and 3.1). */
  readonly itemSchema?: SchemaUse;
  readonly encoding: ReadonlyMap<string, Encoding>;
  readonly examples: readonly unknown[];
  readonly extensions: MediaTypeExtensions;
  readonly pointer: Pointer;
}

export interface RequestBody {
  readonly required: boolean;
  readonly description?: string;
  readonly content: readonly MediaType[];
  readonly pointer: Pointer;
}

export interface Header {
  readonly name: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly schema?: SchemaUse;
  readonly pointer: Pointer;
}

export interface Link {
  readonly name: string;
  readonly operationId?: string;
  readonly operationRef?: string;
  readonly parameters: JsonObject;
}

export interface Response {
  /** `200`, a range like `4XX`, or `default`. */
  readonly status: string;
  readonly description?: string;
  readonly headers: readonly Header[];
  readonly content: readonly MediaType[];
  readonly links: readonly Link[];
  readonly pointer: Pointer;
}

export interface Callback {
  readonly name: string;
  readonly expression: string;
  readonly operations: readonly Operation[];
}

/** Scheme name to scopes; all of one entry are needed together, any one entry of a list suffices. */
export type SecurityRequirement = ReadonlyMap<string, readonly string[]>;

export interface Operation {
  /** The document's or the overlay's id; else made from method and path. Unique in the contract. */
  readonly operationId: string;
  readonly method: HttpMethod;
  /** The template as written, e.g. `/pets/{petId}`. */
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Path item's and operation's own, merged. */
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: readonly Response[];
  readonly callbacks: readonly Callback[];
  /** Empty: no credential is required. An empty requirement among others: optional. */
  readonly security: readonly SecurityRequirement[];
  readonly servers: readonly Server[];
  readonly extensions: OperationExtensions;
  readonly pointer: Pointer;
}

export interface Server {
  readonly url: string;
  readonly description?: string;
  readonly variables: ReadonlyMap<string, { readonly default: string; readonly enum?: readonly string[] }>;
}

export interface Tag {
  readonly name: string;
  /** The tag above it (OpenAPI 3.2). */
  readonly parent?: string;
  readonly description?: string;
}

export interface SecurityScheme {
  readonly name: string;
  readonly type: 'apiKey' | 'http' | 'mutualTLS' | 'oauth2' | 'openIdConnect';
  /** For `http`: `bearer`, `basic`, ... lower case. */
  readonly scheme?: string;
  /** For `apiKey`. */
  readonly in?: 'query' | 'header' | 'cookie';
  readonly parameterName?: string;
  readonly description?: string;
  /** The environment variable that holds the key: `x-plumbline-env`, else made from the title. */
  readonly env: string;
  readonly pointer: Pointer;
}

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

/** What an operation does to the resource it is about. */
export type OperationRole = 'list' | 'create' | 'retrieve' | 'update' | 'replace' | 'delete' | 'action';

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
  /** Members of an item that lead to the key: `['id']`, `['metadata', 'name']`. Absent: the item does not contain it. */
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

/** A place of a request that takes the key of an item: how ids flow from one operation to another. */
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
  /** What was left out, and why. */
  readonly ignored: readonly Inference[];
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
      /** Place of the request to the path of the resource whose key it takes, or false. */
      readonly references?: ReadonlyMap<string, string | false>;
    };

export interface MediaTypeExtensions {
  /** The data of the event that ends a stream, e.g. `[DONE]`. */
  readonly streamEnd?: string;
}

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

export interface Info {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

export type Dialect = '3.0' | '3.1' | '3.2';

/** The contract of an API: everything else is a function of it. */
export interface Contract {
  readonly dialect: Dialect;
  readonly info: Info;
  readonly servers: readonly Server[];
  readonly tags: readonly Tag[];
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  /** In the document's order. */
  readonly operations: readonly Operation[];
  readonly webhooks: readonly Operation[];
  /** Components first, in the document's order, then named inline schemas. */
  readonly schemas: readonly NamedSchema[];
  readonly extensions: ContractExtensions;
  /** What the document implies: resources and how ids flow, roles, paging, streams. Computed on first use. */
  readonly inferred: Inferred;
  /** The bundled document with overlays applied, untouched otherwise: what raw `$ref`s resolve against. */
  readonly document: JsonObject;
  /** The schema at a pointer of the document; throws for a wrong pointer. `view` leaves out readOnly or writeOnly members. */
  schemaAt(pointer: Pointer, view?: View): SchemaUse;
  origin(pointer: Pointer): Origin;
}
