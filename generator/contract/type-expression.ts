/** A schema as a TypeScript type. Types only. */

import type { Pointer } from '../json/types.ts';
import type { EvidenceClass } from './origin.ts';

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

/** The type of an object. */
export interface ObjectType {
  readonly kind: 'object';
  readonly properties: readonly PropertyType[];
  /** The type of members not named; `undefined` when none are declared (open by default) or when closed. */
  readonly additional?: TypeExpression;
  /** True for `additionalProperties: false`. */
  readonly closed: boolean;
}

/** A member of an object type. */
export interface PropertyType {
  readonly name: string;
  readonly type: TypeExpression;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly documentation: Documentation;
}

/** A choice among types. */
export interface UnionType {
  readonly kind: 'union';
  readonly members: readonly TypeExpression[];
  readonly applicator: 'oneOf' | 'anyOf' | 'type';
  readonly discriminator?: Discriminator;
}

/** Many property values to one schema each; several values may share a schema. */
export interface Discriminator {
  readonly propertyName: string;
  /** In the document's order: value to the pointer of the branch that accepts it. */
  readonly mapping: ReadonlyMap<string, Pointer>;
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
