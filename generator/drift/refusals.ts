import { isReadToTheLetter } from '../containment/accepts.ts';
import type { Violation } from '../containment/atoms.ts';
import { typesOf } from '../containment/canonical.ts';
import type { Refusal } from '../containment/contain.ts';
import type { SchemaNode } from '../containment/node.ts';
import { equalJson } from '../json/equal-json.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import type { Keyword } from '../schema/keywords.ts';
import type { Severity, Witness } from './change.ts';
import type { Comparison } from './comparison.ts';
import { placeName, shown } from './place-name.ts';
import type { SchemaPair } from './schema-pair.ts';

/** The refusals caused by a keyword that was edited; all refusals where no such keyword was. */
export function editedRefusals(
  refusals: readonly Refusal[],
  sender: SchemaNode,
  receiver: SchemaNode,
): readonly Refusal[] {
  const edited = refusals.filter(({ violations }) => editedOf(violations, sender, receiver) !== undefined);
  return edited.length > 0 ? edited : refusals;
}

/** Keywords whose broken promise every reader of a response notices. */
const limits: ReadonlySet<string> = new Set<Keyword>([
  'type',
  'enum',
  'const',
  'required',
  'oneOf',
  'anyOf',
  'not',
  'properties',
  'allOf',
]);

/** Reports a value that the receiver rejects, at the edited keyword. `breaking`: the value was accepted before. */
export function reportRefusal(
  comparison: Comparison,
  pair: SchemaPair,
  sender: SchemaNode,
  receiver: SchemaNode,
  refusal: Refusal,
  breaking: boolean,
): void {
  const { polarity } = pair;
  const violation = counted(chosen(refusal.violations, sender, receiver), sender, receiver);
  const keyword = violation?.keyword ?? 'schema';
  const pointer = violation?.pointer ?? receiver.pointer;
  const side = receiver.space.side;
  const other = valueAt(sender.space.document, pointer) === undefined ? undefined : pointer;
  const loosened = (polarity === 'response') === breaking;
  const severity: Severity = !breaking
    ? 'info'
    : polarity === 'request' || limits.has(keyword)
      ? 'error'
      : 'warning';
  comparison.report({
    code: `${polarity}-${nouns[keyword] ?? kebab(keyword)}-${loosened ? 'loosened' : 'tightened'}`,
    axis: 'wire',
    verdict: breaking ? 'breaking' : 'non-breaking',
    polarity,
    severity,
    ...(side === 'head'
      ? { head: pointer, ...(other === undefined ? {} : { base: other }) }
      : { base: pointer, ...(other === undefined ? {} : { head: other }) }),
    ...(isOfMember(keyword) && violation?.member !== undefined ? { member: violation.member } : {}),
    message: sentence(pair, violation, sender, receiver, refusal, breaking),
    operation: pair.operation,
    // A change that does not break needs no confirmation by the judge.
    witness: () =>
      witnessOf(breaking ? comparison.options.accepts : undefined, pair, sender, receiver, refusal),
    ...(breaking ? { hint: hints[polarity] } : {}),
  });
}

/** Keywords of an object whose violation is about one of its members. */
const isOfMember = (keyword: string): boolean =>
  keyword === 'required' || nouns[keyword] === 'additional-properties';

const hints = {
  request:
    'Keep accepting what was accepted (make it optional, widen the limit), or publish it under a new version.',
  response:
    'Return only what readers know already, make it opt-in by a request parameter, or publish it under a new version.',
} as const;

const nouns: { readonly [keyword: string]: string } = {
  const: 'enum',
  oneOf: 'union',
  anyOf: 'union',
  properties: 'property',
  additionalProperties: 'additional-properties',
  unevaluatedProperties: 'additional-properties',
} satisfies { readonly [K in Keyword]?: string };

const kebab = (keyword: string): string =>
  keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^\$/, '');

/**
 * The deepest keyword that differs between the two documents: every branch of a union rejects the value, but only
 * one was edited.
 */
