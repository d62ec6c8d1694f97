import type { Contract, TypeExpression } from '../contract/model.ts';
import { child } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

/** What reads the types of a contract; kinds of types that hold others call it for their parts. */
export interface TypeReader {
  readonly contract: Contract;
  /** The type to write where the schema at a pointer is used. */
  usage(pointer: Pointer): TypeExpression;
}

/** A schema object as it is written. */
export type RawSchema = Readonly<Record<string, unknown>>;

/** Whether a schema has one of the keywords. */
export const has = (raw: RawSchema, ...keywords: readonly string[]): boolean =>
  keywords.some((keyword) => Object.hasOwn(raw, keyword));

/** The pointers of the schemas in the list of a keyword. */
export const membersOf = (raw: RawSchema, pointer: Pointer, keyword: string): readonly Pointer[] =>
  (Array.isArray(raw[keyword]) ? (raw[keyword] as readonly unknown[]) : []).map((_, index) =>
    child(pointer, keyword, index),
  );
