import type { LiveFeature } from '../model.ts';
import type { ResponseMark } from './response-mark.ts';

/** Settings for runs against servers that bill. Without them, every method but GET counts as paid. */
export interface LiveSettings {
  /** Operations whose accepted calls cost money. */
  readonly paid: readonly string[];
  /** Members of a JSON body that bound the cost of a response; the first declared one is added where none is present. */
  readonly limits?: readonly string[];
  /** Where the server lists what it serves: discriminator values that are not listed are not requested. */
  readonly served?: {
    readonly operationId: string;
    /** The path to the list in the response. */
    readonly items: readonly string[];
    /** The member of an item that is the discriminator value. */
    readonly id: string;
  };
  /** How the server reports that a discriminator value is no longer served. */
  readonly retired?: ResponseMark;
  /** How the server reports that no money is left: such a response is not waited for. */
  readonly noMoney?: ResponseMark;
  /** The path to the number of tokens in a response. */
  readonly tokens?: readonly string[];
  /** The most tokens of a body that its bytes do not show, such as those of images. */
  hiddenTokens?(body: unknown): number;
  /** A body that a server accepts, for each operation that costs money: cases differ from it in one place. */
  readonly canonical?: readonly Canonical[];
  /** Documented features, the most informative first; a preflight pays for a call of the first. */
  readonly features?: readonly LiveFeature[];
  /** Where the server reports how much money is left. */
  readonly balance?: {
    readonly operationId: string;
    /** The path to the amount. */
    readonly available: readonly string[];
    /** `USD` */
    readonly unit: string;
  };
  /** The price of a million tokens, in the unit of the balance, and the members that count them. */
  readonly price?: {
    readonly input: number;
    readonly output: number;
    readonly inputTokens: readonly string[];
    readonly outputTokens: readonly string[];
  };
}

/** A body of one operation that the server accepts, for the discriminator value `value`. */
export interface Canonical {
  readonly operationId: string;
  readonly contentType: string;
  body(wish: { readonly value: string | undefined; readonly maxTokens: number }): unknown;
}

/** Limits for the smallest account; each has a flag. */
export const liveDefaults = {
  /** Seconds from one request to the next. */
  pace: 22,
  tokensPerMinute: 500_000,
  maxRequests: 120,
  maxPaid: 20,
  /** Tokens of one response. */
  maxTokens: 64,
  /** Tokens of a response that may reason up to any limit: enough to see its members. */
  fewTokens: 24,
} as const;
