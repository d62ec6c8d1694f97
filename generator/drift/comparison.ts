import type { Refusal } from '../containment/contain.ts';
import { createSpace, type IdentityTable, type Party, type SchemaSpace } from '../containment/node.ts';
import { createOverlap } from '../containment/overlap.ts';
import { emptyMemory, type Memory } from '../containment/search.ts';
import type { Contract, Operation, View } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';
import type { Change, Polarity, Witness } from './change.ts';
import { createSameness, type Sameness } from './sameness.ts';

/** Samples and judges values where no proof is found; passed in, because the sampler lies outside of the generator. */
export interface CompareOptions {
  /** Values that should be valid against the schema at a pointer. */
  sample?(contract: Contract, pointer: Pointer, view: View): Iterable<unknown>;
  /** Values that differ from a valid one by one edit. */
  mutate?(contract: Contract, pointer: Pointer, view: View): Iterable<unknown>;
  /** Whether a value is valid against the raw schema, by a validator that shares no code with this comparison. */
  accepts?(side: 'base' | 'head', pointer: Pointer, value: unknown, view: View): boolean | undefined;
  /** Branches tried for each pair of schemas before the result is "unknown"; default 20,000. */
  readonly maxSteps?: number;
}

/** Two contracts side by side, and the list that the comparison fills. */
export interface Comparison {
  readonly base: Contract;
  readonly head: Contract;
  readonly sameness: Sameness;
  /** Whether the same text means the same in both documents: 3.0 reads schemas in its own way. */
  readonly sameDialect: boolean;
  readonly options: CompareOptions;
  /**
   * The schemas of a document in one direction. With a `party`, members that are not part of this direction are never sent
   * and accept any value; without, members are read as they are written.
   */
  space(side: 'base' | 'head', view: View, party?: Party): SchemaSpace;
  /** What containment searches of a lens found so far. */
  memory(lens: 'wire' | 'strict', view: View): Memory;
  report(change: Reported): void;
  readonly changes: () => readonly Change[];
  /** Whether a change of this code has been reported about a member, at this place of the head document. */
  isReported(code: string, head: Pointer, member: string): boolean;
  /** The result for a pair of named schemas, kept for the next operation that uses them. */
  readonly remembered: Map<string, { readonly breaks: boolean; readonly reports: readonly Reported[] }>;
  /** The values that each edited pair of schemas rejects. */
  readonly refused: Map<string, readonly Refusal[]>;
}

/** A change as a part of the comparison reports it: one operation at a time. */
export interface Reported extends Omit<Change, 'operations' | 'pointer' | 'witness'> {
  readonly operation?: string;
  /** Called once, for the first operation that shows the change, because confirming a witness is expensive. */
  readonly witness?: Witness | (() => Witness | undefined);
}

/** The operation a change is about, and which way its messages go. */
export interface Place {
  readonly base: Operation;
  readonly head: Operation;
  /** `POST /pets`. */
  readonly name: string;
  /** True for webhooks and callbacks: the API sends the request. */
  readonly inverted: boolean;
}

/** The message whose content is compared. */
export interface Message {
  readonly operation: string;
  readonly polarity: Exclude<Polarity, 'none'>;
  /** `POST /pets request`. */
  readonly where: string;
  /**
   * Who chooses among several media types: the caller (by `Content-Type` or `Accept`), or the API where it is the
   * caller.
   */
  readonly chosenBy: 'caller' | 'sender';
}

/** The polarity of what an operation's caller sends, or of what it gets. */
export const polarityOf = (
  place: Pick<Place, 'inverted'>,
  part: 'request' | 'response',
): Exclude<Polarity, 'none'> => ((part === 'request') === place.inverted ? 'response' : 'request');

/** Opens the comparison of two contracts. */
export function openComparison(base: Contract, head: Contract, options: CompareOptions): Comparison {
  const sameness = createSameness(base.document, head.document);
  const sameDialect = (base.dialect === '3.0') === (head.dialect === '3.0');
  const overlap = createOverlap();
  const tables = new Map<View, IdentityTable>();
  const spaces = new Map<string, SchemaSpace>();
  const memories = new Map<string, Memory>();
  const ofMembers = new Set<string>();
  const memberKey = (...parts: readonly [code: string, head: Pointer, member: string]): string =>
    parts.join('\n');
  const found = new Map<
    string,
    { readonly change: Omit<Change, 'operations'>; readonly operations: Set<string> }
  >();
  return {
    base,
    head,
    sameness,
    sameDialect,
    options,
    space(side, view, party) {
      const key = `${side} ${view} ${party}`;
      const known = spaces.get(key);
      if (known !== undefined) return known;
      const table = tables.get(view) ?? new Map<string, string>();
      tables.set(view, table);
      const { document, dialect } = side === 'base' ? base : head;
      const sameInBoth = (pointer: Pointer): boolean => sameDialect && sameness.same(pointer, pointer);
      const space = createSpace(
        {
          side,
          document,
          dialect,
          view,
          sameInBoth,
          overlap,
          ...(party === undefined ? {} : { party }),
        },
        table,
      );
      spaces.set(key, space);
      return space;
    },
    memory(lens, view) {
      const key = `${lens} ${view}`;
      const memory = memories.get(key) ?? emptyMemory();
      memories.set(key, memory);
      return memory;
    },
    report({ operation, witness, ...change }) {
      const pointer = change.head ?? change.base ?? '#';
      if (change.member !== undefined) ofMembers.add(memberKey(change.code, pointer, change.member));
      const key = [change.code, change.axis, change.polarity, change.verdict, pointer, change.message].join(
        '\n',
      );
      const before = found.get(key);
      if (before !== undefined) {
        if (operation !== undefined) before.operations.add(operation);
        return;
      }
      const shown = typeof witness === 'function' ? witness() : witness;
      // A judge that disagrees about the witness leaves the change undecided, except where only undeclared members
      // separate a union.
      const isContradicted =
        typeof witness === 'function' &&
        shown === undefined &&
        change.verdict === 'breaking' &&
        !change.code.includes('union');
      found.set(key, {
        change: {
          ...change,
          ...(isContradicted ? { verdict: 'unknown', severity: 'warning' } : {}),
          pointer,
          ...(shown === undefined ? {} : { witness: shown }),
        },
        operations: new Set(operation === undefined ? [] : [operation]),
      });
    },
    changes: () =>
      [...found.values()].map(({ change, operations }) => ({ ...change, operations: [...operations] })),
    isReported: (code, pointer, member) => ofMembers.has(memberKey(code, pointer, member)),
    remembered: new Map(),
    refused: new Map(),
  };
}