function chosen(
  violations: readonly Violation[],
  sender: SchemaNode,
  receiver: SchemaNode,
): Violation | undefined {
  const edited = editedOf(violations, sender, receiver);
  if (edited !== undefined) return edited;
  // No keyword that rejects the value was edited: branches of a `oneOf` began or ceased to overlap.
  const union = violations.find(({ keyword }) => ['oneOf', 'anyOf', 'not', 'if'].includes(keyword));
  return (
    union ??
    violations.findLast(({ keyword }) => keyword !== '$ref' && keyword !== 'allOf') ??
    violations.at(-1)
  );
}

/** The edited keyword where the number of items for `contains` was edited and its schema was not. */
function counted(
  violation: Violation | undefined,
  sender: SchemaNode,
  receiver: SchemaNode,
): Violation | undefined {
  if (violation?.keyword !== 'contains') return violation;
  const differs = (pointer: Pointer): boolean =>
    !equalJson(valueAt(sender.space.document, pointer), valueAt(receiver.space.document, pointer));
  if (differs(violation.pointer)) return violation;
  const holder = violation.pointer.slice(0, violation.pointer.lastIndexOf('/'));
  const keyword = (['minContains', 'maxContains'] as const).find((each) => differs(child(holder, each)));
  return keyword === undefined ? violation : { pointer: child(holder, keyword), keyword };
}

function editedOf(
  violations: readonly Violation[],
  sender: SchemaNode,
  receiver: SchemaNode,
): Violation | undefined {
  const own = (node: SchemaNode, pointer: Pointer): unknown => valueAt(node.space.document, pointer);
  return violations.findLast(({ pointer, keyword }) => {
    if (['allOf', 'oneOf', 'anyOf', '$ref', 'properties'].includes(keyword)) return false;
    return !equalJson(own(sender, pointer), own(receiver, pointer));
  });
}

function witnessOf(
  accepts: Comparison['options']['accepts'],
  pair: SchemaPair,
  sender: SchemaNode,
  receiver: SchemaNode,
  { value }: Refusal,
): Witness | undefined {
  const from = sender.space.side;
  const [sent, taken] = [
    accepts?.(from, sender.pointer, value, pair.polarity),
    accepts?.(receiver.space.side, receiver.pointer, value, pair.polarity),
  ];
  if (sent === false || taken === true) {
    // Ajv reads every union to the letter. Where one means any of its branches, what Ajv finds says nothing of the value.
    const meansAny = !isReadToTheLetter(sender, value) || !isReadToTheLetter(receiver, value);
    if (!meansAny) return undefined;
  }
  const isConfirmed = sent === true && taken === false;
  const isWhole = [pair.base, pair.head].includes(sender.pointer) || pair.adapt !== undefined;
  return {
    where: isWhole ? pair.where : `${pair.where}, ${placeName(sender.space.document, sender.pointer)}`,
    value,
    sender: sender.pointer,
    receiver: receiver.pointer,
    from,
    ...(isConfirmed ? { confirmed: true } : {}),
  };
}

