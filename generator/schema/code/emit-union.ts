import { isObject } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { type Facts, factsOf, jsonTypes, tagOf } from '../facts.ts';
import { decides } from '../keywords.ts';
import { type Body, demand, fail, type Subject } from './body.ts';
import { read } from './emit-object.ts';
import { emitCall, emitSub, emitText, hintOf, testOf } from './emit-sub.ts';
import {
  literal,
  not,
  placeOf,
  pointerLiteral,
  quoted,
  reportAndPlace,
  reportAt,
  some,
  type Test,
  typeTest,
} from './expressions.ts';
import { nullableLeaf } from './leaf.ts';
import type { Tag } from './linker.ts';
import { listed, listedValues } from './listed.ts';
import { onlyReference } from './weight.ts';
import type { Line } from './writer.ts';

interface Branch {
  readonly schema: JsonSchema;
  readonly facts: Facts;
  /** Where the branch stands in its union. */
  readonly at: Pointer;
  /** What errors name when it was chosen: the `$ref` target, else its own place. */
  readonly pointer: Pointer;
}

interface Union {
  readonly keyword: 'anyOf' | 'oneOf';
  readonly at: Pointer;
  readonly hint: string | undefined;
  /** Tags that have been looked at on the way here. */
  readonly used: ReadonlySet<string>;
}

/**
 * `anyOf` and `oneOf`. Only branches whose necessary conditions (type, tag values) a value meets are looked at: the
 * others are proven to refuse it. One left over is simply applied, and its errors are the errors.
 */
export function emitUnion(
  body: Body,
  schema: JsonObject,
  keyword: 'anyOf' | 'oneOf',
  schemas: readonly JsonSchema[],
  subject: Subject,
  known: ReadonlySet<TypeName>,
): void {
  const { stage } = body.linker.options;
  const branches = schemas.map((part, index): Branch => {
    const at = stage.origins.of(schema, keyword, index);
    const target = isObject(part) && typeof part['$ref'] === 'string' ? part['$ref'] : undefined;
    return { schema: part, facts: factsOf(stage, part), at, pointer: target ?? at };
  });
  const discriminator = schema['discriminator'];
  const hint = isObject(discriminator) ? discriminator['propertyName'] : undefined;
  const union: Union = {
    keyword,
    at: stage.origins.of(schema, keyword),
    hint: typeof hint === 'string' ? hint : undefined,
    used: new Set(),
  };
  emitByType(body, union, branches, subject, known);
}

/** One group for each set of branches that some types have in common. */
function emitByType(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  known: ReadonlySet<TypeName>,
): void {
  const groups = new Map<string, { readonly types: TypeName[]; readonly branches: readonly Branch[] }>();
  for (const type of jsonTypes) {
    if (!known.has(type)) continue;
    const candidates = branches.filter(({ facts }) => facts.types.has(type));
    const key = candidates.map((branch) => branches.indexOf(branch)).join(',');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { types: [type], branches: candidates });
    else group.types.push(type);
  }
  const live = [...groups.values()].filter((group) => group.branches.length > 0);
  const admitted = live.flatMap(({ types }) => types);
  const [only] = live;
  if (
    only !== undefined &&
    live.length === groups.size &&
    groups.size === 1 &&
    known.size < jsonTypes.length
  ) {
    emitCandidates(body, union, only.branches, subject, only.types);
    return;
  }
  // Values that are not JSON (a function, a BigInt) have none of the types, and a schema without types may accept them.
  const open = branches.filter(({ facts }) => facts.types.size === jsonTypes.length);
  if (only !== undefined && live.length === 1 && open.length === branches.length) {
    emitCandidates(body, union, only.branches, subject, only.types);
    return;
  }
  if (emitNullable(body, union, live, subject)) return;
  const refuse = (): void => fail(body, subject, union.at, literal(['type', ...admitted]));
  const written = live.map((group) => ({
    test: some(group.types.map((type) => typeTest(type, subject.value, body.writer.helper))),
    lines: body.writer.capture(() => emitCandidates(body, union, group.branches, subject, group.types)),
  }));
  // Groups without further checks come last, where they only prevent the error.
  const emit = (rest: readonly { readonly test: Test; readonly lines: readonly Line[] }[]): void => {
    const [group, ...others] = rest;
    if (group === undefined) refuse();
    else
      body.writer.choose(
        ...group.test,
        () => body.writer.put(group.lines),
        () => emit(others),
      );
  };
  emit([
    ...written.filter(({ lines }) => lines.length > 0),
    ...written.filter(({ lines }) => lines.length === 0),
  ]);
}

