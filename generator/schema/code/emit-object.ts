import { compilePattern } from '../../json/pattern.ts';
import { isObject } from '../../json/pointer.ts';
import { slowPattern } from '../../json/slow-pattern.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { saysNothing } from '../normalize.ts';
import { patternTest, unreadable } from './emit-scalar.ts';
import { type Body, demand, fail, type Subject } from './emit-schema.ts';
import { emitSub } from './emit-sub.ts';
import { isInherited, literal, member, pointerExpression } from './expressions.ts';

/** The keywords of objects (2020-12 Core 10.3.2, Validation 6.5). */
export function emitObject(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const at = (...tokens: readonly (string | number)[]) =>
    body.linker.options.stage.origins.of(schema, ...tokens);
  const { value } = subject;
  emitKnown(body, schema, subject);
  emitNamed(body, schema, subject);
  const { minProperties, maxProperties } = schema;
  const count = `Object.keys(${value}).length`;
  if (typeof minProperties === 'number' && minProperties > 0)
    demand(
      body,
      `${count} < ${literal(minProperties)}`,
      subject,
      at('minProperties'),
      literal(minProperties),
    );
  if (typeof maxProperties === 'number')
    demand(
      body,
      `${count} > ${literal(maxProperties)}`,
      subject,
      at('maxProperties'),
      literal(maxProperties),
    );
  emitEach(body, schema, subject);
  const dependent = isObject(schema['dependentRequired']) ? schema['dependentRequired'] : {};
  for (const [name, needed] of Object.entries(dependent)) {
    if (!Array.isArray(needed) || needed.length === 0) continue;
    writer.block(`if (${read(body, value, name)} !== undefined)`, () => {
      for (const other of needed)
        demand(
          body,
          `${read(body, value, String(other))} === undefined`,
          subject,
          at('dependentRequired', name),
          literal(other),
        );
    });
  }
  const schemas = isObject(schema['dependentSchemas']) ? schema['dependentSchemas'] : {};
  for (const [name, sub] of Object.entries(schemas)) {
    writer.block(`if (${read(body, value, name)} !== undefined)`, () =>
      emitSub(body, sub as JsonSchema, subject, at('dependentSchemas', name)),
    );
  }
}

/** Reads a member; names that every object inherits are looked up as own ones. */
export const read = (body: Body, value: string, name: string): string =>
  isInherited(name) ? `${body.writer.helper('own')}(${value}, ${JSON.stringify(name)})` : member(value, name);

/** Notes which members are named, for those who ask about the others; only code that lists every error does. */
function emitKnown(body: Body, schema: JsonObject, subject: Subject): void {
  if (body.mode !== 'all') return;
  const { writer, linker } = body;
  const { properties, additionalProperties } = schema;
  const place = pointerExpression(subject.path, 'path', () => writer.helper('token'));
  const isOpen = Object.hasOwn(schema, 'patternProperties') || (additionalProperties ?? false) !== false;
  if (isOpen) writer.line(`${writer.helper('opens')}(out, ${place});`);
  else if (isObject(properties)) {
    const names = writer.constant('names', literal(Object.keys(properties)));
    const at = JSON.stringify(linker.options.stage.origins.of(schema, 'properties'));
    writer.line(`${writer.helper('knows')}(out, ${subject.value}, ${place}, ${names}, ${at});`);
  }
}

/** `properties` and `required` together: each member is read once. */
function emitNamed(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const { value, path, track } = subject;
  const { origins } = body.linker.options.stage;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const requiredAt = (name: string): string => {
    const place = origins.of(schema, 'required', required.indexOf(name));
    return place.slice(0, place.lastIndexOf('/'));
  };
  for (const [name, property] of Object.entries(properties)) {
    const isRequired = required.includes(name);
    const isOpen = saysNothing(property as JsonSchema) && track === undefined;
    if (isOpen && !isRequired) continue;
    if (isOpen) {
      demand(body, `${read(body, value, name)} === undefined`, subject, requiredAt(name), literal(name));
      continue;
    }
    const local = writer.name(name);
    writer.line(`const ${local} = ${read(body, value, name)};`);
    const check = (): void => {
      if (track !== undefined) writer.line(`${track}.names.add(${literal(name)});`);
      emitSub(
        body,
        property as JsonSchema,
        { value: local, path: [...path, { name }] },
        origins.of(schema, 'properties', name),
      );
    };
    if (isRequired) demand(body, `${local} === undefined`, subject, requiredAt(name), literal(name), check);
    else writer.block(`if (${local} !== undefined)`, check);
  }
  for (const name of new Set(required)) {
    if (typeof name !== 'string' || Object.hasOwn(properties, name)) continue;
    demand(body, `${read(body, value, name)} === undefined`, subject, requiredAt(name), literal(name));
  }
}

