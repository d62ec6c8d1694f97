import { type Containment, containment, type Refusal } from '../containment/contain.ts';
import { dereferenced } from '../containment/dereferenced.ts';
import { isRefusedAround } from '../containment/embed.ts';
import type { SchemaNode } from '../containment/node.ts';
import { createSimulation, unproven } from '../containment/simulation.ts';
import type { NodePair } from '../containment/simulation-types.ts';
import type { Pointer } from '../json/types.ts';
import { annotationChanges } from './annotations.ts';
import type { Comparison, Reported } from './comparison.ts';
import { discriminatorChanges } from './discriminators.ts';
import { editedRefusals, reportRefusal } from './refusals.ts';
import type { SchemaPair } from './schema-pair.ts';
import { subtypePairs } from './subtypes.ts';

const mostRefusals = 12;

/** Reports what the change of a schema means. Returns whether it breaks. */
export function compareSchemas(comparison: Comparison, pair: SchemaPair): boolean {
  const breaks = comparePair(comparison, pair);
  const subtypes = pair.adapt === undefined ? subtypePairs(comparison, pair) : [];
  if (subtypes.length === 0) return breaks;
  // The declared schema accepts the message all the same; code that dispatches by the discriminator reads it as the
  // subtype.
  const report = (change: Reported): void =>
    comparison.report(change.axis === 'wire' ? { ...change, axis: 'dispatch' } : change);
  return subtypes.reduce(
    (worst, subtype) => comparePair({ ...comparison, report }, subtype) || worst,
    breaks,
  );
}

function comparePair(comparison: Comparison, pair: SchemaPair): boolean {
  const { base, head, polarity, operation } = pair;
  if (comparison.sameDialect && comparison.sameness.same(base, head)) return false;
  const [old, now] =
    polarity === 'request' ? (['sender', 'receiver'] as const) : (['receiver', 'sender'] as const);
  const before = dereferenced(comparison.space('base', polarity, old).at(base));
  const after = dereferenced(comparison.space('head', polarity, now).at(head));
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
  const memory = comparison.memory('wire', polarity);
  const behind = pair.adapt === undefined ? refusedBehind(comparison, pair, sender, receiver) : [];
  if (behind.length > 0) {
    for (const { own, refusal } of behind)
      reportRefusal(comparison, pair, own.sender, own.receiver, refusal, true);
    noteEdited(comparison, pair, new Set(behind.map(({ own }) => own.receiver.pointer)));
    describe(comparison, pair);
    return true;
  }
  const harm = decide(
    comparison,
    pair,
    sender,
    receiver,
    containment(sender, receiver, {
      lens: 'wire',
      wanted: mostRefusals,
      maxSteps,
      memory,
    }),
  );
  if (harm.kind === 'not-contained') {
    for (const refusal of editedRefusals(harm.refusals, sender, receiver))
      reportRefusal(comparison, pair, sender, receiver, refusal, true);
  } else if (harm.kind === 'unknown') {
    comparison.report({
      code: `${polarity}-schema-undecided`,
      axis: 'wire',
      verdict: 'unknown',
      polarity,
      severity: 'warning',
      base,
      head,
      message: `${pair.where}: undecided whether ${polarity === 'request' ? 'what was accepted is still accepted' : 'only known values arrive'} (${harm.reasons.join('; ')})`,
      hint: 'Compare the two schemas by eye; if they mean the same, put an entry with a reason into the ignore file.',
      operation: pair.operation,
    });
  } else if (pair.adapt !== undefined) {
    // The same lens reads both documents, so that what a party leaves out is not reported as new.
    const [was, is] = [
      dereferenced(comparison.space('base', polarity).at(base)),
      dereferenced(comparison.space('head', polarity).at(head)),
    ];
    note(comparison, pair, ...(polarity === 'request' ? ([was, is] as const) : ([is, was] as const)));
  } else noteEdited(comparison, pair, new Set());
  describe(comparison, pair);
  return harm.kind === 'not-contained';
}

/** Reports what is new at each edited schema, except at those that break. */
function noteEdited(comparison: Comparison, pair: SchemaPair, broken: ReadonlySet<Pointer>): void {
  atEdited(comparison, pair, 'note', (own, place, was, is) => {
    if (broken.has(was.pointer) || broken.has(is.pointer)) return;
    note(own, place, ...(pair.polarity === 'request' ? ([was, is] as const) : ([is, was] as const)));
  });
}

/** Named schemas that a pair refers to; each edited one is compared separately. */
const namedBelow =
  (top: SchemaNode, other: SchemaNode) =>
  (left: SchemaNode, right: SchemaNode): boolean =>
    left !== top && left !== other && left.pointer === right.pointer && isNamed(left);

/** Reports changes after which every message is still valid. */
function describe(comparison: Comparison, pair: SchemaPair): void {
  atEdited(comparison, pair, 'words', (own, place, was, is) => {
    annotationChanges(own, place, was, is);
    discriminatorChanges(own, place, was, is);
  });
}

interface Behind {
  readonly own: NodePair;
  readonly refusal: Refusal;
}

/**
 * The edited schemas that break a pair which is itself unchanged and only refers to them: each is compared once, whatever
 * refers to it. Empty where the edit is in the pair itself, or where another branch of a union may make up for it.
 */
