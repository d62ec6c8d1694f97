import { isObject } from '../../json/pointer.ts';
import type { Body, Subject } from './body.ts';
import { read } from './emit-object.ts';
import { emitCall, hintOf } from './emit-sub.ts';
import { literal, pointerLiteral, quoted, reportAndPlace, reportAt } from './expressions.ts';
import type { Tag } from './linker.ts';
import type { Branch, EmitCandidates, Union } from './union.ts';

/** Branches identified by the value of one required member. */
export function emitByTag(
  body: Body,
  union: Union,
  branches: readonly Branch[],
  subject: Subject,
  tag: string,
  emitCandidates: EmitCandidates,
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
        emitTagged(
          body,
          union,
          group.branches,
          subject,
          { name: tag, values: group.values, local },
          emitCandidates,
        ),
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
  emitCandidates: EmitCandidates,
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
