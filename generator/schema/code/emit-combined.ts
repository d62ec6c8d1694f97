import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { type JsonType, jsonTypes } from '../facts.ts';
import { type Body, demand, type Subject } from './emit-schema.ts';
import { emitCall, emitSub, hintOf, referenceTo, testOf } from './emit-sub.ts';
import { emitUnion } from './emit-union.ts';
import { pointerExpression } from './expressions.ts';

/** References and combinators: keywords that apply other schemas to the same value (2020-12 Core 8.2.3, 10.2). */
export function emitCombined(
  body: Body,
  schema: JsonObject,
  outer: Subject,
  types: readonly (JsonType | 'integer')[] | undefined,
): void {
  // One type that holds here holds for every part.
  const [type] = types?.length === 1 ? types : [];
  const subject: Subject =
    type === undefined ? outer : { ...outer, known: type === 'integer' ? 'number' : type };
  const { writer } = body;
  const { origins } = body.linker.options.stage;
  const { track } = subject;
  if (typeof schema['$ref'] === 'string') {
    const location = schema['$ref'];
    emitCall(body, (mode) => referenceTo(body, location, mode, track), subject);
  }
  if (typeof schema['$dynamicRef'] === 'string') {
    const location = dynamicTarget(body, schema, schema['$dynamicRef']);
    emitCall(body, (mode) => referenceTo(body, location, mode, track), subject);
  }
  for (const [index, branch] of listOf(schema, 'allOf').entries())
    emitSub(body, branch, subject, origins.of(schema, 'allOf', index));
  const known = types?.map((one): JsonType => (one === 'integer' ? 'number' : one)) ?? jsonTypes;
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    if (Array.isArray(schema[keyword]))
      emitUnion(body, schema, keyword, listOf(schema, keyword), subject, new Set(known));
  }
  if (Object.hasOwn(schema, 'not'))
    demand(
      body,
      testOf(body, schema['not'] as JsonSchema, subject, hintOf(subject.path, 'not')),
      subject,
      origins.of(schema, 'not'),
    );
  if (Object.hasOwn(schema, 'if')) emitConditional(body, schema, subject);
  if (track !== undefined && schema['unevaluatedProperties'] === true) writer.line(`${track}.all = true;`);
  if (track !== undefined && schema['unevaluatedItems'] === true) writer.line(`${track}.every = true;`);
}

const listOf = (schema: JsonObject, keyword: string): readonly JsonSchema[] =>
  Array.isArray(schema[keyword]) ? (schema[keyword] as readonly JsonSchema[]) : [];

const dynamicTarget = ({ linker, scope }: Body, schema: JsonObject, reference: string): string => {
  const { references, origins } = linker.options.stage;
  return references.resolveDynamic(reference, origins.of(schema), scope);
};

function emitConditional(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const { origins } = body.linker.options.stage;
  const { track } = subject;
  const hasBranch = Object.hasOwn(schema, 'then') || Object.hasOwn(schema, 'else');
  if (!hasBranch && track === undefined) return;
  if (body.mode === 'all') {
    const place = pointerExpression(subject.path, 'path', () => writer.helper('token'));
    const names = namesIn(['if', 'then', 'else'].map((keyword) => schema[keyword] ?? true));
    if (names === undefined) writer.line(`${writer.helper('opens')}(out, ${place});`);
    else if (names.length > 0)
      writer.line(
        `${writer.helper('mentions')}(out, ${place}, ${writer.constant('names', JSON.stringify(names))});`,
      );
  }
  const own = track === undefined ? undefined : writer.name('condition');
  if (own !== undefined) writer.line(`const ${own} = ${writer.helper('tracker')}();`);
  const test = testOf(body, schema['if'] as JsonSchema, subject, hintOf(subject.path, 'if'), own);
  const branch = (keyword: 'then' | 'else') => (): void => {
    if (keyword === 'then' && own !== undefined) writer.line(`${writer.helper('absorb')}(${track}, ${own});`);
    if (Object.hasOwn(schema, keyword))
      emitSub(body, schema[keyword] as JsonSchema, subject, origins.of(schema, keyword));
  };
  writer.choose(test, branch('then'), branch('else'));
}

/** The members that schemas name, whichever of them holds; `undefined` where they may be any. */
function namesIn(schemas: readonly unknown[]): readonly string[] | undefined {
  const found = new Set<string>();
  for (const schema of schemas) {
    if (!isObject(schema)) continue;
    const {
      properties,
      additionalProperties = false,
      allOf = [],
      anyOf = [],
      oneOf = [],
      not = true,
    } = schema;
    const isAny = ['$ref', '$dynamicRef', 'patternProperties', 'dependentSchemas', 'if'].some((keyword) =>
      Object.hasOwn(schema, keyword),
    );
    const inner = namesIn([allOf, anyOf, oneOf, not].flat());
    if (isAny || additionalProperties !== false || inner === undefined) return undefined;
    for (const name of [...Object.keys(isObject(properties) ? properties : {}), ...inner]) found.add(name);
  }
  return [...found];
}
