import { child } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import type { Placed } from './placed.ts';
import type { Reader } from './reader.ts';
import type { KeywordReader } from './visit.ts';

/** Where a value is invalid, counted inside the closest branch of a union. */
export interface ErrorPlace {
  readonly keyword: string;
  /** Where the keyword stands in the document. */
  readonly keywordLocation: Pointer;
  /** JSON Pointer into the value, `` for the whole. */
  readonly instanceLocation: string;
}

/** How lenient the interpreter is. */
export interface Interpretation {
  /** Whether `format` is checked, which is up to each party; on unless said otherwise. */
  readonly formats?: boolean;
  /** Whether a value is valid by a `oneOf` of which these branches accept it; exactly one must unless said otherwise. */
  readonly oneOf?: (union: Placed, fitting: readonly number[], value: unknown) => boolean;
}

/** Applies a schema to a value; true when it is valid. */
export type Apply = (
  walk: Walk,
  placed: Placed,
  value: unknown,
  path: string,
  above: Frame | undefined,
  keyword?: string,
) => boolean;

/** One walk over a value; it stops at the first error unless errors are reported. */
export interface Walk {
  readonly reader: Reader;
  readonly formats: boolean;
  readonly oneOf: Required<Interpretation>['oneOf'];
  /** Applies a schema to a value; `keyword` is what an error names where the schema is `false`. */
  readonly check: Apply;
  readonly report: ((place: ErrorPlace, key: string) => void) | undefined;
  /**
   * Verdicts on the parts of the value, by schema object and its place. A schema that refers to itself on two ways would
   * otherwise be applied twice as often with each level of the value.
   */
  readonly parts: Map<object, Map<JsonObject, Map<Pointer, boolean>>>;
}

/** A schema object that is applied to a value. */
export interface Frame {
  readonly walk: Walk;
  readonly at: Pointer;
  readonly value: unknown;
  /** JSON Pointer of the value. */
  readonly path: string;
  /** The frame that led here. */
  readonly above: Frame | undefined;
  readonly schema: JsonObject;
  /** Whether the value satisfies every keyword before. */
  valid: boolean;
}

/** The check of one keyword. */
export type Check = KeywordReader<boolean, Frame>;

/** Reports an error at a keyword; always false. */
export function refuse({ report }: Walk, keyword: string, at: Pointer, path: string, detail = ''): false {
  report?.({ keyword, keywordLocation: at, instanceLocation: path }, `${path} ${keyword} ${detail}`);
  return false;
}

/** Refuses the value of a frame by a keyword of its schema. */
export const fails = ({ walk, at, path }: Frame, keyword: string, detail = ''): false =>
  refuse(walk, keyword, child(at, keyword), path, detail);

/** Whether a subschema accepts a value; nothing is reported. */
export function accepts(frame: Frame, placed: Placed, value: unknown): boolean {
  const { walk } = frame;
  const silent = walk.report === undefined ? walk : { ...walk, report: undefined };
  // A part of the value is at another path, which is never reported.
  return walk.check(silent, placed, value, value === frame.value ? frame.path : `${frame.path}/`, frame);
}

/** A schema that speaks of the same value. */
export const inPlace = (frame: Frame, placed: Placed, keyword: string): boolean =>
  frame.walk.check(frame.walk, placed, frame.value, frame.path, frame, keyword);
