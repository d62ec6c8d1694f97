import { equalJson } from '../json/equal-json.ts';
import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';
import { listBelow } from './atoms.ts';
import { identityOf, type SchemaNode } from './node.ts';
import { membersOf } from './simulation-children.ts';
import { areApart, isNeverSentAs } from './simulation-tags.ts';
import { textOf } from './simulation-text.ts';
import type { IncludesBelow } from './simulation-types.ts';

/** Whether every branch of the sender's unions is one of the receiver's, and its `allOf` implies the receiver's. */
export function branchesFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  includes: IncludesBelow,
  alone: boolean,
): boolean {
  const [parts, wanted] = [listBelow(sender, 'allOf'), listBelow(receiver, 'allOf')];
  if (!wanted.every((each, index) => implying(each, parts, index, includes, false) !== undefined))
    return false;
  // Members beside a union speak of the same value as its branches.
  const isLone = alone && membersOf(from).length === 0 && parts.length === 0 && from['$ref'] === undefined;
  const [any, anyTaken] = [listBelow(sender, 'anyOf'), listBelow(receiver, 'anyOf')];
  if (anyTaken.length > 0) {
    if (any.length === 0) return false;
    if (!any.every((each, index) => chosen(each, anyTaken, index, includes, isLone) !== undefined))
      return false;
  }
  const [one, oneTaken] = [listBelow(sender, 'oneOf'), listBelow(receiver, 'oneOf')];
  if (oneTaken.length === 0) return true;
  if (one.length === 0 || textOf(sender, from, 'oneOf') === textOf(receiver, to, 'oneOf'))
    return one.length > 0;
  const [foreign, other] = [sender.space.overlap(sender), receiver.space.overlap(receiver)];
  if ((foreign === undefined) !== (other === undefined) || !equalJson(foreign, other)) return false;
  const matches = one.map((each, index) => chosen(each, oneTaken, index, includes, isLone));
  if (matches.includes(undefined)) return false;
  if (foreign !== undefined) return matches.every((match, index) => match === oneTaken[index]);
  // What is one branch must not become another as well.
  return oneTaken.every((taken) => {
    const isOld = one.some((each) => identityOf(each) === identityOf(taken));
    return isOld || one.every((each, index) => matches[index] === taken || areApart(each, taken));
  });
}

/** The branch of the receiver that includes a branch of the sender: the equal one, else by name, else by place. */
function chosen(
  branch: SchemaNode,
  candidates: readonly SchemaNode[],
  index: number,
  includes: IncludesBelow,
  alone: boolean,
): SchemaNode | undefined {
  const found = counterpart(branch, candidates, index);
  if (found === undefined) return undefined;
  const isSure = candidates.every((each) => each === found || isNeverSentAs(branch, each));
  return includes(branch, found, alone, isSure) ? found : undefined;
}

/** The part of the sender's `allOf` that implies a part of the receiver's. */
function implying(
  wanted: SchemaNode,
  parts: readonly SchemaNode[],
  index: number,
  includes: IncludesBelow,
  alone: boolean,
): SchemaNode | undefined {
  const found = counterpart(wanted, parts, index);
  return found !== undefined && includes(found, wanted, alone) ? found : undefined;
}

function counterpart(
  node: SchemaNode,
  candidates: readonly SchemaNode[],
  index: number,
): SchemaNode | undefined {
  const ref = ({ schema }: SchemaNode): unknown => (isObject(schema) ? schema['$ref'] : undefined);
  return (
    candidates.find((each) => identityOf(each) === identityOf(node)) ??
    (ref(node) === undefined ? undefined : candidates.find((each) => ref(each) === ref(node))) ??
    candidates[index]
  );
}
