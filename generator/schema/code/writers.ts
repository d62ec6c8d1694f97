import type { TypeName } from '../../json/type-of.ts';
import type { JsonObject } from '../../json/types.ts';
import type { KeywordFor } from '../keywords.ts';
import type { Body, Subject } from './body.ts';

/** Writes the checks of one keyword, or of several that belong together. It has `next` write what comes after them. */
export type KeywordWriter<Context = undefined> = (
  body: Body,
  schema: JsonObject,
  subject: Subject,
  next: (body: Body) => void,
  context: Context,
) => void;

/**
 * The writers of all keywords that speak of one type of instance, in the order in which they are written. A keyword that joins
 * the table of keywords does not compile until each type it speaks of has a writer for it.
 */
export type KeywordWriters<Type extends TypeName | 'any', Context = undefined> = {
  readonly [keyword in KeywordFor<Type>]: KeywordWriter<Context>;
};

/** For a keyword that is written with others, or at another point. */
export const elsewhere: KeywordWriter<unknown> = (body, _schema, _subject, next) => next(body);

/** A writer after which what follows is written side by side with it. */
export const plainly =
  <Context>(
    write: (body: Body, schema: JsonObject, subject: Subject, context: Context) => void,
  ): KeywordWriter<Context> =>
  (body, schema, subject, next, context) => {
    write(body, schema, subject, context);
    next(body);
  };

/** Writes the keywords that a schema has, each writer once. */
export function writeKeywords<Context>(
  writers: Readonly<Record<string, KeywordWriter<Context>>>,
  body: Body,
  schema: JsonObject,
  subject: Subject,
  context: Context,
): void {
  const names = Object.keys(writers).filter((keyword) => Object.hasOwn(schema, keyword));
  const wanted = [...new Set(names.map((keyword) => writers[keyword]))];
  const from =
    (index: number) =>
    (inner: Body): void =>
      wanted[index]?.(inner, schema, subject, from(index + 1), context);
  from(0)(body);
}

/** Whether a schema has a keyword that one of the writers writes. */
export const hasWritten = (
  writers: Readonly<Record<string, KeywordWriter<never>>>,
  schema: JsonObject,
): boolean =>
  Object.keys(schema).some((keyword) => Object.hasOwn(writers, keyword) && writers[keyword] !== elsewhere);
