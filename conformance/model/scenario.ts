import type { Resource } from '../../generator/contract/model.ts';
import type { Exchange, TestCase } from './test-case.ts';

/** One step of a scenario, and its role. */
export interface Step {
  readonly role: StepRole;
  readonly testCase: TestCase;
  /** The request is repeated for a while until this returns true: a change may take a moment to show. */
  readonly until?: (exchange: Exchange) => boolean;
  /** Most milliseconds to wait for that; default some two seconds. */
  readonly patience?: number;
  /** What the step is about, for the check that judges it: a member, a filter. */
  readonly about?: string;
}

/** What a step shows to the checks of a history. */
export type StepRole =
  | 'create'
  | 'create-parent'
  | 'populate'
  | 'create-again'
  | 'read'
  | 'read-own'
  | 'read-after-update'
  | 'read-before-delete'
  | 'read-after-delete'
  | 'list'
  | 'list-after-delete'
  | 'list-own'
  | 'list-of-another'
  | 'plain-list'
  | 'update'
  | 'replace'
  | 'stale'
  | 'delete'
  | 'delete-again'
  | 'page'
  | 'last-page'
  | 'whole'
  | 'whole-again'
  | 'unfiltered'
  | 'filter'
  | 'of-another'
  | 'delete-of-another'
  | 'read-after-delete-of-another'
  | 'list-after-delete-of-another'
  | 'unknown-id'
  | 'act'
  | 'read-after-act'
  | 'read-idle'
  | 'delete-parent'
  | 'read-parent-after-delete'
  | 'read-orphan'
  | 'read-before-amount'
  | 'amount'
  | 'read-after-amount'
  | 'close-filled'
  | 'put-part'
  | 'read-part'
  | 'delete-part'
  | 'read-part-after-delete'
  | 'change'
  | 'read-after-change'
  | 'search'
  | 'in-use'
  | 'conditional'
  | 'list-as-other'
  | 'read-as-other'
  | 'change-as-other'
  | 'read-after-change-as-other'
  | 'with-key'
  | 'with-wrong-key'
  | 'without-key'
  | 'get'
  | 'head'
  | 'create-same-key'
  | 'create-unknown-reference'
  | 'create-sibling'
  | 'read-sibling'
  | 'sorted'
  | 'download'
  | 'set-read-only'
  | 'read-after-read-only'
  | 'replace-least'
  | 'read-after-replace-least'
  | 'call-back';

/**
 * Requests that depend on one another: a coroutine that receives each exchange and returns the next request. Pure; checks of the
 * history judge it.
 */
export interface Scenario {
  /** Stable and readable: `/v1/files/lifecycle`. */
  readonly id: string;
  /** The operation of findings that belong to no step. */
  readonly operationId: string;
  /** The resource that it tests. */
  readonly resource?: Resource;
  run(): Generator<Step, void, Exchange>;
}

/** A step that was sent. */
export interface Played extends Pick<Step, 'role' | 'about'> {
  readonly exchange: Exchange;
}

/** The steps of a played scenario. */
export interface History {
  readonly scenario: Scenario;
  readonly steps: readonly Played[];
}
