import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { saysNothing } from '../normalize.ts';
import type { Location } from '../references.ts';
import type { Body, Subject } from './body.ts';
import { emitSchema } from './emit-schema.ts';
import { type Path, quoted, reportAt, type Test } from './expressions.ts';
import { leafCall } from './leaf.ts';
import type { Made } from './linker.ts';
import { smallTest } from './small-test.ts';
import { onlyReference, weightOf } from './weight.ts';

/** Above this many assertions a subschema gets a function of its own: V8 gives up on very large ones, and branches share it. */
const inlineWeight = 12;

/** Writes the checks of a subschema: in place when small, as a call when it is large or a reference. */
export function emitSub(body: Body, schema: JsonSchema, subject: Subject, at: Pointer): void {
  if (!isObject(schema)) {
    emitSchema(body, schema, subject, at);
    return;
  }
  const isReference = typeof schema['$ref'] === 'string' && onlyReference(schema);
  const hint = hintOf(subject.path, ...(subject.path.length === 0 ? [subject.known ?? 'part'] : []));
  const isTracked = subject.track !== undefined;
  const isList = schema['type'] === 'array';
  const leaf =
    isReference || body.scope.size > 0 || (body.isTest && !isList)
      ? undefined
      : leafCall(body, schema, subject, hint);
  if (leaf !== undefined) emitText(body, leaf, quickTests(schema, subject));
  else if (isReference) emitCall(body, referenceTo(body, String(schema['$ref']), subject.track), subject);
  else if (weightOf(schema) > inlineWeight)
    emitCall(body, body.linker.local(schema, isTracked, body.scope, hint, body.isTest), subject);
  else emitSchema(body, schema, subject, at);
}

/** The function of a `$ref` target. */
export const referenceTo = (body: Body, location: Location, track: string | undefined): Made =>
  body.linker.target(location, track !== undefined, body.scope);

/** Calls a function on the value; `report` is where errors go, if not to the place of the value. */
export function emitCall(body: Body, { name }: Made, subject: Subject, report?: string): void {
  const { writer } = body;
  const tracker = subject.track === undefined ? [] : [subject.track];
  const isBare = body.isTest && tracker.length === 0;
  const target = body.isTest ? 'undefined' : (report ?? reportAt(subject.path, writer.helper));
  const call = `${name}(${[subject.value, ...(isBare ? [] : [target]), ...tracker].join(', ')})`;
  emitText(body, call);
}

/** Writes a call that returns whether to go on. */
export const emitText = (body: Body, call: string, quick: readonly string[] = []): void => {
  if (body.isLast) body.writer.line(`return ${call};`);
  else body.writer.guard(...quick, `!${call}`);
};

/** A set looks up more values than these faster than they are compared. */
const mostQuick = 8;

/** Comparisons that find a valid value of a short enumeration before anything is called. */
function quickTests(schema: JsonObject, { value }: Subject): readonly string[] {
  const values = schema['enum'];
  const isShort =
    Array.isArray(values) && values.length <= mostQuick && values.every((each) => typeof each === 'string');
  return isShort ? values.map((each) => `${value} !== ${quoted(String(each))}`) : [];
}

/** A name for what stands at a path, and the part it plays there: `content_item`, `content_item_not`. */
export const hintOf = (path: Path, ...roles: readonly string[]): string =>
  [...path.map((step) => ('name' in step ? step.name : 'index' in step ? 'item' : 'member')), ...roles].join(
    '_',
  );

/** A condition that is true for a valid value; nothing is reported. `hint` names the function it may need. */
export function testOf(
  body: Body,
  schema: JsonSchema,
  { value, known }: Subject,
  hint: string,
  track?: string,
): Test {
  if (typeof schema === 'boolean') return [String(schema), String(!schema)];
  if (saysNothing(schema) && !Object.hasOwn(schema, '$id')) return ['true', 'false'];
  const small = track === undefined ? smallTest(body, schema, value, known) : undefined;
  if (small !== undefined) return small;
  const isReference = typeof schema['$ref'] === 'string' && onlyReference(schema);
  const { name } = isReference
    ? referenceTo(body, String(schema['$ref']), track)
    : body.linker.local(schema, track !== undefined, body.scope, hint, track === undefined);
  const call = `${name}(${track === undefined ? value : `${value}, undefined, ${track}`})`;
  return [call, `!${call}`];
}
