import { DiagnosticError } from '../../contract/diagnostics.ts';
import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { type JsonType, jsonTypes } from '../facts.ts';
import type { DynamicScope } from '../references.ts';
import { emitArray } from './emit-array.ts';
import { emitCombined } from './emit-combined.ts';
import { emitObject } from './emit-object.ts';
import { emitNumber, emitString } from './emit-scalar.ts';
import { emitUnevaluated, needsTracker } from './emit-unevaluated.ts';
import { literal, type Path, pointerExpression, typeTest } from './expressions.ts';
import type { Linker, Mode } from './program.ts';
import type { Writer } from './writer.ts';

/** The function body being written. */
export interface Body {
  readonly linker: Linker;
  readonly writer: Writer;
  readonly mode: Mode;
  readonly scope: DynamicScope;
}

/** The value a schema speaks of: an expression, where it stands, and who asks what was evaluated. */
export interface Subject {
  readonly value: string;
  readonly path: Path;
  /** The type the value is known to have. */
  readonly known?: JsonType;
  /** The tracker that notes evaluated members and items, when someone asks. */
  readonly track?: string;
}

/** Writes what makes a problem: returns it, or puts it into the list. */
export function fail(
  { writer, mode }: Body,
  { value, path }: Subject,
  at: Pointer,
  expected?: string,
  keyword?: string,
): void {
  const escaper = (): string => writer.helper('token');
  const place = pointerExpression(path, mode === 'all' ? 'path' : undefined, escaper);
  const rest = keyword === undefined ? [expected] : [expected ?? 'undefined', JSON.stringify(keyword)];
  const args = [value, place, JSON.stringify(at), ...rest].filter((argument) => argument !== undefined);
  const problem = `${writer.helper('no')}(${args.join(', ')})`;
  writer.line(mode === 'first' ? `return ${problem};` : `out.push(${problem});`);
}

/** `if (broken) fail`, then what only holds when it did not fail. */
export function demand(
  body: Body,
  broken: string,
  subject: Subject,
  at: Pointer,
  expected?: string,
  otherwise?: () => void,
): void {
  const { writer, mode } = body;
  if (mode === 'first' || otherwise === undefined) {
    writer.block(`if (${broken})`, () => fail(body, subject, at, expected));
    otherwise?.();
    return;
  }
  writer.choose(broken, () => fail(body, subject, at, expected), otherwise);
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
  const helper = (): string => body.writer.helper('plainObject');
  const isOther = types.map((type) => typeTest(type, value, helper)[1]).join(' && ');
  const [only] = types;
  const expected = literal(types.length === 1 ? only : types);
  demand(body, isOther, subject, origin.of(schema, 'type'), expected, () =>
    emitValues(body, schema, subject, types),
  );
}

type TypeName = JsonType | 'integer';

function typesOf(schema: JsonObject, at: Pointer): readonly TypeName[] | undefined {
  if (!Object.hasOwn(schema, 'type')) return undefined;
  const named = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  for (const type of named) {
    if (type === 'integer' || jsonTypes.includes(type)) continue;
    throw new DiagnosticError([
      {
        code: 'schema-unknown-type',
        severity: 'error',
        message: `${JSON.stringify(type)} is no type of JSON Schema`,
        pointer: at,
        hint: 'The types are string, number, integer, boolean, null, array and object.',
      },
    ]);
  }
  const unique = [...new Set<TypeName>(named)];
  return unique.includes('number') ? unique.filter((type) => type !== 'integer') : unique;
}

function emitValues(
  body: Body,
  schema: JsonObject,
  subject: Subject,
  types: readonly TypeName[] | undefined,
): void {
  const keyword = Object.hasOwn(schema, 'const') ? 'const' : 'enum';
  const rest = (): void => {
    if (keyword === 'const' && Array.isArray(schema['enum'])) {
      emitEnum(body, schema, 'enum', subject, () => emitByType(body, schema, subject, types));
    } else emitByType(body, schema, subject, types);
  };
  if (keyword === 'enum' && !Array.isArray(schema['enum'])) rest();
  else emitEnum(body, schema, keyword, subject, rest);
}

function emitEnum(
  body: Body,
  schema: JsonObject,
  keyword: 'enum' | 'const',
  subject: Subject,
  rest: () => void,
): void {
  const values: readonly unknown[] =
    keyword === 'const' ? [schema['const']] : Array.isArray(schema['enum']) ? schema['enum'] : [];
  const at = body.linker.options.stage.origins.of(schema, keyword);
  const list = body.writer.constant('values', literal(values));
  const expected = keyword === 'const' ? `${list}[0]` : list;
  demand(body, isNone(body, values, subject.value, list), subject, at, expected, rest);
}

/** An expression that is true when a value equals none of these; `list` names the constant that holds them. */
export function isNone(body: Body, values: readonly unknown[], value: string, list: string): string {
  const { writer } = body;
  const isScalar = (entry: unknown): boolean => typeof entry !== 'object' || entry === null;
  const scalars = values.filter(isScalar);
  const tests =
    scalars.length > 8
      ? [`!${writer.constant('set', `new Set(${list})`)}.has(${value})`]
      : scalars.map((entry) => `${value} !== ${literal(entry)}`);
  if (scalars.length < values.length) {
    const canonical = writer.helper('canonical');
    const others = literal(values.filter((entry) => !isScalar(entry)));
    tests.push(
      `!${writer.constant('texts', `${others}.map(${canonical})`)}.includes(${canonical}(${value}))`,
    );
  }
  return tests.length === 0 ? 'true' : tests.join(' && ');
}

/** Keywords by the type they speak of; a type that is known already needs no test. */
function emitByType(
  body: Body,
  schema: JsonObject,
  subject: Subject,
  types: readonly TypeName[] | undefined,
): void {
  const groups: readonly (readonly [JsonType, (body: Body, schema: JsonObject, subject: Subject) => void])[] =
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
    if (types?.length === 1) emit(body, schema, subject);
    else {
      const helper = (): string => body.writer.helper('plainObject');
      const [is] = typeTest(type, subject.value, helper);
      body.writer.block(`if (${is})`, () => emit(body, schema, subject));
    }
  }
  emitCombined(body, schema, subject, types);
}

const keywordsOf: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  array: ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'],
  object: [
    ...['properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'required'],
    ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas'],
  ],
};

function speaksOf(schema: JsonObject, type: JsonType): boolean {
  return (keywordsOf[type] ?? []).some((keyword) => Object.hasOwn(schema, keyword));
}

/** How much code a schema makes, roughly: one for every assertion in it. References cost one. */
export function weightOf(schema: JsonSchema): number {
  if (!isObject(schema)) return 1;
  let weight = 1;
  for (const [keyword, part] of Object.entries(schema)) {
    if (['properties', 'patternProperties', 'dependentSchemas'].includes(keyword) && isObject(part))
      for (const member of Object.values(part)) weight += weightOf(member as JsonSchema);
    else if (['allOf', 'anyOf', 'oneOf', 'prefixItems'].includes(keyword) && Array.isArray(part))
      for (const branch of part) weight += weightOf(branch);
    else if (isObject(part) && keyword !== 'default' && keyword !== 'example') weight += weightOf(part);
    else weight += 1;
  }
  return weight;
}
