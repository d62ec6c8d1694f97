import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';
import { listBelow } from './atoms.ts';
import { everythingIdentity } from './canonical.ts';
import { identityOf, type SchemaNode } from './node.ts';
import type { IncludesBelow } from './simulation-types.ts';

/** Whether the items of the sender are items of the receiver. */
export function itemsFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  includes: IncludesBelow,
): boolean {
  const [left, right] = [listBelow(sender, 'prefixItems'), listBelow(receiver, 'prefixItems')];
  if (left.length !== right.length) return false;
  if (!left.every((each, index) => includes(each, right[index] ?? receiver))) return false;
  if (to['items'] === undefined) return true;
  return (
    from['items'] !== undefined &&
    includes(sender.space.below(sender, 'items'), receiver.space.below(receiver, 'items'))
  );
}

/** The members that a schema declares. */
export const membersOf = (schema: JsonObject): readonly string[] =>
  isObject(schema['properties']) ? Object.keys(schema['properties']) : [];

/** Whether the members of the sender are members of the receiver. */
export function membersFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  includes: IncludesBelow,
  keepsToItsNames: boolean,
): boolean {
  const required = (schema: JsonObject): readonly unknown[] =>
    Array.isArray(schema['required']) ? schema['required'] : [];
  if (!required(to).every((name) => required(from).includes(name))) return false;
  const [sent, taken] = [membersOf(from), membersOf(to)];
  const [left, right] = [from['additionalProperties'], to['additionalProperties']];
  const rest = (node: SchemaNode): SchemaNode => node.space.below(node, 'additionalProperties');
  const member = (node: SchemaNode, name: string): SchemaNode => node.space.below(node, 'properties', name);
  const hasPatterns = from['patternProperties'] !== undefined || to['patternProperties'] !== undefined;
  const isOpen = (value: unknown): boolean => value === undefined || value === true;
  for (const name of sent) {
    if (taken.includes(name)) {
      if (!includes(member(sender, name), member(receiver, name))) return false;
    } else if (!isOpen(right) && (hasPatterns || !includes(member(sender, name), rest(receiver))))
      return false;
  }
  for (const name of taken) {
    if (sent.includes(name) || left === false) continue;
    if (hasPatterns) return false;
    const isSent = !isOpen(left) || !keepsToItsNames || required(from).includes(name);
    if (!isSent) continue;
    if (
      isOpen(left)
        ? identityOf(member(receiver, name)) !== everythingIdentity
        : !includes(rest(sender), member(receiver, name))
    )
      return false;
  }
  if (isOpen(right) || left === false) return true;
  return !isOpen(left) && includes(rest(sender), rest(receiver));
}
