import type { Pointer } from '../contract/model.ts';
import { isObject, valueAt } from '../contract/pointer.ts';
import { annotationChanges } from './annotations.ts';
import type { Polarity, Severity, Witness } from './change.ts';
import type { Comparison, Reported } from './comparison.ts';
import type { Blame } from './containment/atoms.ts';
import { type Containment, containment, type Refusal } from './containment/contain.ts';
import type { SchemaNode } from './containment/node.ts';
import { meant } from './containment/state.ts';
import { discriminatorChanges } from './discriminators.ts';
import { heirsOf } from './heirs.ts';
import { equalJson } from './sameness.ts';
import { shown, spoken } from './spoken.ts';

/** A pair of schemas for the same part of a message. */
export interface SchemaPair {
  readonly base: Pointer;
  readonly head: Pointer;
  readonly polarity: Exclude<Polarity, 'none'>;
  /** `POST /pets request application/json`. */
  readonly where: string;
  readonly operation: string;
  /** Widens what the receiver takes, where the wire cannot tell two kinds of value apart (parameters). */
  adapt?(sender: SchemaNode, receiver: SchemaNode): readonly [SchemaNode, SchemaNode];
}

const mostRefusals = 12;

/** Decides what the change of a schema means, and reports it. Says whether it breaks. */
export function compareSchemas(comparison: Comparison, pair: SchemaPair): boolean {
  const breaks = comparePair(comparison, pair);
  const heirs = pair.adapt === undefined ? heirsOf(comparison, pair) : [];
  return heirs.reduce((worst, heir) => comparePair(comparison, heir) || worst, breaks);
}

function comparePair(comparison: Comparison, pair: SchemaPair): boolean {
  const { base, head, polarity, operation } = pair;
  if (comparison.sameDialect && comparison.sameness.same(base, head)) return false;
  const [old, now] =
    polarity === 'request' ? (['sender', 'receiver'] as const) : (['receiver', 'sender'] as const);
  const before = meant(comparison.space('base', polarity, old).at(base));
  const after = meant(comparison.space('head', polarity, now).at(head));
  if (pair.adapt !== undefined) return decideAndReport(comparison, pair, before, after);
  const key = `${polarity} ${before.pointer} ${after.pointer}`;
  const known = comparison.remembered.get(key);
  if (known !== undefined) {
    for (const reported of known.reports) comparison.report({ ...reported, operation });
    return known.breaks;
  }
  const reports: Reported[] = [];
  const report = (reported: Reported): void => {
    reports.push(reported);
    comparison.report(reported);
  };
  const breaks = decideAndReport({ ...comparison, report }, pair, before, after);
  comparison.remembered.set(key, { breaks, reports });
  return breaks;
}

function decideAndReport(
  comparison: Comparison,
  pair: SchemaPair,
  before: SchemaNode,
  after: SchemaNode,
): boolean {
  const { base, head, polarity } = pair;
  const sides = polarity === 'request' ? ([before, after] as const) : ([after, before] as const);
  const [sender, receiver] = pair.adapt?.(...sides) ?? sides;
  const maxSteps = comparison.options.maxSteps ?? 20_000;
  const harm = decide(
    comparison,
    pair,
    sender,
    receiver,
    containment(sender, receiver, {
      lens: 'wire',
      wanted: mostRefusals,
      maxSteps,
      memory: comparison.memory('wire', polarity),
    }),
  );
  if (harm.kind === 'not-contained') {
    for (const refusal of told(harm.refusals, sender, receiver))
      report(comparison, pair, sender, receiver, refusal, true);
  } else if (harm.kind === 'unknown') {
    comparison.report({
      code: `${polarity}-schema-undecided`,
      axis: 'wire',
      verdict: 'unknown',
      polarity,
      severity: 'warning',
      base,
      head,
      message: `${pair.where}: cannot tell whether ${polarity === 'request' ? 'what was accepted is still accepted' : 'only known values arrive'} (${harm.reasons.join('; ')})`,
      hint: 'Compare the two schemas by eye; if they mean the same, put an entry with a reason into the ignore file.',
      operation: pair.operation,
    });
  } else if (pair.adapt !== undefined) note(comparison, pair, ...sides);
  else
    atEdited(comparison, pair, 'note', (own, place, was, is) =>
      note(own, place, ...(polarity === 'request' ? ([was, is] as const) : ([is, was] as const))),
    );
  const breaks = harm.kind === 'not-contained';
  atEdited(comparison, pair, `words ${breaks}`, (own, place, was, is) => {
    annotationChanges(own, place, was, is, breaks);
    discriminatorChanges(own, place, was, is);
  });
  return breaks;
}

