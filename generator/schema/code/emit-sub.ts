import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { decides } from '../keywords.ts';
import { saysNothing } from '../normalize.ts';
import type { Location } from '../references.ts';
import { type Body, emitSchema, type Subject, weightOf } from './emit-schema.ts';
import { type Path, pointerExpression } from './expressions.ts';
import { smallTest } from './small-test.ts';

/** Above this many assertions a subschema gets a function of its own: V8 gives up on very large ones, and branches share it. */
const inlineWeight = 12;

type Made = { readonly key: string; readonly name: string };

/** Writes the checks of a subschema: in place when small, as a call when it is large or a reference. */
export function emitSub(body: Body, schema: JsonSchema, subject: Subject, at: Pointer): void {
  if (!isObject(schema)) {
    emitSchema(body, schema, subject, at);
    return;
  }
  const isReference = typeof schema['$ref'] === 'string' && onlyReference(schema);
  const hint = hintOf(subject.path, ...(subject.path.length === 0 ? [subject.known ?? 'part'] : []));
  if (isReference)
    emitCall(body, (mode) => referenceTo(body, String(schema['$ref']), mode, subject.track), subject);
  else if (weightOf(schema) > inlineWeight)
    emitCall(
      body,
      (mode) => body.linker.local(schema, mode, subject.track !== undefined, body.scope, hint),
      subject,
    );
  else emitSchema(body, schema, subject, at);
}

/** Calls the function of a `$ref` target. */
export const referenceTo = (
  body: Body,
  location: Location,
  mode: 'first' | 'all',
  track: string | undefined,
): Made => body.linker.target(location, mode, track !== undefined, body.scope);

/** Calls a function on the value and passes on what it finds. */
export function emitCall(body: Body, target: (mode: 'first' | 'all') => Made, subject: Subject): void {
  const { writer, mode } = body;
  const { name } = target(mode);
  const tracker = subject.track === undefined ? [] : [subject.track];
  const escaper = (): string => writer.helper('token');
  if (mode === 'all') {
    const place = pointerExpression(subject.path, 'path', escaper);
    writer.line(`${name}(${[subject.value, place, 'out', ...tracker].join(', ')});`);
    return;
  }
  const problem = writer.name('problem');
  writer.line(`const ${problem} = ${name}(${[subject.value, ...tracker].join(', ')});`);
  const place = pointerExpression(subject.path, undefined, escaper);
  const result = place === '""' ? problem : `${writer.helper('inside')}(${problem}, ${place})`;
  writer.line(`if (${problem} !== undefined) return ${result};`);
}

/** True when nothing stands beside the `$ref` that decides anything. */
export const onlyReference = (schema: JsonObject): boolean =>
  !Object.hasOwn(schema, '$id') &&
  Object.keys(schema).every((keyword) => keyword === '$ref' || !decides(keyword));

/** A name for what stands at a path, and the part it plays there: `content_item`, `content_item_not`. */
export const hintOf = (path: Path, ...roles: readonly string[]): string =>
  [...path.map((step) => ('name' in step ? step.name : 'index' in step ? 'item' : 'member')), ...roles].join(
    '_',
  );

/** An expression that tells whether a value is accepted; nothing is reported. `hint` names the function it may need. */
export function testOf(
  body: Body,
  schema: JsonSchema,
  { value, known }: Subject,
  hint: string,
  track?: string,
): string {
  if (typeof schema === 'boolean') return String(schema);
  if (saysNothing(schema) && !Object.hasOwn(schema, '$id')) return 'true';
  const small = track === undefined ? smallTest(body, schema, value, known) : undefined;
  if (small !== undefined) return small;
  const isReference = typeof schema['$ref'] === 'string' && onlyReference(schema);
  const { name } = isReference
    ? body.linker.target(String(schema['$ref']), 'first', track !== undefined, body.scope)
    : body.linker.local(schema, 'first', track !== undefined, body.scope, hint);
  return `${name}(${track === undefined ? value : `${value}, ${track}`}) === undefined`;
}
