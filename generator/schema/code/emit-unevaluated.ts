import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { type Body, fail, type Subject, within } from './body.ts';
import { emitPlain, emitSchema } from './emit-schema.ts';
import { hintOf } from './emit-sub.ts';
import { quoted, reportAndPlace, reportAt, typeTest } from './expressions.ts';

/** True when what is evaluated elsewhere has to be known while code runs (2020-12 Core 11). */
export const needsTracker = (schema: JsonObject): boolean =>
  (Object.hasOwn(schema, 'unevaluatedProperties') && schema['unevaluatedProperties'] !== true) ||
  (Object.hasOwn(schema, 'unevaluatedItems') && schema['unevaluatedItems'] !== true);

/**
 * Calls a function that checks the schema with a tracker of its own, and then what nothing evaluated. It gives its first
 * error only: what counts as evaluated is not defined for a value that fails.
 */
export function emitUnevaluated(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer, linker } = body;
  const hint = hintOf(subject.path, 'evaluated');
  const { name } = linker.evaluated(schema, subject.track !== undefined, body.scope, hint);
  const { report, place } = reportAndPlace(subject.path, writer.helper);
  writer.line(`if (report) ${writer.helper('opens')}(${report}, ${quoted(place)});`);
  const target = `${writer.helper('once')}(${reportAt(subject.path, writer.helper)})`;
  const args = [subject.value, target, ...(subject.track === undefined ? [] : [subject.track])];
  writer.guard(`!${name}(${args.join(', ')})`, `${writer.helper('stops')}(report)`);
}

/** The body of that function. */
export function emitEvaluated(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const inner = within(body);
  const seen = writer.name('evaluated');
  writer.line(`const ${seen} = ${writer.helper('tracker')}();`);
  emitPlain(inner, schema, { ...subject, track: seen });
  emitMembers(inner, schema, subject, seen);
  emitItems(inner, schema, subject, seen);
  if (subject.track !== undefined) writer.line(`${writer.helper('absorb')}(${subject.track}, ${seen});`);
}

function emitMembers(body: Body, schema: JsonObject, subject: Subject, seen: string): void {
  if (!Object.hasOwn(schema, 'unevaluatedProperties')) return;
  const { writer } = body;
  const rest = schema['unevaluatedProperties'] as JsonSchema;
  const at = body.linker.options.stage.origins.of(schema, 'unevaluatedProperties');
  if (rest !== true) {
    const [isObject] = typeTest('object', subject.value, writer.helper);
    writer.block(`if (${isObject} && !${seen}.all)`, () => {
      const key = writer.name('key');
      writer.block(`for (const ${key} of Object.keys(${subject.value}))`, () => {
        writer.line(`if (${seen}.names.has(${key})) continue;`);
        const member = writer.name('member');
        writer.line(`const ${member} = ${subject.value}[${key}];`);
        const inner: Subject = { value: member, path: [...subject.path, { key }] };
        if (rest === false) fail(body, inner, at, undefined, 'unevaluatedProperties');
        else emitSchema(body, rest, inner, at);
      });
    });
  }
  writer.line(`${seen}.all = true;`);
}

function emitItems(body: Body, schema: JsonObject, subject: Subject, seen: string): void {
  if (!Object.hasOwn(schema, 'unevaluatedItems')) return;
  const { writer } = body;
  const rest = schema['unevaluatedItems'] as JsonSchema;
  const at = body.linker.options.stage.origins.of(schema, 'unevaluatedItems');
  if (rest !== true) {
    const [isArray] = typeTest('array', subject.value, writer.helper);
    writer.block(`if (${isArray} && !${seen}.every)`, () => {
      const index = writer.name('index');
      const head = `for (let ${index} = ${seen}.items; ${index} < ${subject.value}.length; ${index}++)`;
      writer.block(head, () => {
        writer.line(`if (${seen}.places.has(${index})) continue;`);
        const item = writer.name('item');
        writer.line(`const ${item} = ${subject.value}[${index}];`);
        const inner: Subject = { value: item, path: [...subject.path, { index }] };
        if (rest === false) fail(body, inner, at, undefined, 'unevaluatedItems');
        else emitSchema(body, rest, inner, at);
      });
    });
  }
  writer.line(`${seen}.every = true;`);
}