/** An object of one kind, or null: the most frequent union. */
function emitNullable(
  body: Body,
  union: Union,
  live: readonly { readonly types: readonly TypeName[]; readonly branches: readonly Branch[] }[],
  subject: Subject,
): boolean {
  const { writer, linker } = body;
  const group = (type: TypeName) =>
    live.find(({ types }) => types.length === 1 && types[0] === type)?.branches ?? [];
  const [only, second] = group('object');
  const [nothing, third] = group('null');
  if (third !== undefined || nothing === undefined || live.length !== 2) return false;
  if (emitNullableScalar(body, union, live, subject)) return true;
  if (only === undefined || second !== undefined) return false;
  if (!isObject(only.schema) || !isObject(nothing?.schema) || subject.track !== undefined) return false;
  const isNull = listedValues(nothing.schema)?.join() === '' || nothing.schema['type'] === 'null';
  if (
    !isNull ||
    Object.keys(nothing.schema).some((key) => decides(key) && !['type', 'enum', 'const'].includes(key))
  )
    return false;
  const place = placeOf(subject.path, union.at.slice(0, union.at.lastIndexOf('/')), writer.helper);
  if (body.isTest || place === undefined || !/\/(oneOf|anyOf)$/.test(union.at)) return false;
  const hint = hintOf(subject.path, 'object');
  const { name } =
    typeof only.schema['$ref'] === 'string' && onlyReference(only.schema)
      ? linker.target(only.schema['$ref'], false, body.scope)
      : linker.local(only.schema, false, body.scope, hint, body.isTest);
  const args = [
    ...[
      subject.value,
      place.report,
      place.name === undefined ? pointerLiteral(place.at) : writer.base(pointerLiteral(place.at)),
    ],
    ...[place.name === undefined ? 'undefined' : quoted(place.name), name],
    ...(union.at.endsWith('/oneOf') ? [] : [quoted('anyOf')]),
  ];
  emitText(body, `${writer.helper('objectOrNull')}(${args.join(', ')})`);
  return true;
}

/** A scalar of one kind, or null. */
function emitNullableScalar(
  body: Body,
  union: Union,
  live: readonly { readonly types: readonly TypeName[]; readonly branches: readonly Branch[] }[],
  subject: Subject,
): boolean {
  const { writer } = body;
  const other = live.find(({ types }) => types[0] !== 'null');
  const [branch, second] = other?.branches ?? [];
  const cut = union.at.lastIndexOf('/');
  const place = placeOf(subject.path, union.at.slice(0, cut), writer.helper);
  const keyword = union.at.slice(cut + 1);
  if (branch === undefined || second !== undefined || !isObject(branch.schema) || body.isTest) return false;
  if (
    place?.name === undefined ||
    subject.track !== undefined ||
    branch.at !== `${union.at}/${branch.at.slice(union.at.length + 1)}`
  )
    return false;
  const found = nullableLeaf(body, branch.schema, branch.at);
  if (found === undefined) return false;
  const args = [
    ...[subject.value, place.report, writer.base(pointerLiteral(place.at)), quoted(place.name)],
    ...[quoted(`${keyword}${branch.at.slice(union.at.length)}`), ...found],
  ];
  emitText(body, `${writer.helper('unionOrNull')}(${args.join(', ')})`);
  return true;
}

/** Branches that all admit the type at hand. */
function emitCandidates(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  types: readonly TypeName[],
): void {
  const [only] = branches;
  if (only !== undefined && branches.length === 1) {
    const [known] = types;
    const isKnown = types.length === 1 && known !== undefined;
    emitSub(body, only.schema, isKnown ? { ...subject, known } : subject, only.at);
    return;
  }
  const tag =
    types.length === 1 && types[0] === 'object'
      ? tagOf(
          branches.map(({ facts }) => facts),
          union.hint,
          union.used,
        )
      : undefined;
  if (tag !== undefined) emitByTag(body, union, branches, subject, tag);
  else if (!emitValues(body, union, branches, subject)) {
    const [type] = types.length === 1 ? types : [];
    emitCount(body, union, branches, type === undefined ? subject : { ...subject, known: type });
  }
}

