/** An operation and its parts, as OpenAPI names them. Types only. */

import type { JsonObject, Pointer } from '../json/types.ts';
import type { MediaTypeExtensions, OperationExtensions } from './extensions.ts';
import type { SchemaUse } from './schema-use.ts';

/** A method in lower case, as a path item writes it. */
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

/** Where a parameter stands in a request. */
export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

/** How a parameter is serialised (OpenAPI 3.1, 4.8.12). */
export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  | 'cookie';

/** A parameter object (OpenAPI 3.1, 4.8.12). */
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

/** How one part of a form is written (OpenAPI 3.1, 4.8.15). */
export interface Encoding {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
}

/** A media type object (OpenAPI 3.1, 4.8.14). */
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

/** A request body object (OpenAPI 3.1, 4.8.13). */
export interface RequestBody {
  readonly required: boolean;
  readonly description?: string;
  readonly content: readonly MediaType[];
  readonly pointer: Pointer;
}

/** A header object (OpenAPI 3.1, 4.8.21). */
export interface Header {
  readonly name: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly schema?: SchemaUse;
  readonly pointer: Pointer;
}

/** A link object (OpenAPI 3.1, 4.8.20). */
export interface Link {
  readonly name: string;
  readonly operationId?: string;
  readonly operationRef?: string;
  readonly parameters: JsonObject;
}

/** A response object (OpenAPI 3.1, 4.8.17). */
export interface Response {
  /** `200`, a range like `4XX`, or `default`. */
  readonly status: string;
  readonly description?: string;
  readonly headers: readonly Header[];
  readonly content: readonly MediaType[];
  readonly links: readonly Link[];
  readonly pointer: Pointer;
}

/** Requests that the API sends (OpenAPI 3.1, 4.8.18). */
export interface Callback {
  readonly name: string;
  readonly expression: string;
  readonly operations: readonly Operation[];
}

/** Scheme name to scopes; all of one entry are needed together, any one entry of a list suffices. */
export type SecurityRequirement = ReadonlyMap<string, readonly string[]>;

/** An operation object (OpenAPI 3.1, 4.8.10). */
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

/** A server object (OpenAPI 3.1, 4.8.5). */
export interface Server {
  readonly url: string;
  readonly description?: string;
  readonly variables: ReadonlyMap<string, { readonly default: string; readonly enum?: readonly string[] }>;
}
