import type { Contract } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';
import {
  type Bump,
  bumpFor,
  type Change,
  type OverallVerdict,
  overallVerdict,
  type Place,
} from './change.ts';
import { oneLineEach } from './one-line.ts';
import type { IgnoreEntry } from './policy.ts';

/** A change with its places in the two files. */
export interface PlacedChange extends Omit<Change, 'base' | 'head' | 'edit'> {
  readonly base?: Place;
  readonly head?: Place;
  /** What else follows from the same edit. */
  readonly also?: readonly Pick<Change, 'code' | 'axis' | 'verdict' | 'polarity' | 'message'>[];
}

/** The result of drift, which every format prints. */
export interface DriftReport {
  readonly base: string;
  readonly head: string;
  /** `info.title` of the head document. */
  readonly title?: string;
  /** `info.version` of both documents, where they differ. */
  readonly versions?: readonly [base: string, head: string];
  /** Lint findings of the head document that the base document does not have. */
  readonly remarks?: readonly string[];
  readonly verdict: OverallVerdict;
  /** The step of the API's version; the source axis has no part in it. */
  readonly bump: Bump;
  /** The step of the SDK's version, where an SDK is compared. */
  readonly sdkBump?: Bump;
  /** Heaviest first. */
  readonly changes: readonly PlacedChange[];
  /** Changes that the ignore file accepts, with its reason. */
  readonly ignored: readonly { readonly change: PlacedChange; readonly entry: IgnoreEntry }[];
  /** Notes for the reader: overlay targets without a match, expired entries. */
  readonly notes: readonly string[];
}

/** Adds places to changes and summarises them, without ignored ones. */
export function makeReport(
  contracts: {
    readonly base: Contract;
    readonly head: Contract;
    readonly files: { readonly base: string; readonly head: string };
  },
  changes: readonly Change[],
  ignored: ReadonlyMap<Change, IgnoreEntry>,
  notes: readonly string[],
  hasSdk = false,
): DriftReport {
  const { base, head, files } = contracts;
  const place = (change: Change): PlacedChange => {
    const { base: before, head: after, edit: _, ...rest } = change;
    return {
      ...rest,
      ...(before === undefined ? {} : { base: placeOf(base, before) }),
      ...(after === undefined ? {} : { head: placeOf(head, after) }),
    };
  };
  const counted = changes.filter((change) => !ignored.has(change));
  return {
    ...files,
    title: head.info.title,
    ...(base.info.version === head.info.version
      ? {}
      : { versions: [base.info.version, head.info.version] as const }),
    verdict: overallVerdict(counted),
    bump: bumpFor(counted.filter(({ axis }) => axis !== 'source')),
    ...(hasSdk ? { sdkBump: bumpFor(counted) } : {}),
    changes: oneLineEach(base, head, counted).map(({ change, also }) => ({
      ...place(change),
      ...(also.length === 0 ? {} : { also: also.map(essence) }),
    })),
    ignored: [...ignored].map(([change, entry]) => ({ change: place(change), entry })),
    notes,
  };
}

const essence = ({ code, axis, verdict, polarity, message }: Change) => ({
  code,
  axis,
  verdict,
  polarity,
  message,
});

function placeOf(contract: Contract, pointer: Pointer): Place {
  const origin = contract.origin(pointer);
  const position = origin.position();
  return {
    file: origin.file,
    pointer,
    ...(position === undefined ? {} : { line: position.line, column: position.column }),
  };
}

/** `major`, `minor (major for the SDK only)`. */
export const spelledStep = ({ bump, sdkBump }: Pick<DriftReport, 'bump' | 'sdkBump'>): string =>
  sdkBump === undefined || sdkBump === bump ? bump : `${bump} (${sdkBump} for the SDK only)`;

/** `file:line:column`, as editors open it. */
export const spelledPlace = ({ file, line, column }: Place): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');
