import { DiagnosticError } from '../../contract/diagnostics.ts';
import { isObject } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { jsonTypes } from '../facts.ts';
import { type DecidingKeyword, decides, listKeywords, mapKeywords } from '../keywords.ts';
import type { DynamicScope } from '../references.ts';
import { emitArray } from './emit-array.ts';
import { emitCombined } from './emit-combined.ts';
import { emitObject } from './emit-object.ts';
import { emitNumber, emitString } from './emit-scalar.ts';
import { emitUnevaluated, needsTracker } from './emit-unevaluated.ts';
import {
  literal,
  not,
  type Path,
  placeOf,
  pointerLiteral,
  quoted,
  reportAndPlace,
  some,
  type Test,
  typeTest,
} from './expressions.ts';
import type { Linker } from './program.ts';
import type { Writer } from './writer.ts';

/** The function body being written. */
export interface Body {
  readonly linker: Linker;
  readonly writer: Writer;
  readonly scope: DynamicScope;
  /** Whether the function ends after what is written now, so that it may return. */
  readonly isLast: boolean;
  /** Whether only the verdict is asked for, and nothing is ever reported. */
  readonly isTest: boolean;
}

/** The value a schema speaks of: an expression, where it stands, and who asks what was evaluated. */
export interface Subject {
  readonly value: string;
  readonly path: Path;
  /** The type the value is known to have. */
  readonly known?: TypeName;
  /** The tracker that notes evaluated members and items, when someone asks. */
  readonly track?: string;
}

/** More is written after what is written now. */
export const within = (body: Body): Body => (body.isLast ? { ...body, isLast: false } : body);

/** The call that notes an error; true when the check goes on. */
export function noted(
  { writer }: Body,
  { value, path }: Subject,
  at: Pointer,
  expected?: string,
  keyword?: string,
): string {
  const end = at.lastIndexOf('/');
  const place = keyword === undefined ? placeOf(path, at.slice(0, end), writer.helper) : undefined;
  if (place !== undefined && end > 0) {
    const base = place.name === undefined ? pointerLiteral(place.at) : writer.base(pointerLiteral(place.at));
    const name = place.name === undefined ? 'undefined' : quoted(place.name);
    const args = [place.report, value, base, name, quoted(at.slice(end + 1)), expected];
    return `${writer.helper('no')}(${args.filter((argument) => argument !== undefined).join(', ')})`;
  }
  const { report, place: rest } = reportAndPlace(path, writer.helper);
  const more = keyword === undefined ? [expected] : [expected ?? 'undefined', quoted(keyword)];
  const args = [report, value, quoted(rest), pointerLiteral(at), ...more];
  return `${writer.helper('noAt')}(${args.filter((argument) => argument !== undefined).join(', ')})`;
}

/** Writes what notes an error. */
export function fail(body: Body, subject: Subject, at: Pointer, expected?: string, keyword?: string): void {
  if (body.isTest) {
    body.writer.guard();
    return;
  }
  const call = noted(body, subject, at, expected, keyword);
  if (body.isLast) body.writer.line(`return ${call};`);
  else body.writer.guard(`!${call}`);
}

/** Notes an error where `broken` holds, and writes what is only asked where it does not. */
export function demand(
  body: Body,
  broken: Test,
  subject: Subject,
  at: Pointer,
  expected?: string,
  otherwise?: (body: Body) => void,
): void {
  const { writer } = body;
  if (body.isTest) {
    writer.guard(broken[0]);
    otherwise?.(body);
    return;
  }
  const call = noted(body, subject, at, expected);
  const rest = otherwise === undefined ? [] : writer.capture(() => otherwise(body));
  const [is, isNot] = broken;
  if (rest.length === 0) writer.guard(is, `!${call}`);
  else if (body.isLast) {
    writer.line(`if (${is}) return ${call};`);
    writer.put(rest);
  } else
    writer.choose(
      is,
      isNot,
      () => writer.guard(`!${call}`),
      () => writer.put(rest),
    );
}

/** Writes the checks of a schema over a value. `at` is where a schema without a place of its own (a boolean) stands. */
export function emitSchema(outer: Body, schema: JsonSchema, subject: Subject, at: Pointer): void {
  if (schema === true) return;
  if (schema === false) {
    fail(outer, subject, at, undefined, 'false');
    return;
  }
  const body = inResource(outer, schema);
  if (needsTracker(schema)) emitUnevaluated(body, schema, subject);
  else emitPlain(body, schema, subject);
}

