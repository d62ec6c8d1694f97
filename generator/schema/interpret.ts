import { isFilePart } from '../json/file-part.ts';
import { isObject } from '../json/guards.ts';
import { type TypeName, typeOf } from '../json/type-of.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import {
  type Apply,
  type Check,
  type ErrorPlace,
  type Frame,
  type Interpretation,
  refuse,
  type Walk,
} from './interpret-frame.ts';
import { checkType, interpreter } from './interpret-keywords.ts';
import { type DecidingKeyword, keywords } from './keywords.ts';
import type { Placed } from './placed.ts';
import type { Reader } from './reader.ts';
import { readersFor } from './visit.ts';

/**
 * Whether a value is valid: the schema is interpreted, so that nothing is compiled for one that is used once. Beside the
 * code of `code/` this is our only reading of a value. A pattern that is not decided in time counts as matched.
 */
export const isValid = (
  reader: Reader,
  placed: Placed,
  value: unknown,
  { formats = true, oneOf = isOne }: Interpretation = {},
): boolean =>
  check({ reader, formats, oneOf, check, report: undefined, parts: new Map() }, placed, value, '', undefined);

const isOne: Required<Interpretation>['oneOf'] = (_, fitting) => fitting.length === 1;

/** Every place where the value is invalid, each once; empty when it is valid. */
export function errorPlaces(reader: Reader, placed: Placed, value: unknown): readonly ErrorPlace[] {
  const found = new Map<string, ErrorPlace>();
  const report: Walk['report'] = (place, key) => {
    if (!found.has(key)) found.set(key, place);
  };
  check(
    { reader, formats: true, oneOf: isOne, check, report, parts: new Map() },
    placed,
    value,
    '',
    undefined,
  );
  // A value of the wrong type is invalid by other keywords too: that is one cause, not several.
  const mistyped = new Map<string, ErrorPlace>();
  for (const place of found.values()) {
    const { keyword, instanceLocation } = place;
    if (keyword === 'type' && !mistyped.has(instanceLocation)) mistyped.set(instanceLocation, place);
  }
  return [...found.values()].filter((place) => (mistyped.get(place.instanceLocation) ?? place) === place);
}

const check: Apply = (walk, { schema: written, at }, value, path, above, keyword = 'false') => {
  if (written === true) return true;
  // What is not a schema admits nothing, as in a plan.
  if (written === false || !isObject(written)) return refuse(walk, keyword, at, path);
  const schema = walk.reader.read(written);
  // The verdict on a part does not depend on the way to it: only what is applied to the same value can be open.
  const isPart = typeof value === 'object' && value !== null && above !== undefined && above.path !== path;
  if (!isPart || walk.report !== undefined) return apply(walk, schema, at, value, path, above);
  const verdicts = walk.parts.get(value) ?? new Map<JsonObject, Map<Pointer, boolean>>();
  walk.parts.set(value, verdicts);
  const byPlace = verdicts.get(schema) ?? new Map<Pointer, boolean>();
  verdicts.set(schema, byPlace);
  const valid = byPlace.get(at) ?? apply(walk, schema, at, value, path, above);
  byPlace.set(at, valid);
  return valid;
};

function apply(
  walk: Walk,
  schema: JsonObject,
  at: Pointer,
  value: unknown,
  path: string,
  above: Frame | undefined,
): boolean {
  // A schema that refers to itself for the same value never accepts it.
  if (isOpen(schema, value, path, above)) return refuse(walk, '$ref', at, path);
  const type = isFilePart(value) ? 'file' : typeOf(value);
  const frame: Frame = { walk, at, value, path, above, schema, valid: true };
  for (const read of checksFor(schema, type)) {
    if (read(schema, frame)) continue;
    frame.valid = false;
    if (walk.report === undefined) return false;
    // A value of the wrong type breaks one rule, not every other one too.
    if (read === checkType) return checkMistyped(schema, frame);
  }
  return frame.valid;
}

/** Whether the same schema is being applied to the same value already: applying it again would never end. */
function isOpen(schema: JsonObject, value: unknown, path: string, above: Frame | undefined): boolean {
  for (let frame = above; frame?.path === path && frame.value === value; frame = frame.above)
    if (frame.schema === schema) return true;
  return false;
}

/** Checks a value of the wrong type by its branches only, which may have more to report. */
function checkMistyped(schema: JsonObject, frame: Frame): false {
  for (const read of checksFor(schema, 'mistyped')) read(schema, frame);
  return false;
}

/** What a value is to the checks: its type, a file, or of a type that the schema does not allow. */
type Met = TypeName | 'file' | 'mistyped';

const known = new WeakMap<JsonObject, Partial<Record<Met, readonly Check[]>>>();

/** The checks of a schema that speak of such a value, each once. */
function checksFor(schema: JsonObject, met: Met): readonly Check[] {
  const byType = known.get(schema) ?? {};
  known.set(schema, byType);
  byType[met] ??= readersFor(interpreter, (keyword) => schema[keyword] !== undefined && meets(keyword, met));
  return byType[met];
}

function meets(keyword: DecidingKeyword, met: Met): boolean {
  const { speaksOf, role } = keywords[keyword];
  if (met === 'mistyped') return role === 'applicator' && speaksOf === 'any';
  if (speaksOf === 'any') return true;
  // A file has a length in bytes, and nothing else that applies to strings.
  if (met === 'file') return keyword === 'minLength' || keyword === 'maxLength';
  return (speaksOf as readonly TypeName[]).includes(met);
}
