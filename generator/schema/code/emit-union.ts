import { isObject } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { factsOf, jsonTypes, tagOf } from '../facts.ts';
import { type Body, demand, fail, type Subject } from './body.ts';
import { emitByTag } from './emit-by-tag.ts';
import { emitNullable } from './emit-nullable.ts';
import { emitSub, hintOf, testOf } from './emit-sub.ts';
import { literal, not, quoted, reportAndPlace, some, type Test, typeTest } from './expressions.ts';
import { listed, listedValues } from './listed.ts';
import type { Branch, Union } from './union.ts';
import type { Line } from './writer.ts';

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
  if (tag !== undefined) emitByTag(body, union, branches, subject, tag, emitCandidates);
  else if (!emitValues(body, union, branches, subject)) {
    const [type] = types.length === 1 ? types : [];
    emitCount(body, union, branches, type === undefined ? subject : { ...subject, known: type });
  }
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
