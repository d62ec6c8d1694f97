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
