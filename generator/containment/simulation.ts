import { equalJson } from '../json/equal-json.ts';
import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';
import { listBelow } from './atoms.ts';
import { canonicalKeyword, everythingIdentity, isAnnotation, typesOf } from './canonical.ts';
import type { SchemaNode } from './node.ts';
import { areApart, isNeverSentAs } from './simulation-tags.ts';
import { meant } from './state.ts';

/**
 * Whether every value of one schema is one of another, as far as that follows keyword by keyword: true is a proof, false
 * is none. `alone`: nothing else speaks of the sender's value, so that a name it does not declare is one it does not send.
 */
export type Includes = (sender: SchemaNode, receiver: SchemaNode, alone: boolean) => boolean;

/** Two schemas for the same part of a message. */
export interface NodePair {
  readonly sender: SchemaNode;
  readonly receiver: SchemaNode;
}

interface Pair {
  readonly sender: SchemaNode;
  readonly receiver: SchemaNode;
  readonly alone: boolean;
  /** Believed until something says that it does not hold: recursive schemas rest on themselves. */
  holds: boolean;
  readonly resting: Set<Pair>;
}

/** What a rule asks of the schemas below. */
type Ask = (sender: SchemaNode, receiver: SchemaNode, alone?: boolean, isSure?: boolean) => boolean;

/**
 * Proofs by simulation: the greatest fixed point over pairs of schemas (https://en.wikipedia.org/wiki/Simulation_preorder). It
 * costs the size of what was edited and never a search; what it cannot prove is left to one.
 */
export function createSimulation(lens: 'wire' | 'strict'): Includes {
  const known = new WeakMap<SchemaNode, Map<SchemaNode, Pair>>();
  const lonely = new WeakMap<SchemaNode, Map<SchemaNode, Pair>>();
  const pending: Pair[] = [];
  return (sender, receiver, alone) => {
    const wanted = pairOf(sender, receiver, alone);
    for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
      const current = pair;
      if (!current.holds) continue;
      const ask: Ask = (left, right, isAlone = current.alone) => {
        const inner = pairOf(left, right, isAlone);
        inner.resting.add(current);
        return inner.holds;
      };
      if (follows(current, ask, lens)) continue;
      current.holds = false;
      pending.push(...current.resting);
    }
    return wanted.holds;
  };

  function pairOf(left: SchemaNode, right: SchemaNode, alone: boolean): Pair {
    const [sender, receiver] = [meant(left), meant(right)];
    const table = alone ? lonely : known;
    const others = table.get(sender) ?? new Map<SchemaNode, Pair>();
    table.set(sender, others);
    const before = others.get(receiver);
    if (before !== undefined) return before;
    const pair: Pair = { sender, receiver, alone, holds: true, resting: new Set() };
    others.set(receiver, pair);
    if (!isPlain(sender, receiver)) pending.push(pair);
    return pair;
  }
}

/**
 * The pairs of schemas below a pair that cannot be proven and that `isWanted`: whatever the sender's schema allows there and
 * the receiver's does not is refused as a whole too, because no other branch could accept it.
 */
export function unproven(
  includes: Includes,
  top: NodePair,
  isWanted: (pair: NodePair) => boolean,
): readonly NodePair[] {
  const found: NodePair[] = [];
  const seen = new Map<SchemaNode, Set<SchemaNode>>();
  const pending: NodePair[] = [{ sender: meant(top.sender), receiver: meant(top.receiver) }];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const { sender, receiver } = pair;
    const others = seen.get(sender) ?? new Set();
    seen.set(sender, others);
    if (others.has(receiver) || isPlain(sender, receiver)) continue;
    others.add(receiver);
    if (isWanted(pair)) found.push(pair);
    const ask: Ask = (left, right, alone = true, isSure = true) => {
      if (isSure && !includes(left, right, alone))
        pending.push({ sender: meant(left), receiver: meant(right) });
      return true;
    };
    follows({ sender, receiver, alone: true, holds: true, resting: new Set() }, ask, 'wire');
  }
  return found;
}

