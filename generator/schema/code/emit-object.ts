import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { saysNothing } from '../normalize.ts';
import { type Body, demand, type Subject, within } from './body.ts';
import { sizeTest } from './emit-array.ts';
import { emitEach } from './emit-each.ts';
import { emitSub } from './emit-sub.ts';
import {
  isInherited,
  isPlainName,
  literal,
  member,
  namesLiteral,
  pointerLiteral,
  quoted,
  reportAndPlace,
  type Test,
} from './expressions.ts';
import type { Tag } from './linker.ts';
import { listedValues } from './listed.ts';
import { elsewhere, type KeywordWriters, plainly, writeKeywords } from './writers.ts';

/** The keywords of objects (2020-12 Core 10.3.2, Validation 6.5). */
export function emitObject(outer: Body, schema: JsonObject, subject: Subject): void {
  const body = within(outer);
  writeKeywords(objectWriters, body, schema, subject, emitDeclared(body, schema, subject));
}

/** What the writers of objects know: the name of the list of declared members, when there is one. */
type Declared = string | undefined;

const named = plainly<Declared>((body, schema, subject) => emitNamed(body, schema, subject));
const each = plainly<Declared>((body, schema, subject, members) => emitEach(body, schema, subject, members));

/** The writers of the keywords of objects. */
export const objectWriters: KeywordWriters<'object', Declared> = {
  properties: named,
  required: named,
  minProperties: plainly((body, schema, subject) => {
    const { minProperties } = schema;
    if (typeof minProperties !== 'number' || minProperties <= 0) return;
    const isSmall = sizeTest(`Object.keys(${subject.value}).length`, '<', minProperties);
    demand(body, isSmall, subject, placeOf(body, schema, 'minProperties'), literal(minProperties));
  }),
  maxProperties: plainly((body, schema, subject) => {
    const { maxProperties } = schema;
    if (typeof maxProperties !== 'number') return;
    const isLarge = sizeTest(`Object.keys(${subject.value}).length`, '>', maxProperties);
    demand(body, isLarge, subject, placeOf(body, schema, 'maxProperties'), literal(maxProperties));
  }),
  patternProperties: each,
  additionalProperties: each,
  propertyNames: each,
  dependentRequired: plainly((body, schema, subject) => {
    const { dependentRequired } = schema;
    for (const [name, needed] of Object.entries(isObject(dependentRequired) ? dependentRequired : {})) {
      if (!Array.isArray(needed)) continue;
      const at = placeOf(body, schema, 'dependentRequired', name);
      body.writer.when(`${read(body, subject.value, name)} !== undefined`, () => {
        for (const other of needed.map(String))
          demand(
            body,
            isAbsent(body, subject.value, other),
            subject,
            at,
            literal(other),
            undefined,
            'dependentRequired',
          );
      });
    }
  }),
  dependentSchemas: plainly((body, schema, subject) => {
    const { dependentSchemas } = schema;
    for (const [name, sub] of Object.entries(isObject(dependentSchemas) ? dependentSchemas : {})) {
      body.writer.when(`${read(body, subject.value, name)} !== undefined`, () =>
        emitSub(body, sub as JsonSchema, subject, placeOf(body, schema, 'dependentSchemas', name)),
      );
    }
  }),
  unevaluatedProperties: elsewhere,
};

const placeOf = (body: Body, schema: JsonObject, ...tokens: readonly string[]): string =>
  body.linker.options.stage.origins.of(schema, ...tokens);

/** Reads a member; names that every object inherits are looked up as own ones. */
export const read = ({ writer }: Body, value: string, name: string): string =>
  isInherited(name) ? `${writer.helper('own')}(${value}, ${quoted(name)})` : member(value, name);

const isAbsent = (body: Body, value: string, name: string): Test => {
  const place = read(body, value, name);
  return [`${place} === undefined`, `${place} !== undefined`];
};

/** Notes which members are declared, so that undeclared ones can be reported; returns the name of the list, if any. */
function emitDeclared(body: Body, schema: JsonObject, subject: Subject): string | undefined {
  const { writer, linker } = body;
  const { properties, additionalProperties } = schema;
  const { report, place } = reportAndPlace(subject.path, writer.helper);
  if (Object.hasOwn(schema, 'patternProperties') || (additionalProperties ?? false) !== false) {
    if (!body.isTest) writer.line(`if (report) ${writer.helper('opens')}(${report}, ${quoted(place)});`);
    return undefined;
  }
  const isClosed = additionalProperties === false;
  if (!isClosed && !isObject(properties)) return undefined;
  const names = Object.keys(isObject(properties) ? properties : {});
  const list = isClosed
    ? writer.constant('members', `new Set<string>(${literal(names)})`)
    : namesLiteral(names);
  if (isObject(properties) && !body.isTest) {
    const at = writer.base(pointerLiteral(linker.options.stage.origins.of(schema, 'properties')));
    const args = [report, subject.value, at, list, ...(place === '' ? [] : [quoted(place)])].join(', ');
    writer.line(`if (report) ${writer.helper('declares')}(${args});`);
  }
  return isClosed ? list : undefined;
}

