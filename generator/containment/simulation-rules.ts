import { equalJson } from '../json/equal-json.ts';
import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';
import { type DecidingKeyword, decidingKeywords } from '../schema/keywords.ts';
import { isAnnotation, typesOf } from './canonical.ts';
import type { SchemaNode } from './node.ts';
import { branchesFollow } from './simulation-branches.ts';
import { itemsFollow, membersFollow } from './simulation-children.ts';
import { textOf } from './simulation-text.ts';
import type { IncludesBelow, NodePair } from './simulation-types.ts';

/** Keywords that a rule below compares; the others have to say the same in both schemas. */
const followed: ReadonlySet<string> = new Set<DecidingKeyword>([
  ...(['$ref', 'type', 'enum', 'const', 'required', 'properties', 'additionalProperties', 'items'] as const),
  ...(['prefixItems', 'allOf', 'anyOf', 'oneOf', 'minimum', 'maximum', 'exclusiveMinimum'] as const),
  ...(['exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties'] as const),
  'maxProperties',
]);
const compared = decidingKeywords.filter((keyword) => !followed.has(keyword) && !isAnnotation(keyword));
/** Of those, keywords that never accept more: where the receiver lacks one it requires nothing. */
const droppable: ReadonlySet<string> = new Set<DecidingKeyword>([
  ...(['not', 'dependentRequired', 'dependentSchemas', 'propertyNames', 'multipleOf', 'pattern'] as const),
  'uniqueItems',
]);

/** Whether every value of the sender is one of the receiver, keyword by keyword. */
export function follows(
  { sender, receiver, alone }: NodePair & { readonly alone: boolean },
  includes: IncludesBelow,
  lens: 'wire' | 'strict',
): boolean {
  const [from, to] = [sender.schema, receiver.schema];
  if (!isObject(from) || !isObject(to)) return from === false || to === true;
  // What is left unevaluated depends on all subschemas.
  if (to['unevaluatedProperties'] !== undefined || to['unevaluatedItems'] !== undefined) return false;
  for (const keyword of compared) {
    if (textOf(sender, from, keyword) === textOf(receiver, to, keyword)) continue;
    if (!(droppable.has(keyword) && to[keyword] === undefined)) return false;
  }
  return (
    typesFollow(from, to) &&
    valuesFollow(from, to) &&
    limitsFollow(from, to) &&
    referencesFollow(sender, receiver, from, to, includes) &&
    itemsFollow(sender, receiver, from, to, includes) &&
    membersFollow(sender, receiver, from, to, includes, alone && lens === 'wire' && isOwn(from)) &&
    branchesFollow(sender, receiver, from, to, includes, alone)
  );
}

/** Whether a schema says by itself which members its value has. */
const isOwn = (schema: JsonObject): boolean =>
  ['$ref', 'allOf', 'anyOf', 'oneOf'].every((keyword) => schema[keyword] === undefined);

function referencesFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  includes: IncludesBelow,
): boolean {
  if (to['$ref'] === undefined) return true;
  const target = ({ space }: SchemaNode, { $ref }: JsonObject): SchemaNode | undefined =>
    typeof $ref === 'string' ? space.target($ref) : undefined;
  const [left, right] = [target(sender, from), target(receiver, to)];
  return left !== undefined && right !== undefined && includes(left, right, false);
}

function typesFollow(from: JsonObject, to: JsonObject): boolean {
  const [sent, taken] = [typesOf(from), typesOf(to)];
  if (taken.length === 0) return true;
  return (
    sent.length > 0 &&
    sent.every((type) => taken.includes(type) || (type === 'integer' && taken.includes('number')))
  );
}

function valuesFollow(from: JsonObject, to: JsonObject): boolean {
  const listOf = (schema: JsonObject): readonly unknown[] | undefined =>
    Object.hasOwn(schema, 'const')
      ? [schema['const']]
      : Array.isArray(schema['enum'])
        ? schema['enum']
        : undefined;
  const [sent, taken] = [listOf(from), listOf(to)];
  if (Object.hasOwn(to, 'const') && Array.isArray(to['enum'])) return equalJson(from, to);
  return (
    taken === undefined || (sent?.every((value) => taken.some((other) => equalJson(value, other))) ?? false)
  );
}

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

function limitsFollow(from: JsonObject, to: JsonObject): boolean {
  const within = (keyword: string, fits: (sent: number, taken: number) => boolean): boolean => {
    const [sent, taken] = [from[keyword], to[keyword]];
    if (taken === undefined || (taken === 0 && keyword.startsWith('min') && keyword !== 'minimum'))
      return true;
    return typeof sent === 'number' && typeof taken === 'number' && fits(sent, taken);
  };
  return (
    lower.every((keyword) => within(keyword, (sent, taken) => sent >= taken)) &&
    upper.every((keyword) => within(keyword, (sent, taken) => sent <= taken))
  );
}
