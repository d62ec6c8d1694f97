import type { TypeName } from '../../json/type-of.ts';
import type { JsonSchema, Pointer } from '../../json/types.ts';
import type { Facts } from '../facts.ts';
import type { Body, Subject } from './body.ts';

/** A branch of a union, and what is proven of it. */
export interface Branch {
  readonly schema: JsonSchema;
  readonly facts: Facts;
  /** Where the branch stands in its union. */
  readonly at: Pointer;
  /** What errors name when it was chosen: the `$ref` target, else its own place. */
  readonly pointer: Pointer;
}

/** The union that is written. */
export interface Union {
  readonly keyword: 'anyOf' | 'oneOf';
  readonly at: Pointer;
  readonly hint: string | undefined;
  /** Tags that have been looked at on the way here. */
  readonly used: ReadonlySet<string>;
}

/** Writes what is left of a union. */
export type EmitCandidates = (
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  types: readonly TypeName[],
) => void;
