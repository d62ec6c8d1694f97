import type { Contract, EvidenceClass, Operation } from '../../generator/contract/model.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { ValidationError } from '../../generator/schema/compile.ts';
import type { History } from './scenario.ts';
import type { Exchange, TestCase } from './test-case.ts';

/** Judges a sequence. Pure over one history; may return several failures. */
export interface HistoryCheck {
  readonly id: string;
  check(history: History, contract: Contract): readonly Verdict[];
}

/** Only errors fail a run. */
export type Severity = 'error' | 'warning';

/** The API broke its contract: data, never a thrown error. */
export interface Failure {
  readonly check: string;
  readonly severity: Severity;
  readonly operationId: string;
  readonly discriminatorValue?: string;
  /** The keyword of the document that is violated. */
  readonly keywordLocation?: Pointer;
  readonly instanceLocation?: string;
  readonly message: string;
  /** The exchange of a history that shows it. */
  readonly exchange?: Exchange;
}

/** What a check returns for an exchange. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly failure: Failure }
  | { readonly kind: 'notApplicable'; readonly reason: string }
  | { readonly kind: 'undetermined'; readonly reason: string };

/** What a check may use besides the exchange itself. */
export interface CheckContext {
  readonly contract: Contract;
  readonly operation: Operation;
  /** Whether the valid twin of a negative case was accepted; `undefined` when there is none. */
  readonly twinAccepted: boolean | undefined;
  /** Whether any valid request of the operation was accepted so far: without one, a refusal proves nothing about a difference. */
  readonly baseAccepted: boolean;
  /** Validates a value of a response against the schema at a pointer: no errors when it is valid. */
  validate(pointer: Pointer, value: unknown): readonly ValidationError[];
  /** Error for what the document states; by evidence class for what an overlay added. */
  severityOf(pointer: Pointer): Severity;
  /** Whether an overlay wrote the place at a pointer. */
  isOverlaid(pointer: Pointer): boolean;
  /** Whether the body is valid against the document without the overlays that strengthen it. */
  keepsBareDocument(testCase: TestCase): boolean;
  /** The first rule that the request breaks by itself; `undefined` when it satisfies all. */
  readonly brokenRule: string | undefined;
}

/** Judges a run as a whole. Pure over all exchanges of the operations that it applies to. */
export interface RunCheck {
  readonly id: string;
  readonly appliesTo: readonly string[];
  /** Contradictions, each with all the exchanges that show it, the last one last; empty for a correct run. */
  check(exchanges: readonly Exchange[], contract: Contract): readonly RunFailure[];
}

/** A failure that several exchanges show together. */
export interface RunFailure {
  readonly failure: Failure;
  readonly shownBy: readonly Exchange[];
}

/** Judges one exchange. Pure. */
export interface Check {
  readonly id: string;
  /** Also judges requests without a response (`status` 0, the reason in the body). */
  readonly judgesSilence?: true;
  /** Also judges unusual requests, about which the document says nothing; see `Intent`. */
  readonly judgesUnusual?: true;
  check(exchange: Exchange, context: CheckContext): Verdict;
}

/** The evidence class of a rule or overlay decides the severity of its failures. */
export const severityByEvidence: { readonly [evidence in EvidenceClass]: Severity } = {
  document: 'error',
  'third-party-measured': 'error',
  'vendor-code': 'warning',
  'vendor-later': 'warning',
  'vendor-docs': 'warning',
  reported: 'warning',
};
