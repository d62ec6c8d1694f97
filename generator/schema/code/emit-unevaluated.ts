import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { type Body, emitPlain, emitSchema, fail, type Subject } from './emit-schema.ts';
import { hintOf } from './emit-sub.ts';
import { pointerExpression } from './expressions.ts';

/** True when what is evaluated elsewhere has to be known while code runs (2020-12 Core 11). */
export const needsTracker = (schema: JsonObject): boolean =>
  (Object.hasOwn(schema, 'unevaluatedProperties') && schema['unevaluatedProperties'] !== true) ||
  (Object.hasOwn(schema, 'unevaluatedItems') && schema['unevaluatedItems'] !== true);

/**
 * Checks the schema with a tracker of its own, then what nothing evaluated. In the mode that lists all problems this
 * schema gives its first one only: what counts as evaluated is not defined for a value that fails.
 */
export function emitUnevaluated(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer, linker } = body;
  if (body.mode === 'all') {
    const problem = writer.name('problem');
    const { name } = linker.local(schema, 'first', false, body.scope, hintOf(subject.path, 'evaluated'));
    writer.line(`const ${problem} = ${name}(${subject.value});`);
    writer.line(
      `${writer.helper('opens')}(out, ${pointerExpression(subject.path, 'path', () => writer.helper('token'))});`,
    );
    const place = pointerExpression(subject.path, 'path', () => writer.helper('token'));
    writer.line(`if (${problem} !== undefined) out.push(${writer.helper('inside')}(${problem}, ${place}));`);
    return;
  }
  const seen = writer.name('evaluated');
  writer.line(`const ${seen} = ${writer.helper('tracker')}();`);
  emitPlain(body, schema, { ...subject, track: seen });
  emitMembers(body, schema, subject, seen);
  emitItems(body, schema, subject, seen);
  if (subject.track !== undefined) writer.line(`${writer.helper('absorb')}(${subject.track}, ${seen});`);
}

function emitMembers(body: Body, schema: JsonObject, subject: Subject, seen: string): void {
  if (!Object.hasOwn(schema, 'unevaluatedProperties')) return;
  const { writer } = body;
  const rest = schema['unevaluatedProperties'] as JsonSchema;
  const at = body.linker.options.stage.origins.of(schema, 'unevaluatedProperties');
  if (rest !== true) {
    const test = `${writer.helper('plainObject')}(${subject.value}) && !${seen}.all`;
    writer.block(`if (${test})`, () => {
      const key = writer.name('key');
      writer.block(`for (const ${key} of Object.keys(${subject.value}))`, () => {
        writer.line(`if (${seen}.names.has(${key})) continue;`);
        const inner: Subject = { value: `${subject.value}[${key}]`, path: [...subject.path, { key }] };
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
    writer.block(`if (Array.isArray(${subject.value}) && !${seen}.every)`, () => {
      const index = writer.name('index');
      const head = `for (let ${index} = ${seen}.items; ${index} < ${subject.value}.length; ${index}++)`;
      writer.block(head, () => {
        writer.line(`if (${seen}.places.has(${index})) continue;`);
        const inner: Subject = { value: `${subject.value}[${index}]`, path: [...subject.path, { index }] };
        if (rest === false) fail(body, inner, at, undefined, 'unevaluatedItems');
        else emitSchema(body, rest, inner, at);
      });
    });
  }
  writer.line(`${seen}.every = true;`);
}