/** Branches identified by the value of one required member. */
function emitByTag(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  tag: string,
): void {
  const { writer } = body;
  const groups = new Map<string, { readonly values: string[]; readonly branches: readonly Branch[] }>();
  const values = new Set(branches.flatMap(({ facts }) => [...(facts.tags.get(tag) ?? [])]));
  for (const value of values) {
    const candidates = branches.filter(({ facts }) => facts.tags.get(tag)?.has(value) ?? false);
    const key = candidates.map((branch) => branches.indexOf(branch)).join(',');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { values: [value], branches: candidates });
    else group.values.push(value);
  }
  const local = writer.name(tag);
  writer.line(`const ${local} = ${read(body, subject.value, tag)};`);
  writer.block(`switch (${local})`, () => {
    for (const group of groups.values()) {
      const heads = group.values.map((value) => `case ${literal(value)}:`);
      const lines = writer.capture(() =>
        emitTagged(body, union, group.branches, subject, { name: tag, values: group.values, local }),
      );
      const hasLocals = lines.some(({ text }) => /^(const|let) /.test(text));
      for (const row of rowsOf(heads, 100).slice(0, -1)) writer.line(row);
      writer.line(`${rowsOf(heads, 100).at(-1)}${hasLocals ? ' {' : ''}`);
      writer.indent(() => writer.put(lines));
      if (hasLocals) writer.line('}');
    }
    const [first] = branches;
    const { report, place } = reportAndPlace(subject.path, writer.helper);
    const args = [
      ...[report, subject.value, quoted(place), quoted(tag), pointerLiteral(first?.at ?? union.at)],
      ...[pointerLiteral(union.at), literal([...values])],
    ].join(', ');
    writer.line('default:');
    if (body.isTest) {
      writer.indent(() => writer.guard());
      return;
    }
    const call = `${writer.helper('noVariant')}(${args})`;
    writer.indent(() => (body.isLast ? writer.line(`return ${call};`) : writer.guard(`!${call}`)));
  });
}

/** Texts in rows of a width. */
function rowsOf(texts: readonly string[], width: number): readonly string[] {
  const rows: string[] = [];
  for (const text of texts) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= width)
      rows[rows.length - 1] = `${last} ${text}`;
    else rows.push(text);
  }
  return rows;
}

/** Applies the branches a tag value leaves; errors say that the tag chose them. */
function emitTagged(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  { name: tag, values, local }: Tag & { readonly local: string },
): void {
  const { writer, linker } = body;
  const [only] = branches;
  const hint = hintOf(subject.path, [...(only?.facts.tags.get(tag) ?? [])][0] ?? tag);
  if (only === undefined || branches.length > 1 || !isObject(only.schema)) {
    emitCandidates(body, { ...union, used: new Set([...union.used, tag]) }, branches, subject, ['object']);
  } else {
    const isTracked = subject.track !== undefined;
    const reference = only.schema['$ref'];
    const made =
      typeof reference === 'string' && Object.keys(only.schema).length === 1
        ? linker.target(reference, isTracked, body.scope)
        : linker.local(only.schema, isTracked, body.scope, hint, body.isTest, { name: tag, values });
    const outer = reportAt(subject.path, writer.helper);
    const reason = `${pointerLiteral(only.pointer)}, ${quoted(tag)}, ${local}`;
    emitCall(body, made, subject, `${writer.helper('because')}(${outer}, ${reason})`);
  }
  if (!body.isLast) writer.line('break;');
  else if (branches.length > 1) writer.line('return true;');
}

/** Branches that only list scalars, none twice, are one list. */
function emitValues(body: Body, union: Union, branches: readonly Branch[], subject: Subject): boolean {
  const lists = branches.map(({ schema }) => listedValues(schema));
  if (lists.some((values) => values === undefined)) return false;
  const values = lists.flatMap((list) => list ?? []);
  if (union.keyword === 'oneOf' && new Set(values).size < values.length) return false;
  const { test } = listed(body, values, subject.value);
  demand(body, not(test), subject, union.at, literal(['value', ...values]));
  return true;
}

/** Nothing identifies the branch: all that are left are tried. */
function emitCount(body: Body, union: Union, branches: readonly Branch[], subject: Subject): void {
  const { writer } = body;
  const { value, track } = subject;
  // Which of them declares which member is not known.
  const { report, place } = reportAndPlace(subject.path, writer.helper);
  if (!body.isTest) writer.line(`if (report) ${writer.helper('opens')}(${report}, ${quoted(place)});`);
  const tests = branches.map(({ schema }, index): Test => {
    const hint = hintOf(subject.path, `${union.keyword}${index + 1}`);
    if (track === undefined) return testOf(body, schema, { ...subject, path: [] }, hint);
    const own = writer.name('evaluated');
    writer.line(`const ${own} = ${writer.helper('tracker')}();`);
    const [test] = testOf(body, schema, { value, path: [] }, hint, own);
    const is = `(${test} && ${writer.helper('absorb')}(${track}, ${own}))`;
    return [is, `!${is}`];
  });
  if (union.keyword === 'anyOf' && track === undefined) {
    demand(body, not(some(tests)), subject, union.at, '0');
    return;
  }
  const count = writer.name('count');
  writer.line(`let ${count} = 0;`);
  for (const [test] of tests) writer.line(`if (${test}) ${count}++;`);
  const broken: Test =
    union.keyword === 'oneOf' ? [`${count} !== 1`, `${count} === 1`] : [`${count} === 0`, `${count} !== 0`];
  demand(body, broken, subject, union.at, count);
}