/** `properties` and `required`: each member is read once, then required ones must be present, then each is checked. */
function emitNamed(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const { value, path, track } = subject;
  const { origins } = body.linker.options.stage;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = (Array.isArray(schema['required']) ? [...new Set(schema['required'])] : []).filter(
    (name) => typeof name === 'string',
  );
  const locals = new Map<string, string>();
  const propertyOf = (name: string): JsonSchema => (properties[name] ?? true) as JsonSchema;
  const isChecked = (name: string): boolean =>
    track !== undefined || !(saysNothing(propertyOf(name)) || isSettled(subject.tag, name, propertyOf(name)));
  const demanded = required.filter((name) => name !== subject.tag?.name);
  for (const name of new Set([...Object.keys(properties), ...demanded])) {
    if (demanded.includes(name) || isChecked(name)) locals.set(name, writer.name(name));
  }
  emitReads(body, value, locals);
  emitRequired(body, schema, subject, demanded, locals);
  for (const [name, property] of Object.entries(properties)) {
    const local = locals.get(name);
    if (local === undefined || !isChecked(name)) continue;
    const checks = (): void => {
      if (track !== undefined) writer.line(`${track}.names.add(${quoted(name)});`);
      emitSub(
        body,
        property as JsonSchema,
        { value: local, path: [...path, { name }] },
        origins.of(schema, 'properties', name),
      );
    };
    const lines = writer.capture(checks);
    // The checks of the runtime accept an absent member; testing for optional ones here is faster.
    if (
      lines.length === 1 &&
      required.includes(name) &&
      /^if \((?:\w+ !== '[^']*' && )*!(an?[A-Z]\w*|orNull|objectOrNull)\(\w+, report, \ue000/.test(
        lines[0]?.text ?? '',
      )
    )
      writer.put(lines);
    else if (body.isTest && required.includes(name)) writer.put(lines);
    else writer.when(`${local} !== undefined`, () => writer.put(lines));
  }
}

/** Whether the values by which a schema was chosen are all that it takes for this member. */
function isSettled(tag: Tag | undefined, name: string, property: JsonSchema): boolean {
  if (tag?.name !== name) return false;
  const listed = listedValues(property);
  return listed !== undefined && tag.values.every((value) => listed.includes(value));
}

/** `const { id, 'a-b': aB } = value;` and one line for each name that every object inherits. */
function emitReads(body: Body, value: string, locals: ReadonlyMap<string, string>): void {
  const { writer } = body;
  const parts = [...locals]
    .filter(([name]) => !isInherited(name))
    .map(([name, local]) => (name === local ? name : `${isPlainName(name) ? name : quoted(name)}: ${local}`));
  if (parts.length > 0) writer.line(`const { ${parts.join(', ')} } = ${value};`);
  for (const [name, local] of locals)
    if (isInherited(name)) writer.line(`const ${local} = ${read(body, value, name)};`);
}

/** One guard for all the members that are required at one place of the document. */
function emitRequired(
  body: Body,
  schema: JsonObject,
  subject: Subject,
  required: readonly string[],
  locals: ReadonlyMap<string, string>,
): void {
  const { writer } = body;
  const { origins } = body.linker.options.stage;
  const listed: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const groups = new Map<Pointer, string[]>();
  for (const name of required) {
    const place = origins.of(schema, 'required', listed.indexOf(name));
    const at = place.slice(0, place.lastIndexOf('/'));
    groups.set(at, [...(groups.get(at) ?? []), name]);
  }
  const { report, place } = reportAndPlace(subject.path, writer.helper);
  for (const [at, names] of groups) {
    const absent = names.map((name) => `${locals.get(name)} === undefined`).join(' || ');
    if (body.isTest) {
      writer.guard(absent);
      continue;
    }
    const schemaAt = writer.base(pointerLiteral(`${at.slice(0, at.lastIndexOf('/'))}/properties`));
    const rest = place === '' ? [] : [quoted(place)];
    const args = [report, subject.value, schemaAt, namesLiteral(names), ...rest].join(', ');
    writer.guard(absent, `!${writer.helper('missing')}(${args})`);
  }
}
