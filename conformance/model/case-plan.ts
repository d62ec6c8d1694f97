import type { Scenario } from './scenario.ts';
import type { Exchange, Phase, TestCase } from './test-case.ts';

/** A case that is ready to be sent. */
export interface Prepared {
  readonly testCase: TestCase;
}

/** What a run knows of the server's state, and puts into cases. */
export interface RunState {
  /** The case with live values; yields the requests to send first, and receives their exchanges. */
  prepare(testCase: TestCase): Generator<TestCase, Prepared, Exchange>;
  /** The case with fresh values, where it was refused because such an item exists already. */
  retry(exchange: Exchange): TestCase | undefined;
  learn(exchange: Exchange): void;
  /** Everything that was created is gone. */
  forget(): void;
  /** Deletes the existing items that this run created; only those created for other cases unless `all`. */
  removals(all: boolean): readonly TestCase[];
}

/** Cases of one operation, phase and discriminator value, in order. */
export interface CasePlan {
  readonly operationId: string;
  readonly phase: Phase;
  readonly discriminatorValue?: string;
  /** Whether the cases were made already; true when absent. */
  isMade?(): boolean;
  readonly cases: readonly TestCase[];
  /** Played after the cases. */
  readonly scenarios?: readonly Scenario[];
  /** The smallest case near `failed` for which `stillFails` returns true, and its path from the seed. */
  shrink?(failed: TestCase, stillFails: (candidate: TestCase) => Promise<boolean>): Promise<Shrunk>;
  /** The case at a path that `shrink` returned. */
  replay?(path: string): TestCase | undefined;
}

/** A shrunk case. */
export interface Shrunk {
  readonly testCase: TestCase;
  readonly path?: string;
}
