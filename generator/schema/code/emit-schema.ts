import { DiagnosticError } from '../../contract/diagnostics.ts';
import { isObject } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { jsonTypes } from '../facts.ts';
import { type Body, demand, fail, type Subject, within } from './body.ts';
import { arrayWriters } from './emit-array.ts';
import { emitCombined } from './emit-combined.ts';
import { emitObject, objectWriters } from './emit-object.ts';
import { numberWriters, stringWriters } from './emit-scalar.ts';
import { emitUnevaluated, needsTracker } from './emit-unevaluated.ts';
import { literal, not, pointerLiteral, some, typeTest } from './expressions.ts';
import { listed } from './listed.ts';
import { hasWritten, writeKeywords } from './writers.ts';

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

/** Keywords by the type they speak of; a type that is known already needs no test. */
function emitByType(
  body: Body,
  schema: JsonObject,
  subject: Subject,
  types: readonly NamedType[] | undefined,
): void {
  const inner = within(body);
  const { writer } = body;
  const isPossible = (type: TypeName): boolean =>
    types === undefined || types.includes(type) || (type === 'number' && types.includes('integer'));
  const emit = (type: TypeName, writers: Parameters<typeof hasWritten>[0], write: () => void): void => {
    if (!isPossible(type) || !hasWritten(writers, schema)) return;
    if (types?.length === 1) write();
    else writer.when(typeTest(type, subject.value, writer.helper)[0], write);
  };
  emit('string', stringWriters, () => writeKeywords(stringWriters, inner, schema, subject, undefined));
  emit('number', numberWriters, () => writeKeywords(numberWriters, inner, schema, subject, undefined));
  emit('array', arrayWriters, () => writeKeywords(arrayWriters, inner, schema, subject, undefined));
  emit('object', objectWriters, () => emitObject(inner, schema, subject));
  emitCombined(body, schema, subject, types);
}
