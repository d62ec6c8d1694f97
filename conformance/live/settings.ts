import type { LiveFeature } from '../model.ts';

/** What a configuration says of runs against servers that bill. Without it, whatever is no GET counts as paid. */
export interface LiveSettings {
  /** Operations that cost money when they are accepted. */
  readonly paid: readonly string[];
  /** Members of a JSON body that bound what an answer may cost; the first that a schema knows is added where none is there. */
  readonly limits?: readonly string[];
  /** Where the server lists what it serves: discriminator values that are not listed are not asked for. */
  readonly served?: {
    readonly operationId: string;
    /** Members that lead to the list in the answer. */
    readonly items: readonly string[];
    /** The member of an item that is the discriminator value. */
    readonly id: string;
  };
  /** How the server says that a discriminator value is not served any more. */
  readonly retired?: {
    readonly status: number;
    readonly members: readonly string[];
    readonly value: string;
  };
  /** Members that lead to the number of tokens in an answer. */
  readonly tokens?: readonly string[];
  /** A body that a server accepts, for each operation that costs money: cases differ from it in one place. */
  readonly canonical?: readonly Canonical[];
  /** What is documented, the most telling first; the first one is the call that a preflight pays for. */
  readonly features?: readonly LiveFeature[];
  /** Where the server says how much money is left. */
  readonly balance?: {
    readonly operationId: string;
    /** Members that lead to the amount. */
    readonly available: readonly string[];
    /** `USD` */
    readonly unit: string;
  };
  /** The most that a million tokens cost, in the unit of the balance, and the members that count them. */
  readonly price?: {
    readonly input: number;
    readonly output: number;
    readonly inputTokens: readonly string[];
    readonly outputTokens: readonly string[];
  };
}

/** A body of one operation that is not refused; `value` is the discriminator value wanted. */
export interface Canonical {
  readonly operationId: string;
  readonly contentType: string;
  body(wish: { readonly value: string | undefined; readonly maxTokens: number }): unknown;
}

/** What fits the smallest account; each has a flag. */
export const liveDefaults = {
  /** Seconds from one request to the next. */
  pace: 22,
  tokensPerMinute: 500_000,
  maxRequests: 120,
  maxPaid: 20,
  /** Tokens of one answer. */
  maxTokens: 64,
} as const;