const isPlain = (sender: SchemaNode, receiver: SchemaNode): boolean =>
  sender.schema === false ||
  receiver.schema === true ||
  identityOf(receiver) === everythingIdentity ||
  identityOf(sender) === identityOf(receiver);

const identityOf = (node: SchemaNode): string => node.space.identity(node);

/** Keywords whose change is not followed here. */
const closed = [
  ...['not', 'if', 'then', 'else', 'contains', 'minContains', 'maxContains', 'dependentSchemas'],
  ...['dependentRequired', 'unevaluatedProperties', 'unevaluatedItems', '$dynamicRef', 'patternProperties'],
  ...['propertyNames', 'multipleOf', 'pattern', 'uniqueItems'],
];
/** Of those, the ones that only ever refuse: where the receiver does not have them they ask for nothing. */
const droppable = new Set([
  ...[
    'not',
    'dependentRequired',
    'dependentSchemas',
    'propertyNames',
    'multipleOf',
    'pattern',
    'uniqueItems',
  ],
]);

function follows({ sender, receiver, alone }: Pair, ask: Ask, lens: 'wire' | 'strict'): boolean {
  const [from, to] = [sender.schema, receiver.schema];
  if (!isObject(from) || !isObject(to)) return from === false || to === true;
  // What is left unevaluated rests on all that stands below.
  if (to['unevaluatedProperties'] !== undefined || to['unevaluatedItems'] !== undefined) return false;
  for (const keyword of closed) {
    if (textOf(sender, from, keyword) === textOf(receiver, to, keyword)) continue;
    if (!(droppable.has(keyword) && to[keyword] === undefined)) return false;
  }
  return (
    Object.keys({ ...from, ...to }).every(isKnown) &&
    typesFollow(from, to) &&
    valuesFollow(from, to) &&
    limitsFollow(from, to) &&
    referencesFollow(sender, receiver, from, to, ask) &&
    itemsFollow(sender, receiver, from, to, ask) &&
    membersFollow(sender, receiver, from, to, ask, alone && lens === 'wire' && isOwn(from)) &&
    branchesFollow(sender, receiver, from, to, ask, alone)
  );
}

const isKnown = (keyword: string): boolean =>
  isAnnotation(keyword) || handled.has(keyword) || closed.includes(keyword);

const handled = new Set([
  ...[
    '$ref',
    'type',
    'enum',
    'const',
    'required',
    'properties',
    'additionalProperties',
    'items',
    'prefixItems',
  ],
  ...['allOf', 'anyOf', 'oneOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength'],
  ...['maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
]);

/** Whether a schema says by itself which members its value has. */
const isOwn = (schema: JsonObject): boolean =>
  ['$ref', 'allOf', 'anyOf', 'oneOf'].every((keyword) => schema[keyword] === undefined);

function textOf(node: SchemaNode, schema: JsonObject, keyword: string): string | undefined {
  if (schema[keyword] === undefined) return undefined;
  const { space } = node;
  return canonicalKeyword(
    keyword,
    schema,
    (...tokens) => identityOf(space.below(node, ...tokens)),
    (ref) => {
      const target = space.target(ref);
      return target === undefined ? `?${ref}` : identityOf(target);
    },
    () => true,
  );
}

function referencesFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  ask: Ask,
): boolean {
  if (to['$ref'] === undefined) return true;
  const target = ({ space }: SchemaNode, { $ref }: JsonObject): SchemaNode | undefined =>
    typeof $ref === 'string' ? space.target($ref) : undefined;
  const [left, right] = [target(sender, from), target(receiver, to)];
  return left !== undefined && right !== undefined && ask(left, right, false);
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

function itemsFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  ask: Ask,
): boolean {
  const [left, right] = [listBelow(sender, 'prefixItems'), listBelow(receiver, 'prefixItems')];
  if (left.length !== right.length) return false;
  if (!left.every((each, index) => ask(each, right[index] ?? receiver))) return false;
  if (to['items'] === undefined) return true;
  return (
    from['items'] !== undefined &&
    ask(sender.space.below(sender, 'items'), receiver.space.below(receiver, 'items'))
  );
}