/** One sentence about the keyword: its old and its new value. */
function sentence(
  pair: SchemaPair,
  violation: Violation | undefined,
  sender: SchemaNode,
  receiver: SchemaNode,
  refusal: Refusal,
  breaking: boolean,
): string {
  const pointer = violation?.pointer ?? receiver.pointer;
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  const { document } = receiver.space;
  const place = violation === undefined ? 'the value' : placeName(document, parent);
  const here = valueAt(document, pointer);
  const there = valueAt(sender.space.document, pointer);
  const { polarity } = pair;
  const news = (polarity === 'request') === breaking ? here : there;
  const olds = news === here ? there : here;
  const isTighter = (polarity === 'request') === breaking;
  const words = (text: { readonly tighter: string; readonly looser: string }): string =>
    isTighter ? text.tighter : text.looser;
  const example = shown(refusal.value);
  /** A request is accepted or not; a response is something or not. */
  const without = (what: string): string =>
    polarity === 'response' ? `is never ${what} now` : `no longer accepts ${what}`;
  switch (violation?.keyword) {
    case 'required': {
      const member = placeName(document, parent, violation.member);
      return words({
        tighter: `${member} is required now`,
        looser: `${member} is not required any more${polarity === 'response' ? ' and may be missing' : ''}`,
      });
    }
    case 'enum':
    case 'const':
      return words({
        tighter: `${place} ${without(difference(olds, news) || 'another value')}`,
        looser: `${place} may be ${difference(news, olds) || 'another value'} now`,
      });
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const member = violation.member === undefined ? 'undeclared members' : `\`${violation.member}\``;
      return words({
        tighter: `${place} ${polarity === 'response' ? 'never holds' : 'no longer accepts'} ${member}${polarity === 'response' ? ' now' : ''}`,
        looser: `${place} may hold ${member} now${breaking ? ': readers that allow no other members reject it' : ''}`,
      });
    }
    case 'oneOf':
    case 'anyOf':
      return words({
        tighter: `${place}: no branch of the union accepts ${example} now`,
        looser: `${place}: the union accepts ${example} now`,
      });
    case 'type': {
      const types = (node: SchemaNode): readonly string[] => typesAt(node, parent);
      const [now, was] = news === here ? [types(receiver), types(sender)] : [types(sender), types(receiver)];
      const lost = was.filter((type) => !now.includes(type));
      if (isTighter && now.length > 0 && lost.length > 0) {
        // Of numbers the integers are left.
        if (now.includes('integer') && lost.join() === 'number')
          return `${place} ${polarity === 'response' ? 'never has' : 'no longer accepts'} a fraction${polarity === 'response' ? ' now' : ''}`;
        return `${place} ${without(listed(lost))}`;
      }
      if (!isTighter && was.length > 0 && now.some((type) => !was.includes(type)))
        return `${place} may be ${listed(now.filter((type) => !was.includes(type)))} now`;
      // The schema at this place was not edited: another stands in its stead.
      if (equalJson(now, was) || valueAt(sender.space.document, parent) === undefined)
        return words({
          tighter: `${place} has to be ${listed(now.length > 0 ? now : was)} now`,
          looser: `${place} need not be ${listed(was.length > 0 ? was : now)} any more`,
        });
      return `${place}: type is ${text(now.length > 1 ? now : now[0])} now, was ${text(was.length > 1 ? was : was[0])}`;
    }
    default: {
      const [now, was] = [text(news), text(olds)];
      const keyword = violation?.keyword ?? 'schema';
      if (isObject(news) || isObject(olds) || violation === undefined || now === was) {
        return words({
          tighter: `${pair.where}: ${keyword} of ${place} no longer accepts ${example}`,
          looser: `${pair.where}: ${keyword} of ${place} accepts ${example} now`,
        });
      }
      return `${place}: ${keyword} is ${now} now, was ${was}`;
    }
  }
}

/** The types that a schema allows as its dialect reads them. */
function typesAt(node: SchemaNode, pointer: Pointer): readonly string[] {
  const { schema } = node.space.at(pointer);
  if (!isObject(schema)) return [];
  const wraps = schema['anyOf'];
  // 3.0's `nullable` beside a combinator is read as one more branch.
  return valueAt(node.space.document, `${pointer}/nullable`) === true && Array.isArray(wraps)
    ? [...typesOf(valueAt(node.space.document, pointer) as JsonObject), 'null']
    : typesOf(schema);
}

const listed = (types: readonly string[]): string =>
  types
    .map((type) =>
      type === 'null'
        ? 'null'
        : type === 'integer' || type === 'object' || type === 'array'
          ? `an ${type}`
          : `a ${type}`,
    )
    .join(' or ');

/** The values of one list that another lacks. */
function difference(of: unknown, without: unknown): string {
  const others = listOf(without);
  const values = listOf(of).filter((value) => !others.some((other) => equalJson(value, other)));
  const more = values.length > 12 ? ` and ${values.length - 12} more` : '';
  return (
    values
      .slice(0, 12)
      .map((value) => shown(value, 40))
      .join(', ') + more
  );
}

const text = (value: unknown): string => (value === undefined ? 'absent' : shown(value, 60));
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
