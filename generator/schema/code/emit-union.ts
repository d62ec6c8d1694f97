import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../json/types.ts';
import { type Facts, factsOf, type JsonType, jsonTypeOf, jsonTypes, tagOf } from '../facts.ts';
import { decides } from '../keywords.ts';
import { read } from './emit-object.ts';
import { type Body, demand, fail, isNone, type Subject } from './emit-schema.ts';
import { emitSub, hintOf, testOf } from './emit-sub.ts';
import { literal, pointerExpression, typeTest } from './expressions.ts';

interface Branch {
  readonly schema: JsonSchema;
  readonly facts: Facts;
  /** Where the branch stands in its union. */
  readonly at: Pointer;
  /** What is told of it when it was chosen: the `$ref` target, else its own place. */
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
  known: ReadonlySet<JsonType>,
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
  known: ReadonlySet<JsonType>,
): void {
  const groups = new Map<string, { readonly types: JsonType[]; readonly branches: readonly Branch[] }>();
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
  // Values that are no JSON (a function, a BigInt) have none of the types, and a schema without types may take them.
  const open = branches.filter(({ facts }) => facts.types.size === jsonTypes.length);
  if (only !== undefined && live.length === 1 && open.length === branches.length) {
    emitCandidates(body, union, only.branches, subject, only.types);
    return;
  }
  const refuse = (): void => fail(body, subject, union.at, literal(['type', ...admitted]));
  const emit = (rest: typeof live): void => {
    const [group, ...others] = rest;
    if (group === undefined) {
      refuse();
      return;
    }
    const helper = (): string => body.writer.helper('plainObject');
    const test = group.types.map((type) => typeTest(type, subject.value, helper)[0]).join(' || ');
    body.writer.choose(
      test,
      () => emitCandidates(body, union, group.branches, subject, group.types),
      () => emit(others),
    );
  };
  emit(live);
}

/** Branches that all admit the type at hand. */
function emitCandidates(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  types: readonly JsonType[],
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
  else if (!emitValues(body, union, branches, subject)) emitCount(body, union, branches, subject);
}

/** Branches told apart by the value of one required member. */
function emitByTag(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  tag: string,
): void {
  const { writer, mode } = body;
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
      for (const value of group.values.slice(0, -1)) writer.line(`case ${literal(value)}:`);
      writer.block(`case ${literal(group.values.at(-1))}:`, () => {
        emitTagged(body, union, group.branches, subject, { tag, local });
        writer.line('break;');
      });
    }
    writer.block('default:', () => {
      const [first] = branches;
      const missing = (): void => fail(body, subject, first?.at ?? union.at, literal(tag), 'required');
      const unknown = (): void =>
        fail(
          body,
          { ...subject, value: local, path: [...subject.path, { name: tag }] },
          union.at,
          writer.constant('values', literal(['value', ...values])),
        );
      writer.choose(`${local} === undefined`, missing, unknown);
      if (mode === 'all') writer.line('break;');
    });
  });
}

/** Applies the branches a tag value leaves; problems say that the tag chose them. */
function emitTagged(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  { tag, local }: { readonly tag: string; readonly local: string },
): void {
  const { writer, linker, mode } = body;
  const [only] = branches;
  const hint = hintOf(subject.path, [...(only?.facts.tags.get(tag) ?? [])][0] ?? tag);
  if (only === undefined || branches.length > 1 || !isObject(only.schema)) {
    emitCandidates(body, { ...union, used: new Set([...union.used, tag]) }, branches, subject, ['object']);
    return;
  }
  const reference = only.schema['$ref'];
  const target = (): { readonly name: string } =>
    typeof reference === 'string' && Object.keys(only.schema).length === 1
      ? linker.target(reference, mode, subject.track !== undefined, body.scope)
      : linker.local(only.schema as JsonObject, mode, subject.track !== undefined, body.scope, hint);
  const { name } = target();
  const reason = `${literal(only.pointer)}, ${literal(tag)}, ${local}`;
  const tracker = subject.track === undefined ? [] : [subject.track];
  const place = (prefix: string | undefined): string => placeOf(body, subject, prefix);
  if (mode === 'all') {
    const from = writer.name('from');
    writer.line(`const ${from} = out.length;`);
    writer.line(`${name}(${[subject.value, place('path'), 'out', ...tracker].join(', ')});`);
    writer.line(`${writer.helper('because_all')}(out, ${from}, ${reason});`);
    return;
  }
  const problem = writer.name('problem');
  writer.line(`const ${problem} = ${name}(${[subject.value, ...tracker].join(', ')});`);
  const inside = place(undefined);
  const placed = inside === '""' ? problem : `${writer.helper('inside')}(${problem}, ${inside})`;
  writer.line(`if (${problem} !== undefined) return ${writer.helper('because')}(${placed}, ${reason});`);
}

const placeOf = (body: Body, subject: Subject, prefix: string | undefined): string =>
  pointerExpression(subject.path, prefix, () => body.writer.helper('token'));

/** Branches that only list scalars, none twice, are one list. */
function emitValues(body: Body, union: Union, branches: readonly Branch[], subject: Subject): boolean {
  const listed = branches.map(({ schema }) => listedValues(schema));
  if (listed.some((values) => values === undefined)) return false;
  const values = listed.flatMap((list) => list ?? []);
  if (union.keyword === 'oneOf' && new Set(values).size < values.length) return false;
  const list = body.writer.constant('values', literal(['value', ...values]));
  demand(body, isNone(body, values, subject.value, list), subject, union.at, list);
  return true;
}

function listedValues(schema: JsonSchema): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  const asserted = Object.keys(schema).filter(decides);
  if (!asserted.every((keyword) => ['type', 'enum', 'const'].includes(keyword))) return undefined;
  if (Object.hasOwn(schema, 'const') === Object.hasOwn(schema, 'enum')) return undefined;
  const all = Object.hasOwn(schema, 'const') ? [schema['const']] : schema['enum'];
  if (!Array.isArray(all) || all.some((value) => typeof value === 'object' && value !== null))
    return undefined;
  if (!Object.hasOwn(schema, 'type')) return all;
  const types: readonly unknown[] = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  return all.filter(
    (value) => types.includes(jsonTypeOf(value)) || (types.includes('integer') && Number.isInteger(value)),
  );
}

/** Nothing tells the branches apart: all that are left are tried. */
function emitCount(body: Body, union: Union, branches: readonly Branch[], subject: Subject): void {
  const { writer, mode } = body;
  const { value, track } = subject;
  // Nobody knows which of them names what.
  if (mode === 'all') writer.line(`${writer.helper('opens')}(out, ${placeOf(body, subject, 'path')});`);
  const tests = branches.map(({ schema }, index) => {
    const hint = hintOf(subject.path, `${union.keyword}${index + 1}`);
    if (track === undefined) return testOf(body, schema, { value, path: [] }, hint);
    const own = writer.name('evaluated');
    writer.line(`const ${own} = ${writer.helper('tracker')}();`);
    return `(${testOf(body, schema, { value, path: [] }, hint, own)} && ${writer.helper('absorb')}(${track}, ${own}))`;
  });
  if (union.keyword === 'anyOf' && track === undefined) {
    demand(body, `!(${tests.map((test) => `(${test})`).join(' || ')})`, subject, union.at, '0');
    return;
  }
  const count = writer.name('count');
  writer.line(`let ${count} = 0;`);
  for (const test of tests) writer.line(`if (${test}) ${count}++;`);
  const broken = union.keyword === 'oneOf' ? `${count} !== 1` : `${count} === 0`;
  demand(body, broken, subject, union.at, count);
}
