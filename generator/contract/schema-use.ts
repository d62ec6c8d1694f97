/** A schema where it is used, and schemas with names. Types only. */

import type { JsonSchema, Pointer } from '../json/types.ts';
import type { Discriminator, TypeExpression } from './type-expression.ts';

/** Which way a message travels: `readOnly` members leave requests, `writeOnly` members leave responses. */
export type View = 'request' | 'response';

/**
 * A schema in JSON Schema 2020-12 shape: every keyword kept, 3.0 spellings translated, `allOf` merged where that is
 * proven to change no verdict. `$ref`s still point into the document: `contract.schemaAt(ref)` gives their normal form.
 */
export interface NormalSchema {
  readonly schema: JsonSchema;
  /** Pointer inside `schema` (`#`, `#/properties/a`) to the pointer in the document it was read from. */
  origin(place: Pointer): Pointer;
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
