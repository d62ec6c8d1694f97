import { compilePattern } from '../../json/pattern.ts';
import { isObject } from '../../json/pointer.ts';
import { slowPattern } from '../../json/slow-pattern.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { membersEvaluated } from '../evaluates.ts';
import { saysNothing } from '../normalize.ts';
import { type Body, demand, fail, type Subject, within } from './body.ts';
import { sizeTest } from './emit-array.ts';
import { patternTest, unreadable } from './emit-scalar.ts';
import { emitSub } from './emit-sub.ts';
import {
  every,
  isInherited,
  isPlainName,
  literal,
  member,
  namesLiteral,
  pointerLiteral,
  quoted,
  reportAndPlace,
  reportAt,
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

/** What is said of members by pattern, by name, or because nothing else is said of them: one loop over the keys. */
function emitEach(body: Body, schema: JsonObject, subject: Subject, members: string | undefined): void {
  const { writer } = body;
  const { value, path, track } = subject;
  const { origins } = body.linker.options.stage;
  const patterns = Object.entries(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
  const rest = schema['additionalProperties'] as JsonSchema | undefined;
  const names = schema['propertyNames'] as JsonSchema | undefined;
  const restSays = rest !== undefined && !saysNothing(rest);
  if (track !== undefined && membersEvaluated(schema, true).all) writer.line(`${track}.all = true;`);
  if (members !== undefined && patterns.length === 0) {
    const args = [
      reportAt(path, writer.helper),
      value,
      pointerLiteral(origins.of(schema, 'additionalProperties')),
      members,
    ];
    writer.guard(`!${writer.helper('closed')}(${args.join(', ')})`);
    if (names === undefined) return;
  }
  const patternsSay =
    patterns.some(([, sub]) => !saysNothing(sub as JsonSchema)) ||
    (track !== undefined && patterns.length > 0);
  if (!restSays && !patternsSay && (names === undefined || saysNothing(names))) return;
  const key = writer.name('key');
  writer.block(`for (const ${key} of Object.keys(${value}))`, () => {
    if (names !== undefined)
      emitSub(body, names, { value: key, path: [...path, { key }] }, origins.of(schema, 'propertyNames'));
    if (!patternsSay && (!restSays || members !== undefined)) return;
    const item = writer.name('member');
    writer.line(`const ${item} = ${value}[${key}];`);
    const inner: Subject = { value: item, path: [...path, { key }] };
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
      writer.when(test, () => {
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
        matched.map(({ test }): Test => (test.includes(' && ') ? [test, `!(${test})`] : [test, `!${test}`])),
      );
  });
}

function emitRest(
  body: Body,
  schema: JsonObject,
  rest: JsonSchema,
  inner: Subject,
  key: string,
  tests: readonly Test[],
): void {
  const { writer } = body;
  const at = body.linker.options.stage.origins.of(schema, 'additionalProperties');
  const known = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
  const others: Test[] = tests.map(([is, isNot]) => [isNot, is]);
  if (known.length > 4) {
    const has = `${writer.constant('members', `new Set<string>(${literal(known)})`)}.has(${key})`;
    others.unshift([`!${has}`, has]);
  } else
    others.unshift(
      ...known.map((name): Test => [`${key} !== ${literal(name)}`, `${key} === ${literal(name)}`]),
    );
  const emit = (): void => {
    if (rest === false)
      fail(
        body,
        inner,
        at,
        `[${[key, ...known.map(literal)].join(', ')}]`,
        at.slice(at.lastIndexOf('/') + 1),
      );
    else emitSub(body, rest, inner, at);
  };
  if (others.length === 0) emit();
  else writer.when(every(others)[0], emit);
}