function refusedBehind(
  comparison: Comparison,
  pair: SchemaPair,
  sender: SchemaNode,
  receiver: SchemaNode,
): readonly Behind[] {
  const edited = comparison.sameness.edited(pair.base, pair.head);
  if (!comparison.sameDialect || edited.some(([base]) => base === pair.base)) return [];
  const memory = comparison.memory('wire', pair.polarity);
  const includes = memory.proofs.get('wire') ?? createSimulation('wire');
  memory.proofs.set('wire', includes);
  if (includes(sender, receiver, true)) return [];
  const places = new Set(edited.map(([base, head]) => `${base} ${head}`));
  const keyOf = (own: NodePair): string =>
    pair.polarity === 'request'
      ? `${own.sender.pointer} ${own.receiver.pointer}`
      : `${own.receiver.pointer} ${own.sender.pointer}`;
  const refusedAt = (own: NodePair): readonly Behind[] => {
    const key = `${pair.polarity} ${keyOf(own)}`;
    const known = comparison.refused.get(key);
    const refusals = known ?? refusedBy(comparison, own, places, keyOf);
    comparison.refused.set(key, refusals);
    return refusals.map((refusal) => ({ own, refusal }));
  };
  const sure = unproven(includes, { sender, receiver }, (own) => places.has(keyOf(own))).flatMap(refusedAt);
  if (sure.length > 0) return sure;
  // Another branch of a union on the way may accept it: a whole message decides. Where one edit stays open, all do.
  const all = edited.flatMap(([base, head]) => {
    const [from, to] = pair.polarity === 'request' ? [base, head] : [head, base];
    return refusedAt({
      sender: dereferenced(sender.space.at(from)),
      receiver: dereferenced(receiver.space.at(to)),
    });
  });
  const isDecided = ({ own, refusal }: Behind): boolean =>
    isRefusedAround(sender, receiver, { ...own, value: refusal.value });
  return all.every(isDecided) ? all : [];
}

/** Values that one edited schema rejects; edited schemas that it refers to have findings of their own. */
function refusedBy(
  comparison: Comparison,
  own: NodePair,
  places: ReadonlySet<string>,
  keyOf: (pair: NodePair) => string,
): readonly Refusal[] {
  const result = containment(own.sender, own.receiver, {
    lens: 'wire',
    wanted: mostRefusals,
    maxSteps: comparison.options.maxSteps ?? 20_000,
    spared: (sender, receiver) =>
      !(sender === own.sender && receiver === own.receiver) &&
      isNamed(sender) &&
      (sender.pointer === receiver.pointer || places.has(keyOf({ sender, receiver }))),
  });
  return result.kind === 'not-contained' ? editedRefusals(result.refusals, own.sender, own.receiver) : [];
}

const isNamed = ({ pointer }: SchemaNode): boolean => /^#\/components\/schemas\/[^/]+$/.test(pointer);

/**
 * Reports new values at the schemas that were edited; a schema that only refers to edited ones is skipped. Each schema is
 * visited once, whatever refers to it.
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
    const before = dereferenced(comparison.space('base', pair.polarity).at(base));
    const after = dereferenced(comparison.space('head', pair.polarity).at(head));
    look({ ...comparison, report }, { ...pair, base, head }, before, after);
  }
}

/** The pair compared in the other direction, without `adapt`: it only finds what is new. */
function note(comparison: Comparison, pair: SchemaPair, sender: SchemaNode, receiver: SchemaNode): void {
  const { base, head, polarity } = pair;
  const options = {
    lens: 'strict',
    maxSteps: Math.min(comparison.options.maxSteps ?? 20_000, 5_000),
    memory: comparison.memory('strict', polarity),
    spared: namedBelow(sender, receiver),
  } as const;
  const back = containment(receiver, sender, { ...options, wanted: mostRefusals });
  if (back.kind === 'not-contained') {
    for (const refusal of editedRefusals(back.refusals, receiver, sender))
      reportRefusal(comparison, pair, receiver, sender, refusal, false);
    return;
  }
  // Parameters and forms carry text: a value has the same text whichever type describes it.
  if (pair.adapt !== undefined || containment(sender, receiver, options).kind === 'contained') return;
  comparison.report({
    code: `${polarity}-open-name-${polarity === 'request' ? 'declared' : 'released'}`,
    axis: 'wire',
    verdict: 'non-breaking',
    polarity,
    severity: polarity === 'request' ? 'info' : 'warning',
    base,
    head,
    message: `${pair.where}: members that were undeclared are declared now, or the other way round; no valid message used them`,
    operation: pair.operation,
  });
}

/**
 * Where no proof is found, samples are tried: a value that the sender may send and the receiver rejects decides the
 * change.
 */
function decide(
  comparison: Comparison,
  pair: SchemaPair,
  sender: SchemaNode,
  receiver: SchemaNode,
  result: Containment,
): Containment {
  const { accepts, sample, mutate } = comparison.options;
  if (result.kind !== 'unknown' || accepts === undefined) return result;
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
  if (value !== undefined) return { kind: 'not-contained', refusals: [{ value, violations: [] }] };
  return { kind: 'unknown', reasons: [...result.reasons, `${tried.length} values tried`] };
}