const membersOf = (schema: JsonObject): readonly string[] =>
  isObject(schema['properties']) ? Object.keys(schema['properties']) : [];

function membersFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  ask: Ask,
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
      if (!ask(member(sender, name), member(receiver, name))) return false;
    } else if (!isOpen(right) && (hasPatterns || !ask(member(sender, name), rest(receiver)))) return false;
  }
  for (const name of taken) {
    if (sent.includes(name) || left === false) continue;
    if (hasPatterns) return false;
    const isSent = !isOpen(left) || !keepsToItsNames || required(from).includes(name);
    if (!isSent) continue;
    if (
      isOpen(left)
        ? identityOf(member(receiver, name)) !== everythingIdentity
        : !ask(rest(sender), member(receiver, name))
    )
      return false;
  }
  if (isOpen(right) || left === false) return true;
  return !isOpen(left) && ask(rest(sender), rest(receiver));
}

function branchesFollow(
  sender: SchemaNode,
  receiver: SchemaNode,
  from: JsonObject,
  to: JsonObject,
  ask: Ask,
  alone: boolean,
): boolean {
  const [parts, wanted] = [listBelow(sender, 'allOf'), listBelow(receiver, 'allOf')];
  if (!wanted.every((each, index) => asked(each, parts, index, ask, false) !== undefined)) return false;
  // Members beside a union speak of the same value as its branches.
  const isLone = alone && membersOf(from).length === 0 && parts.length === 0 && from['$ref'] === undefined;
  const [any, anyTaken] = [listBelow(sender, 'anyOf'), listBelow(receiver, 'anyOf')];
  if (anyTaken.length > 0) {
    if (any.length === 0) return false;
    if (!any.every((each, index) => chosen(each, anyTaken, index, ask, isLone) !== undefined)) return false;
  }
  const [one, oneTaken] = [listBelow(sender, 'oneOf'), listBelow(receiver, 'oneOf')];
  if (oneTaken.length === 0) return true;
  if (one.length === 0 || textOf(sender, from, 'oneOf') === textOf(receiver, to, 'oneOf'))
    return one.length > 0;
  const [foreign, other] = [sender.space.overlap(sender), receiver.space.overlap(receiver)];
  if ((foreign === undefined) !== (other === undefined) || !equalJson(foreign, other)) return false;
  const matches = one.map((each, index) => chosen(each, oneTaken, index, ask, isLone));
  if (matches.includes(undefined)) return false;
  if (foreign !== undefined) return matches.every((match, index) => match === oneTaken[index]);
  // What is one branch must not become another as well.
  return oneTaken.every((taken) => {
    const isOld = one.some((each) => identityOf(each) === identityOf(taken));
    return isOld || one.every((each, index) => matches[index] === taken || areApart(each, taken));
  });
}

/** The branch of the receiver that a branch of the sender lies in: the same one, that of the same name, or place. */
function chosen(
  branch: SchemaNode,
  candidates: readonly SchemaNode[],
  index: number,
  ask: Ask,
  alone: boolean,
): SchemaNode | undefined {
  const found = counterpart(branch, candidates, index);
  if (found === undefined) return undefined;
  const isSure = candidates.every((each) => each === found || isNeverSentAs(branch, each));
  return ask(branch, found, alone, isSure) ? found : undefined;
}

/** The same for a part of the receiver's `allOf`, which some part of the sender's has to imply. */
function asked(
  wanted: SchemaNode,
  parts: readonly SchemaNode[],
  index: number,
  ask: Ask,
  alone: boolean,
): SchemaNode | undefined {
  const found = counterpart(wanted, parts, index);
  return found !== undefined && ask(found, wanted, alone) ? found : undefined;
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
