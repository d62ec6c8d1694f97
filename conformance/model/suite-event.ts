import type { Contract } from '../../generator/contract/model.ts';
import type { CasePlan } from './case-plan.ts';
import type { Failure, Verdict } from './check.ts';
import type { Exchange } from './test-case.ts';

/** A failure as reported: identified by its fingerprint, and reproducible. */
export interface Finding extends Failure {
  /** Stable across runs and seeds for the same defect. */
  readonly fingerprint: string;
  readonly exchange: Exchange;
  /** The requests before it, in order and up to the exchange, where the failure takes several requests. */
  readonly history?: readonly Exchange[];
  readonly seed: number;
  /** With the seed, leads to the shrunk case again. */
  readonly path: string;
}

/** What a run yields. */
export type SuiteEvent =
  | {
      readonly event: 'suiteStarted';
      readonly contract: Contract;
      readonly target: string;
      readonly seed: number;
      readonly plans: readonly CasePlan[];
      readonly checks: readonly string[];
    }
  | { readonly event: 'exchange'; readonly exchange: Exchange }
  | {
      readonly event: 'verdict';
      readonly exchange: Exchange;
      readonly check: string;
      readonly verdict: Verdict;
    }
  | { readonly event: 'failure'; readonly finding: Finding }
  | { readonly event: 'suiteFinished'; readonly summary: Summary };

/** The totals of a run. */
export interface Summary {
  readonly requests: number;
  readonly cases: number;
  /** Distinct, severity error. */
  readonly failures: number;
  /** Distinct, severity warning. */
  readonly warnings: number;
  readonly seconds: number;
  /** Why the suite ended before its last case. */
  readonly aborted?: string;
  /** The server ended it: it accepts no more connections or requests. */
  readonly isCutShort?: true;
  /** Cases that were planned and never sent. */
  readonly undone?: readonly Undone[];
  /** What the run left out on purpose, so that it need not be exercised. */
  readonly excused?: readonly Excused[];
}

/** An operation, or one discriminator value of it, that a run left out on purpose. */
export interface Excused {
  readonly operationId: string;
  readonly discriminatorValue?: string;
  /** `unpaid: ...`, `retired: ...`, `cut by the budget ...` */
  readonly reason: string;
}

/** Cases of one operation that were planned and never sent. */
export interface Undone {
  readonly operationId: string;
  readonly cases: number;
  readonly reason: string;
}
