import type { Arguments } from '../../generator/wire/message.ts';
import type { RuleExchange } from './rule.ts';

/** One call of a feature: encoded, sent and judged like any other. */
export interface FeatureCall {
  readonly operationId: string;
  /** What the call tests, in a few words. */
  readonly title: string;
  /** Absent parts are empty. */
  readonly arguments: Partial<Arguments>;
}

/**
 * A documented feature of the API, tried once in a run that costs money: calls that a user makes, one after the other. Pure: the
 * same responses lead to the same calls.
 */
export interface LiveFeature {
  readonly id: string;
  /** The operations it calls. */
  readonly operations: readonly string[];
  /** Most of its calls that cost money. */
  readonly paid: number;
  /** The response may use all tokens that it is given, for reasoning. */
  readonly isLong?: true;
  /** Whether a discriminator value has the feature; all have it when absent. */
  suits?(value: string): boolean;
  /** Receives each exchange, and returns at the end whether the feature was reached. */
  run(wish: {
    /** The discriminator value to try it with, where the server lists which it serves. */
    readonly value: string;
    /** Most tokens of one response. */
    readonly maxTokens: number;
  }): Generator<FeatureCall, boolean, RuleExchange>;
}