/** A subschema with an `$id` begins a resource of its own. */
function inResource(body: Body, schema: JsonObject): Body {
  if (!Object.hasOwn(schema, '$id')) return body;
  const { stage } = body.linker.options;
  const scope = stage.references.enter(stage.origins.of(schema), body.scope);
  return scope === body.scope ? body : { ...body, scope };
}

/** Everything but the `unevaluated` keywords, which come last. */
export function emitPlain(body: Body, schema: JsonObject, subject: Subject): void {
  const origin = body.linker.options.stage.origins;
  const types = typesOf(schema, origin.of(schema, 'type'));
  const { value, known } = subject;
  if (types === undefined) {
    emitValues(body, schema, subject, known === undefined ? undefined : [known]);
    return;
  }
  if (known !== undefined && types.includes(known)) {
    emitValues(body, schema, subject, [known]);
    return;
  }
  const at = origin.of(schema, 'type');
  const isObjectOnly = types.length === 1 && types[0] === 'object' && isObject(schema['properties']);
  if (
    isObjectOnly &&
    body.isLast &&
    !body.isTest &&
    subject.path.length === 0 &&
    at === `${origin.of(schema)}/type`
  ) {
    const { writer } = body;
    const [, isOther] = typeTest('object', value, writer.helper);
    const properties = writer.base(pointerLiteral(`${origin.of(schema)}/properties`));
    writer.line(`if (${isOther}) return ${writer.helper('notObject')}(report, ${value}, ${properties});`);
    emitValues(body, schema, subject, types);
    return;
  }
  const isOther = not(some(types.map((type) => typeTest(type, value, body.writer.helper))));
  const [only] = types;
  const expected = literal(types.length === 1 ? only : types);
  demand(body, isOther, subject, at, expected, (inner) => emitValues(inner, schema, subject, types));
}

/** A type as the keyword `type` names it. */
type NamedType = TypeName | 'integer';

function typesOf(schema: JsonObject, at: Pointer): readonly NamedType[] | undefined {
  if (!Object.hasOwn(schema, 'type')) return undefined;
  const named = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  for (const type of named) {
    if (type === 'integer' || jsonTypes.includes(type)) continue;
    throw new DiagnosticError([
      {
        code: 'schema-unknown-type',
        severity: 'error',
        message: `${JSON.stringify(type)} is not a type of JSON Schema`,
        pointer: at,
        hint: 'The types are string, number, integer, boolean, null, array and object.',
      },
    ]);
  }
  const unique = [...new Set<NamedType>(named)];
  return unique.includes('number') ? unique.filter((type) => type !== 'integer') : unique;
}

function emitValues(
  body: Body,
  schema: JsonObject,
  subject: Subject,
  types: readonly NamedType[] | undefined,
): void {
  const keyword = Object.hasOwn(schema, 'const') ? 'const' : 'enum';
  const rest = (inner: Body): void => {
    if (keyword === 'const' && Array.isArray(schema['enum']))
      emitEnum(inner, schema, 'enum', subject, (last) => emitByType(last, schema, subject, types));
    else emitByType(inner, schema, subject, types);
  };
  if (keyword === 'enum' && !Array.isArray(schema['enum'])) rest(body);
  else emitEnum(body, schema, keyword, subject, rest);
}

function emitEnum(
  body: Body,
  schema: JsonObject,
  keyword: 'enum' | 'const',
  subject: Subject,
  rest: (body: Body) => void,
): void {
  const values: readonly unknown[] =
    keyword === 'const' ? [schema['const']] : Array.isArray(schema['enum']) ? schema['enum'] : [];
  const at = body.linker.options.stage.origins.of(schema, keyword);
  const { test, list } = listed(body, values, subject.value);
  const expected = keyword === 'const' ? literal(values[0]) : list;
  demand(body, not(test), subject, at, expected, rest);
}

/** More values than these are looked up. */
const mostCompared = 4;