/** What is said of members by pattern, by name, or because nothing else is said of them: one loop over the keys. */
function emitEach(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const { value, path, track } = subject;
  const { origins } = body.linker.options.stage;
  const patterns = Object.entries(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
  const rest = schema['additionalProperties'] as JsonSchema | undefined;
  const names = schema['propertyNames'] as JsonSchema | undefined;
  const restSays = rest !== undefined && !saysNothing(rest);
  if (rest !== undefined && track !== undefined) writer.line(`${track}.all = true;`);
  const patternsSay =
    patterns.some(([, sub]) => !saysNothing(sub as JsonSchema)) ||
    (track !== undefined && patterns.length > 0);
  if (!restSays && !patternsSay && (names === undefined || saysNothing(names))) return;
  const key = writer.name('key');
  writer.block(`for (const ${key} of Object.keys(${value}))`, () => {
    if (names !== undefined)
      emitSub(body, names, { value: key, path: [...path, { key }] }, origins.of(schema, 'propertyNames'));
    const item = patternsSay || (restSays && rest !== false) ? writer.name('member') : 'undefined';
    if (item !== 'undefined') writer.line(`const ${item} = ${value}[${key}];`);
    const inner: Subject = {
      value: item === 'undefined' ? `${value}[${key}]` : item,
      path: [...path, { key }],
    };
    const matched = patterns.map(([pattern, sub]) => {
      const plain = patternTest(body, pattern, key);
      const slow = slowPattern(pattern, compilePattern(pattern)?.flags ?? '');
      const test =
        plain === undefined || slow === undefined ? plain : `${key}.length <= ${slow.longest} && ${plain}`;
      const place = origins.of(schema, 'patternProperties', pattern);
      if (test === undefined && body.linker.options.unreadablePattern === 'throw')
        throw unreadable(pattern, place);
      // Left unread, a pattern is taken to match nothing that it could refuse, and everything the rest could.
      return { test: test ?? 'true', sub: test === undefined ? true : (sub as JsonSchema), place };
    });
    for (const { test, sub, place } of matched) {
      if (saysNothing(sub) && track === undefined) continue;
      writer.block(`if (${test})`, () => {
        if (track !== undefined) writer.line(`${track}.names.add(${key});`);
        emitSub(body, sub, inner, place);
      });
    }
    if (restSays)
      emitRest(
        body,
        schema,
        rest,
        inner,
        key,
        matched.map(({ test }) => test),
      );
  });
}

function emitRest(
  body: Body,
  schema: JsonObject,
  rest: JsonSchema,
  inner: Subject,
  key: string,
  tests: readonly string[],
): void {
  const { writer } = body;
  const at = body.linker.options.stage.origins.of(schema, 'additionalProperties');
  const known = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
  const list = known.length === 0 ? '[]' : writer.constant('names', literal(known));
  const isUnnamed =
    known.length > 8
      ? [`!${writer.constant('set', `new Set(${list})`)}.has(${key})`]
      : known.map((name) => `${key} !== ${literal(name)}`);
  const conditions = [...isUnnamed, ...tests.map((test) => `!${test}`)];
  const emit = (): void => {
    if (rest === false) fail(body, inner, at, `[${key}].concat(${list})`, 'additionalProperties');
    else emitSub(body, rest, inner, at);
  };
  if (conditions.length === 0) emit();
  else writer.block(`if (${conditions.join(' && ')})`, emit);
}
