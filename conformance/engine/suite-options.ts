import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import type {
  CasePlan,
  Check,
  Credentials,
  Exchange,
  Excused,
  HistoryCheck,
  Hooks,
  RunCheck,
  RunState,
  TestCase,
  Transport,
  Verdict,
} from '../model.ts';
import type { Validate } from '../validate.ts';

/** What a run sends, where to, and what judges it. */
export interface SuiteOptions {
  readonly contract: Contract;
  readonly plans: readonly CasePlan[];
  readonly checks: readonly Check[];
  readonly historyChecks: readonly HistoryCheck[];
  /** Judge all exchanges once, at the end. */
  readonly runChecks?: readonly RunCheck[];
  readonly transport: Transport;
  readonly validate: Validate;
  readonly seed: number;
  /** Adds the key to a request; waits where a login comes first. */
  authorize(
    operation: Operation,
    request: WireRequest,
    credentials: Credentials,
  ): WireRequest | Promise<WireRequest>;
  /** The id of the rule that a request breaks by itself. */
  brokenRule?(testCase: TestCase): string | undefined;
  /** Whether a body is valid against the document without the overlays that strengthen it; true when absent. */
  keepsBareDocument?(testCase: TestCase): boolean;
  /** Ends the suite early, after the request in flight. */
  readonly maxRequests?: number;
  readonly signal?: AbortSignal;
  /** What the run knows of the server's state; new for each run. Without it, cases are sent as planned. */
  readonly state?: RunState;
  /** Deletes everything that the run created at its end, not only what was created for other cases. */
  readonly leavesNothing?: boolean;
  /** True once, after the exchange from which on all created items are gone: they are created again when needed. */
  forgets?(): boolean;
  /** Called at the end: what the run left out on purpose. */
  excused?(): readonly Excused[];
  /** Why a prepared case must not be sent; it is counted as left undone. */
  forbids?(testCase: TestCase): string | undefined;
  readonly hooks?: Hooks;
  /** How often the case of a finding is sent again, to tell whether it always shows; default 2. */
  readonly repeats?: number;
  /** Most requests under way at once, where their order cannot matter; default 1. */
  readonly concurrency?: number;
  /** Milliseconds until the second attempt to connect to a server, the third twice as long; default 500. */
  readonly patience?: number;
}

/** What `checkContext` needs of the options. */
export type JudgingOptions = Pick<SuiteOptions, 'contract' | 'validate' | 'brokenRule' | 'keepsBareDocument'>;

/** A request that was sent, with what each check returned. */
export interface Judged {
  readonly exchange: Exchange;
  readonly verdicts: readonly (readonly [check: string, verdict: Verdict])[];
}
