import { isObject } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';
import { decides } from '../keywords.ts';
import type { Body, Subject } from './body.ts';
import { emitText, hintOf } from './emit-sub.ts';
import { placeOf, pointerLiteral, quoted } from './expressions.ts';
import { nullableLeaf } from './leaf.ts';
import { listedValues } from './listed.ts';
import type { Branch, Union } from './union.ts';
import { onlyReference } from './weight.ts';

/** An object of one kind, or null: the most frequent union. */
export function emitNullable(
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
