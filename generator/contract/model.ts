/**
 * The nouns of a Contract: what an OpenAPI document says, once, in one shape for every dialect (3.0, 3.1, 3.2). This file is
 * their entry. Types only; these files import the JSON types only, and everything else may import them.
 */

import type { JsonObject, Pointer } from '../json/types.ts';
import type { ContractExtensions } from './extensions.ts';
import type { Inferred } from './inferred.ts';
import type { Operation, Server } from './operation.ts';
import type { Origin } from './origin.ts';
import type { NamedSchema, SchemaUse, View } from './schema-use.ts';

export type * from './extensions.ts';
export type * from './inferred.ts';
export type * from './operation.ts';
export type * from './origin.ts';
export type * from './schema-use.ts';
export type * from './type-expression.ts';

/** A tag object (OpenAPI 3.1, 4.8.22). */
export interface Tag {
  readonly name: string;
  /** The tag above it (OpenAPI 3.2). */
  readonly parent?: string;
  readonly description?: string;
}

/** A security scheme object (OpenAPI 3.1, 4.8.27). */
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

/** An info object (OpenAPI 3.1, 4.8.2). */
export interface Info {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

/** The version of OpenAPI that a document is written in. */
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
  /**
   * The schema at a pointer of the document; throws for a wrong pointer. `view` leaves out readOnly or writeOnly
   * members.
   */
  schemaAt(pointer: Pointer, view?: View): SchemaUse;
  origin(pointer: Pointer): Origin;
}
