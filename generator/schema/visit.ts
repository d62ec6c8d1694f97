import type { JsonObject } from '../json/types.ts';
import type { DecidingKeyword } from './keywords.ts';

/**
 * What an engine does with each keyword that decides on validity. A member that is missing does not compile, so a keyword
 * that joins the table is met by every engine. Keywords that are read together (`contains`, `minContains`) share one
 * function, which is called once. `context` is whatever the engine hands down.
 */
export type SchemaVisitor<T, Context = undefined> = {
  readonly [keyword in DecidingKeyword]: KeywordReader<T, Context>;
};

/** Reads one keyword, or several that belong together, of a schema that has it. */
export type KeywordReader<T, Context> = (schema: JsonObject, context: Context) => T;

/** What a visitor says of each keyword of a schema, in the order of the visitor's members. */
export function visitSchema<T, Context>(
  schema: JsonObject,
  visitor: SchemaVisitor<T, Context>,
  context: Context,
): readonly T[] {
  return readersFor(visitor, (keyword) => schema[keyword] !== undefined).map((read) => read(schema, context));
}

/** The readers of the keywords that are wanted, each once, in the order of the visitor's members. */
export function readersFor<T, Context>(
  visitor: SchemaVisitor<T, Context>,
  isWanted: (keyword: DecidingKeyword) => boolean,
): readonly KeywordReader<T, Context>[] {
  const keywords = Object.keys(visitor) as readonly DecidingKeyword[];
  return [...new Set(keywords.filter(isWanted).map((keyword) => visitor[keyword]))];
}