/** A condition that is true when a value equals one of these, and the list as an expression. */
export function listed(
  { writer }: Body,
  values: readonly unknown[],
  value: string,
): { readonly test: Test; readonly list: string } {
  const isScalar = (entry: unknown): boolean => typeof entry !== 'object' || entry === null;
  const scalars = values.filter(isScalar);
  const compared = (entries: readonly unknown[]): Test =>
    some(entries.map((entry): Test => [`${value} === ${literal(entry)}`, `${value} !== ${literal(entry)}`]));
  if (scalars.length === values.length && values.length > mostCompared) {
    const set = writer.constant('values', `new Set<unknown>(${literal(values)})`);
    return { test: [`${set}.has(${value})`, `!${set}.has(${value})`], list: `[...${set}]` };
  }
  const list = values.length > mostCompared ? writer.constant('values', literal(values)) : literal(values);
  const tests = scalars.length === 0 ? [] : [compared(scalars)];
  if (scalars.length < values.length) {
    const canonical = writer.helper('canonical');
    const others = literal(values.filter((entry) => !isScalar(entry)));
    const is = `${writer.constant('texts', `${others}.map(${canonical})`)}.includes(${canonical}(${value}))`;
    tests.push([is, `!${is}`]);
  }
  return { test: tests.length === 0 ? ['false', 'true'] : some(tests), list };
}

/** Keywords by the type they speak of; a type that is known already needs no test. */
function emitByType(
  body: Body,
  schema: JsonObject,
  subject: Subject,
  types: readonly NamedType[] | undefined,
): void {
  const inner = within(body);
  const { writer } = body;
  const groups: readonly (readonly [TypeName, (body: Body, schema: JsonObject, subject: Subject) => void])[] =
    [
      ['string', emitString],
      ['number', emitNumber],
      ['array', emitArray],
      ['object', emitObject],
    ];
  for (const [type, emit] of groups) {
    const isPossible =
      types === undefined || types.includes(type) || (type === 'number' && types.includes('integer'));
    if (!isPossible || !speaksOf(schema, type)) continue;
    if (types?.length === 1) emit(inner, schema, subject);
    else writer.when(typeTest(type, subject.value, writer.helper)[0], () => emit(inner, schema, subject));
  }
  emitCombined(body, schema, subject, types);
}

/**
 * Among the checks of which types of value each keyword is written; none for one that is written for any value (`emitPlain`,
 * `emitCombined`) or last (`emitUnevaluated`).
 */
const writtenFor: { readonly [keyword in DecidingKeyword]: readonly TypeName[] } = {
  $ref: [],
  $dynamicRef: [],
  type: [],
  const: [],
  enum: [],
  minimum: ['number'],
  maximum: ['number'],
  exclusiveMinimum: ['number'],
  exclusiveMaximum: ['number'],
  multipleOf: ['number'],
  minLength: ['string'],
  maxLength: ['string'],
  pattern: ['string'],
  format: ['string', 'number'],
  minItems: ['array'],
  maxItems: ['array'],
  uniqueItems: ['array'],
  prefixItems: ['array'],
  items: ['array'],
  contains: ['array'],
  minContains: [],
  maxContains: [],
  required: ['object'],
  minProperties: ['object'],
  maxProperties: ['object'],
  dependentRequired: ['object'],
  propertyNames: ['object'],
  properties: ['object'],
  patternProperties: ['object'],
  additionalProperties: ['object'],
  allOf: [],
  anyOf: [],
  oneOf: [],
  not: [],
  if: [],
  then: [],
  else: [],
  dependentSchemas: ['object'],
  unevaluatedItems: [],
  unevaluatedProperties: [],
};

const speaksOf = (schema: JsonObject, type: TypeName): boolean =>
  Object.keys(schema).some((keyword) => decides(keyword) && writtenFor[keyword].includes(type));

/** How much code a schema makes, roughly: one for every assertion in it. References cost one. */
export function weightOf(schema: JsonSchema): number {
  if (!isObject(schema)) return 1;
  let weight = 1;
  for (const [keyword, part] of Object.entries(schema)) {
    if (mapKeywords.includes(keyword) && isObject(part))
      for (const member of Object.values(part)) weight += weightOf(member as JsonSchema);
    else if (listKeywords.includes(keyword) && Array.isArray(part))
      for (const branch of part) weight += weightOf(branch);
    else if (isObject(part) && keyword !== 'default' && keyword !== 'example') weight += weightOf(part);
    else weight += 1;
  }
  return weight;
}
