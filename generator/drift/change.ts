import type { Pointer } from '../json/types.ts';

/**
 * What a change touches, kept apart because different people act on each:
 * - `wire`: a valid message is rejected, or a message arrives that was not possible before
 * - `dispatch`: code that selects a schema by discriminator finds none or another
 * - `source`: code written against the regenerated SDK does not compile
 * - `behaviour`: the same messages, another effect (defaults, members no longer read)
 * - `docs`: words only
 */
export type Axis = 'wire' | 'dispatch' | 'source' | 'behaviour' | 'docs';

export type Verdict = 'breaking' | 'unknown' | 'non-breaking' | 'docs-only';

/**
 * The direction of the changed messages: `request` goes to the API, `response` comes from it (a webhook's body too).
 */
export type Polarity = 'request' | 'response' | 'none';

export type Severity = 'error' | 'warning' | 'info' | 'none';

/** Where a change stands in one of the two documents. */
export interface Place {
  readonly file: string;
  readonly pointer: Pointer;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
}

/**
 * A message that shows the change. For a breaking one: valid by the sender's contract, invalid by the receiver's. For a
 * widening: what is newly allowed.
 */
export interface Witness {
  /** The operation and the part of it: `POST /pets request application/json`, `query limit`. */
  readonly where: string;
  readonly value: unknown;
  /** Pointer of the schema in the contract of the sender, and in that of the receiver. */
  readonly sender?: Pointer;
  readonly receiver?: Pointer;
  /** Which document the sender's pointer lies in. */
  readonly from?: 'base' | 'head';
  /** True once the judge found it valid by the sender's schema and invalid by the receiver's. */
  readonly confirmed?: boolean;
}

/** One difference between two contracts, and what it means. */
export interface Change {
  /** Stable, kebab-case: `operation-removed`, `request-enum-narrowed`, ... */
  readonly code: string;
  readonly axis: Axis;
  readonly verdict: Verdict;
  readonly polarity: Polarity;
  readonly severity: Severity;
  /** In the head document where the place still exists, else in the base document. */
  readonly pointer: Pointer;
  /** Places in both documents, where there is one. */
  readonly base?: Pointer;
  readonly head?: Pointer;
  /** One sentence. */
  readonly message: string;
  /** Operations it reaches, as `METHOD /path`. */
  readonly operations: readonly string[];
  /** Those that the verdict is about, by the direction of their messages; given where the edit reaches both. */
  readonly directions?: Readonly<Record<'request' | 'response', readonly string[]>>;
  readonly witness?: Witness;
  /** What to do about it. */
  readonly hint?: string;
  /** The member concerned, where a keyword of its holder says it (`required`). */
  readonly member?: string;
  /** What was edited; findings of one edit are reported as one. */
  readonly edit?: Edit;
  /** How many changes just like it are not listed. */
  readonly unlisted?: number;
}

/** How many changes there are of one verdict, those that are not listed among them. */
export const countOf = (changes: readonly Pick<Change, 'verdict' | 'unlisted'>[], verdict: Verdict): number =>
  changes.reduce((sum, each) => (each.verdict === verdict ? sum + 1 + (each.unlisted ?? 0) : sum), 0);

/** The verdict on a change of what is sent: breaking or not. */
export const onTheWire = (
  breaking: boolean,
  polarity: Polarity,
): Pick<Change, 'axis' | 'verdict' | 'polarity' | 'severity'> => ({
  axis: 'wire',
  verdict: breaking ? 'breaking' : 'non-breaking',
  polarity,
  severity: breaking ? 'error' : 'info',
});

export type OverallVerdict = Verdict | 'none';

/** A step by semantic versioning. */
export type Bump = 'major' | 'minor' | 'patch' | 'none';

const ranks: { readonly [verdict in OverallVerdict]: number } = {
  none: 0,
  'docs-only': 1,
  'non-breaking': 2,
  unknown: 3,
  breaking: 4,
};

/** The heaviest verdict, over every axis but `source`: names in an SDK are not on the wire. */
export function overallVerdict(changes: readonly Change[]): OverallVerdict {
  return changes
    .filter(({ axis }) => axis !== 'source')
    .reduce<OverallVerdict>(
      (worst, { verdict }) => (ranks[verdict] > ranks[worst] ? verdict : worst),
      changes.some(({ axis }) => axis !== 'source') ? 'docs-only' : 'none',
    );
}

/** The step of the API's version that the changes require; with changes of the source axis, of the SDK's version. */
export function bumpFor(changes: readonly Change[]): Bump {
  if (changes.some(({ verdict }) => verdict === 'breaking' || verdict === 'unknown')) return 'major';
  if (changes.some(({ verdict, severity }) => verdict === 'non-breaking' && severity !== 'none'))
    return 'minor';
  return changes.length > 0 ? 'patch' : 'none';
}

const severityRanks: { readonly [severity in Severity]: number } = { error: 0, warning: 1, info: 2, none: 3 };

/** Heaviest first, then by place. */
export const byWeight = (a: Change, b: Change): number =>
  ranks[b.verdict] - ranks[a.verdict] ||
  severityRanks[a.severity] - severityRanks[b.severity] ||
  (a.pointer < b.pointer ? -1 : a.pointer > b.pointer ? 1 : 0);

/** One edit of a document: all changes that follow from it are one finding. */
export interface Edit {
  readonly key: string;
  readonly kind:
    | 'member-added'
    | 'member-removed'
    | 'branch-added'
    | 'branch-removed'
    | 'values'
    | 'shape'
    | 'keyword';
  readonly base?: Pointer;
  readonly head?: Pointer;
}
