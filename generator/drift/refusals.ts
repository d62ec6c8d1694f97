import type { Blame } from '../containment/atoms.ts';
import type { Refusal } from '../containment/contain.ts';
import type { SchemaNode } from '../containment/node.ts';
import { equalJson } from '../json/equal-json.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Severity, Witness } from './change.ts';
import type { Comparison } from './comparison.ts';
import type { SchemaPair } from './schemas.ts';
import { shown, spoken } from './spoken.ts';

/** Refusals by a keyword that was edited; all of them where none is. */
export function told(
  refusals: readonly Refusal[],
  sender: SchemaNode,
  receiver: SchemaNode,
): readonly Refusal[] {
  const edited = refusals.filter(({ blames }) => editedOf(blames, sender, receiver) !== undefined);
  return edited.length > 0 ? edited : refusals;
}

const limits = new Set(['type', 'enum', 'const', 'required', 'oneOf', 'anyOf', 'not', 'properties', 'allOf']);

/** Reports a value that the receiver refuses, by the keyword that was edited. `breaking`: it was fine before. */
export function reportRefusal(
  comparison: Comparison,
  pair: SchemaPair,
  sender: SchemaNode,
  receiver: SchemaNode,
  refusal: Refusal,
  breaking: boolean,
): void {
  const { polarity } = pair;
  const blame = chosen(refusal.blames, sender, receiver);
  const keyword = blame?.keyword ?? 'schema';
  const pointer = blame?.pointer ?? receiver.pointer;
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
    message: sentence(pair, blame, sender, receiver, refusal, breaking),
    operation: pair.operation,
    // What is only new need not be confirmed: it breaks nobody.
    witness: () =>
      witnessOf(breaking ? comparison.options.accepts : undefined, pair, sender, receiver, refusal),
    ...(breaking ? { hint: hints[polarity] } : {}),
  });
}

const hints = {
  request:
    'Keep accepting what was accepted (make it optional, widen the limit), or publish it under a new version.',
  response:
    'Keep to what readers know already, or add it where a reader asks for it, or publish it under a new version.',
} as const;

const nouns: { readonly [keyword: string]: string } = {
  const: 'enum',
  oneOf: 'union',
  anyOf: 'union',
  properties: 'property',
  additionalProperties: 'additional-properties',
  unevaluatedProperties: 'additional-properties',
};

const kebab = (keyword: string): string =>
  keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^\$/, '');

/** The deepest keyword that differs between the two documents; a union refuses by every branch, but one was edited. */
function chosen(blames: readonly Blame[], sender: SchemaNode, receiver: SchemaNode): Blame | undefined {
  const edited = editedOf(blames, sender, receiver);
  if (edited !== undefined) return edited;
  // Nothing that refuses was edited: branches overlap now that did not, or the other way round.
  const union = blames.find(({ keyword }) => ['oneOf', 'anyOf', 'not', 'if'].includes(keyword));
  return (
    union ?? blames.findLast(({ keyword }) => keyword !== '$ref' && keyword !== 'allOf') ?? blames.at(-1)
  );
}

function editedOf(blames: readonly Blame[], sender: SchemaNode, receiver: SchemaNode): Blame | undefined {
  const own = (node: SchemaNode, pointer: Pointer): unknown => valueAt(node.space.document, pointer);
  return blames.findLast(({ pointer, keyword }) => {
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
): Witness {
  const from = sender.space.side;
  const [sent, taken] = [
    accepts?.(from, sender.pointer, value, pair.polarity),
    accepts?.(receiver.space.side, receiver.pointer, value, pair.polarity),
  ];
  return {
    where: pair.where,
    value,
    sender: sender.pointer,
    receiver: receiver.pointer,
    from,
    ...(sent === undefined || taken === undefined ? {} : { confirmed: sent && !taken }),
  };
}

/** One sentence from the keyword, with what it says on either side. */
function sentence(
  pair: SchemaPair,
  blame: Blame | undefined,
  sender: SchemaNode,
  receiver: SchemaNode,
  refusal: Refusal,
  breaking: boolean,
): string {
  const pointer = blame?.pointer ?? receiver.pointer;
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  const place = (blame === undefined ? '' : spoken(parent)) || 'the value';
  const here = valueAt(receiver.space.document, pointer);
  const there = valueAt(sender.space.document, pointer);
  const { polarity } = pair;
  const news = (polarity === 'request') === breaking ? here : there;
  const olds = news === here ? there : here;
  const words = (text: { readonly tighter: string; readonly looser: string }): string =>
    (polarity === 'request') === breaking ? text.tighter : text.looser;
  switch (blame?.keyword) {
    case 'required':
      return words({
        tighter: `\`${place}.${blame.member}\` is required now`,
        looser: `\`${place}.${blame.member}\` is not required any more${polarity === 'response' ? ' and may be missing' : ''}`,
      });
    case 'enum':
    case 'const': {
      const [now, was] = [listOf(news), listOf(olds)];
      const difference = (of: readonly unknown[], without: readonly unknown[]): string =>
        of
          .filter((value) => !without.some((other) => equalJson(value, other)))
          .map((value) => shown(value, 40))
          .join(', ');
      return words({
        tighter: `\`${place}\` takes ${difference(was, now) || 'other values'} no longer`,
        looser: `\`${place}\` may be ${difference(was, now) && difference(now, was) ? difference(now, was) : difference(now, was) || 'of other values'} now`,
      });
    }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return words({
        tighter: `\`${place}\` takes ${blame.member === undefined ? 'undeclared members' : `\`${blame.member}\``} no longer`,
        looser: `\`${place}\` may hold ${blame.member === undefined ? 'undeclared members' : `\`${blame.member}\``} now`,
      });
    case 'oneOf':
    case 'anyOf':
      return words({
        tighter: `\`${place}\`: no longer every value fits the union, e.g. ${shown(refusal.value)}`,
        looser: `\`${place}\`: the union takes more, e.g. ${shown(refusal.value)}`,
      });
    default: {
      const [now, was] = [text(news), text(olds)];
      const keyword = blame?.keyword ?? 'schema';
      if (isObject(news) || isObject(olds) || blame === undefined) {
        return words({
          tighter: `${pair.where}: ${keyword} of \`${place}\` refuses ${shown(refusal.value)}`,
          looser: `${pair.where}: ${keyword} of \`${place}\` allows ${shown(refusal.value)}`,
        });
      }
      return `\`${place}\`: ${keyword} is ${now} now, was ${was}`;
    }
  }
}

const text = (value: unknown): string => (value === undefined ? 'absent' : shown(value, 60));
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