/**
 * Looks at the schemas that were edited: one that only refers to others is as new as they are. Each is looked at once,
 * whatever refers to it.
 */
function atEdited(
  comparison: Comparison,
  pair: SchemaPair,
  what: string,
  look: (comparison: Comparison, pair: SchemaPair, before: SchemaNode, after: SchemaNode) => void,
): void {
  const { sameness, remembered } = comparison;
  for (const [base, head] of sameness.edited(pair.base, pair.head)) {
    const key = `${what} ${pair.polarity} ${base} ${head}`;
    const known = remembered.get(key);
    if (known !== undefined) {
      for (const reported of known.reports) comparison.report({ ...reported, operation: pair.operation });
      continue;
    }
    const reports: Reported[] = [];
    const report = (reported: Reported): void => {
      reports.push(reported);
      comparison.report(reported);
    };
    remembered.set(key, { breaks: false, reports });
    const before = meant(comparison.space('base', pair.polarity).at(base));
    const after = meant(comparison.space('head', pair.polarity).at(head));
    look({ ...comparison, report }, { ...pair, base, head }, before, after);
  }
}

/** In the other direction nothing is adapted: it only tells what is new. */
function note(comparison: Comparison, pair: SchemaPair, sender: SchemaNode, receiver: SchemaNode): void {
  const { base, head, polarity } = pair;
  const options = {
    lens: 'strict',
    maxSteps: Math.min(comparison.options.maxSteps ?? 20_000, 5_000),
    memory: comparison.memory('strict', polarity),
  } as const;
  const back = containment(receiver, sender, { ...options, wanted: mostRefusals });
  if (back.kind === 'not-contained') {
    for (const refusal of told(back.refusals, receiver, sender))
      report(comparison, pair, receiver, sender, refusal, false);
    return;
  }
  if (containment(sender, receiver, options).kind === 'contained') return;
  comparison.report({
    code: `${polarity}-open-name-${polarity === 'request' ? 'declared' : 'released'}`,
    axis: 'wire',
    verdict: 'non-breaking',
    polarity,
    severity: polarity === 'request' ? 'info' : 'warning',
    base,
    head,
    message: `${pair.where}: names that were free are typed now, or the other way round; nobody who kept to the contract used them`,
    operation: pair.operation,
  });
}

/** Refusals by a keyword that was edited; all of them where none is. */
function told(refusals: readonly Refusal[], sender: SchemaNode, receiver: SchemaNode): readonly Refusal[] {
  const edited = refusals.filter(({ blames }) => editedOf(blames, sender, receiver) !== undefined);
  return edited.length > 0 ? edited : refusals;
}

/** Where the proof ends, values are tried: one that the sender may send and the receiver refuses settles it. */
function decide(
  comparison: Comparison,
  pair: SchemaPair,
  sender: SchemaNode,
  receiver: SchemaNode,
  answer: Containment,
): Containment {
  const { accepts, sample, mutate } = comparison.options;
  if (answer.kind !== 'unknown' || accepts === undefined) return answer;
  const from = sender.space.side;
  const to = receiver.space.side;
  const contracts = { base: comparison.base, head: comparison.head };
  const tried = [
    ...(sample?.(contracts[from], sender.pointer, pair.polarity) ?? []),
    ...(mutate?.(contracts[to], receiver.pointer, pair.polarity) ?? []),
  ];
  const value = tried.find(
    (each) =>
      accepts(from, sender.pointer, each, pair.polarity) === true &&
      accepts(to, receiver.pointer, each, pair.polarity) === false,
  );
  if (value !== undefined) return { kind: 'not-contained', refusals: [{ value, blames: [] }] };
  return { kind: 'unknown', reasons: [...answer.reasons, `${tried.length} values tried`] };
}

const limits = new Set(['type', 'enum', 'const', 'required', 'oneOf', 'anyOf', 'not', 'properties', 'allOf']);

function report(
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
