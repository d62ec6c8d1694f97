import { isObject } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { jsonTypes } from '../facts.ts';
import type { KeywordFor } from '../keywords.ts';
import { type Body, demand, type Subject, within } from './body.ts';
import { emitCall, emitSub, hintOf, referenceTo, testOf } from './emit-sub.ts';
import { emitUnion } from './emit-union.ts';
import { namesLiteral, quoted, reportAndPlace } from './expressions.ts';

/** References and combinators: keywords that apply other schemas to the same value (2020-12 Core 8.2.3, 10.2). */
export function emitCombined(
  body: Body,
  schema: JsonObject,
  outer: Subject,
  types: readonly (TypeName | 'integer')[] | undefined,
): void {
  // One type that holds here holds for every part.
  const [type] = types?.length === 1 ? types : [];
  const subject: Subject =
    type === undefined ? outer : { ...outer, known: type === 'integer' ? 'number' : type };
  const { writer } = body;
  const { track } = subject;
  const known = types?.map((one): TypeName => (one === 'integer' ? 'number' : one)) ?? jsonTypes;
  const present = Object.keys(combinedWriters).filter((keyword) => Object.hasOwn(schema, keyword));
  const steps = [...new Set(present.map((keyword) => combinedWriters[keyword as KeywordFor<'any'>]))].flatMap(
    (stepsOf) => stepsOf(schema, subject, known),
  );
  if (track !== undefined && schema['unevaluatedProperties'] === true)
    steps.push(() => writer.line(`${track}.all = true;`));
  if (track !== undefined && schema['unevaluatedItems'] === true)
    steps.push(() => writer.line(`${track}.every = true;`));
  for (const [index, step] of steps.entries()) step(index < steps.length - 1 ? within(body) : body);
}

/** What a keyword checks of the value, one after the other. */
type Steps = (
  schema: JsonObject,
  subject: Subject,
  known: readonly TypeName[],
) => readonly ((body: Body) => void)[];

const union =
  (keyword: 'anyOf' | 'oneOf'): Steps =>
  (schema, subject, known) =>
    Array.isArray(schema[keyword])
      ? [(body) => emitUnion(body, schema, keyword, listOf(schema, keyword), subject, new Set(known))]
      : [];
const conditional: Steps = (schema, subject) =>
  Object.hasOwn(schema, 'if') ? [(body) => emitConditional(body, schema, subject)] : [];
/** Written before anything else, see {@link emitPlain}. */
const earlier: Steps = () => [];

/** The keywords that speak of any value, in the order in which they are written. */
const combinedWriters: { readonly [keyword in KeywordFor<'any'>]: Steps } = {
  type: earlier,
  const: earlier,
  enum: earlier,
  $ref({ $ref }, subject) {
    if (typeof $ref !== 'string') return [];
    return [(body) => emitCall(body, referenceTo(body, $ref, subject.track), subject)];
  },
  $dynamicRef(schema, subject) {
    const { $dynamicRef } = schema;
    if (typeof $dynamicRef !== 'string') return [];
    return [
      (body) => {
        const location = dynamicTarget(body, schema, $dynamicRef);
        emitCall(body, referenceTo(body, location, subject.track), subject);
      },
    ];
  },
  allOf: (schema, subject) =>
    listOf(schema, 'allOf').map((branch, index) => (body) => {
      emitSub(body, branch, subject, body.linker.options.stage.origins.of(schema, 'allOf', index));
    }),
  anyOf: union('anyOf'),
  oneOf: union('oneOf'),
  not: (schema, subject) => [
    (body) => {
      const test = testOf(body, schema['not'] as JsonSchema, subject, hintOf(subject.path, 'not'));
      demand(body, test, subject, body.linker.options.stage.origins.of(schema, 'not'));
    },
  ],
  if: conditional,
  then: conditional,
  else: conditional,
};

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
  const names = namesIn(['if', 'then', 'else'].map((keyword) => schema[keyword] ?? true));
  const { report, place } = reportAndPlace(subject.path, writer.helper);
  if (body.isTest) {
    // Nothing is reported.
  } else if (names === undefined)
    writer.line(`if (report) ${writer.helper('opens')}(${report}, ${quoted(place)});`);
  else if (names.length > 0) {
    const args = [report, namesLiteral(names), ...(place === '' ? [] : [quoted(place)])].join(', ');
    writer.line(`if (report) ${writer.helper('mentions')}(${args});`);
  }
  const own = track === undefined ? undefined : writer.name('condition');
  if (own !== undefined) writer.line(`const ${own} = ${writer.helper('tracker')}();`);
  const test = testOf(body, schema['if'] as JsonSchema, subject, hintOf(subject.path, 'if'), own);
  const branch = (keyword: 'then' | 'else') => (): void => {
    if (keyword === 'then' && own !== undefined) writer.line(`${writer.helper('absorb')}(${track}, ${own});`);
    if (Object.hasOwn(schema, keyword))
      emitSub(within(body), schema[keyword] as JsonSchema, subject, origins.of(schema, keyword));
  };
  writer.choose(...test, branch('then'), branch('else'));
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
