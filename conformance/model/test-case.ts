import type { Pointer } from '../../generator/json/types.ts';
import type { Arguments, WireRequest, WireResponse } from '../../generator/wire/message.ts';
import type { Callbacks } from './transport.ts';

/** The parts of a run, in order. */
export type Phase =
  | 'auth'
  | 'protocol'
  | 'examples'
  | 'coverage'
  | 'negative'
  | 'stateful'
  | 'streaming'
  | 'edges'
  | 'fuzzing';

/** What makes a request invalid: one place, one keyword. */
export interface Edit {
  readonly keyword: string;
  /** The pointer of the keyword in the document. */
  readonly keywordLocation: Pointer;
  /** The place of the value in the request: `/body/temperature`, `/query/limit`. */
  readonly instanceLocation: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * The credentials that a case is sent with: valid ones, none, ones that no server knows, those of another user, or those of a user
 * with few scopes. The transport adds the key; no case contains it.
 */
export type Credentials = 'valid' | 'none' | 'wrong' | 'other' | 'limited';

/**
 * A request is valid by the contract, invalid in its data (then `edit` has the place), or breaks a rule of HTTP: a method that
 * the path does not have, a media type that the operation does not accept, a malformed body. What is unusual is accepted by some
 * readers of HTTP and JSON and refused by others: it gets no 5xx and no silence, and nothing else is judged.
 */
export type Intent = 'valid' | 'invalid' | 'wrong-method' | 'wrong-media-type' | 'malformed-body' | 'unusual';

/** One request worth sending, and what it tests. */
export interface TestCase {
  /** Stable for a seed, readable: `createPayment/negative/card/3`. */
  readonly id: string;
  readonly operationId: string;
  readonly phase: Phase;
  readonly intent: Intent;
  /** What the case tests, in a few words. */
  readonly title: string;
  readonly discriminatorValue?: string;
  readonly credentials: Credentials;
  /** The environment variable that holds the key of `credentials`, where it is not the usual one. */
  readonly keyEnv?: string;
  readonly arguments: Arguments;
  readonly request: WireRequest;
  /** Present when `intent` is `invalid`. */
  readonly edit?: Edit;
  /** The rule that the case breaks on purpose, everything else being valid. */
  readonly rule?: string;
  /** The valid request that differs from this one by the edit only. */
  readonly twin?: TestCase;
  /** The place that the case is about, such as a boundary value: it is sent unchanged. */
  readonly focus?: string;
  /** Places of the request that are sent unchanged: `/path/petId`. */
  readonly fixed?: readonly string[];
  /** The whole request is sent unchanged. */
  readonly isFixed?: true;
  /** The case as it was planned, without live values. */
  readonly template?: TestCase;
  /** The exchanges that created or returned the items in the request, in order. */
  readonly setups?: readonly Exchange[];
  /** Places whose values may not exist on the server: `/path/petId`, `/body/customer_id`. */
  readonly unbound?: readonly string[];
  /** The request is about an existing item. */
  readonly isLive?: true;
  /** The second attempt with fresh values, after a conflict. */
  readonly isRetried?: true;
}

/** A request and its response. */
export interface Exchange {
  readonly id: number;
  readonly testCase: TestCase;
  /** As sent, with the key; redacted before it is written anywhere. */
  readonly request: WireRequest;
  readonly response: WireResponse;
  /** Milliseconds from the first byte sent to the last byte received. */
  readonly milliseconds: number;
  /** Absent where the request gave no URL of ours, and in a recording. */
  readonly callbacks?: Callbacks;
}
