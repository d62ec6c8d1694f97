import { withGateway } from '../../conformance/live/gateway.ts';
import type { LiveBudget, Purse } from '../../conformance/live/purse.ts';
import { isMarked } from '../../conformance/live/response-mark.ts';
import { withRetired } from '../../conformance/live/retired.ts';
import type { CasePlan, Check, SuiteEvent, TestCase } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { destructiveLeftOut } from './conform-plans.ts';
import type { Seen } from './excused.ts';
import type { LivePlan } from './live-plan.ts';
import { amount } from './live-run.ts';
import type { RunTarget } from './run-target.ts';
import type { Subject } from './subject.ts';
import { receivesCallbacks } from './suite.ts';

/** What a run notes for its end: retired values, gateways, spent calls. */
export interface RunNotes {
  readonly noted: Seen;
  /** The checks, which skip responses of gateways and about retired values in a live run. */
  checks(checks: readonly Check[]): readonly Check[];
  /** Why a case must not be sent: its value is no longer served, or the budget is spent. */
  forbids(testCase: TestCase): string | undefined;
  /** Counts what was paid for, and ends the run when the budget is spent on invalid calls. */
  see(event: SuiteEvent): void;
  /** Lines for the end of the run. */
  remarks(): readonly string[];
  /** Operations that were not exercised because none of their values is served. */
  notExercised(): readonly string[];
}

/** Whether a plan has valid requests. */
const mayBeAccepted = ({ cases, scenarios = [] }: CasePlan): boolean =>
  scenarios.length > 0 ||
  cases.some(({ intent, credentials }) => intent === 'valid' && credentials === 'valid');

/** Says whose callbacks were not received. */
function unreceived({ operations }: Contract): readonly string[] {
  const own = operations
    .filter(({ callbacks }) => callbacks.length > 0)
    .map(({ operationId }) => operationId);
  return own.length === 0
    ? []
    : [
        `callbacks of ${own.join(', ')}: NOT EXERCISED, only a server on this machine is given a URL for them`,
      ];
}

/** Notes of a run that has sent nothing yet. */
export function createRunNotes(
  { contract, config }: Subject,
  { target, isLive, settings }: RunTarget,
  run: {
    readonly purse: Purse;
    readonly budget: LiveBudget;
    readonly live: LivePlan | undefined;
    readonly plans: readonly CasePlan[];
    readonly retired: readonly string[];
    readonly redact: Redactor;
    readonly interrupt: AbortController;
  },
): RunNotes {
  const { purse, budget, live, plans, redact, interrupt } = run;
  const retired = new Set(run.retired);
  const attempted = new Set<string>();
  const forbidden = new Set<string>();
  /** Worked out at the end, where it is asked for: it makes the cases of all plans. */
  const findCut = (): ReadonlySet<string> => {
    const planned = new Set(plans.filter(mayBeAccepted).map(({ operationId }) => operationId));
    const ids = contract.operations.map(({ operationId }) => operationId);
    return new Set(ids.filter((id) => forbidden.has(id) || !planned.has(id)));
  };
  const seen = new Set<string>();
  const gateways = new Map<number, number>();
  let isInvalidAccepted = false;
  const unit = config?.live?.balance?.unit;
  const spent = (): string => {
    const { requests, paid, tokens, cost } = purse.spent;
    const money = config?.live?.price === undefined ? '' : `, about ${amount(cost)} ${unit}`;
    return `sent ${requests} requests, ${paid} paid, about ${tokens} tokens${money}`;
  };
  return {
    noted: {
      retired,
      attempted,
      get cut() {
        return findCut();
      },
      get isBroke() {
        return purse.isClosed;
      },
    },
    checks: (checks) =>
      isLive
        ? withGateway(
            withRetired(checks, config?.live?.retired, (value) => retired.add(value)),
            (status) => gateways.set(status, (gateways.get(status) ?? 0) + 1),
          )
        : checks,
    forbids(testCase) {
      const { operationId, discriminatorValue, credentials } = testCase;
      if (discriminatorValue !== undefined && credentials === 'valid' && retired.has(discriminatorValue))
        return `retired: ${discriminatorValue} is no longer served`;
      const reason = purse.forbids(testCase);
      if (reason !== undefined) forbidden.add(operationId);
      return reason;
    },
    see(event) {
      if (event.event !== 'exchange') return;
      purse.add(event.exchange);
      const { operationId, discriminatorValue, credentials, intent, rule } = event.exchange.testCase;
      if (isLive && isMarked(event.exchange, config?.live?.noMoney)) purse.close();
      else if (intent === 'valid' && credentials === 'valid') attempted.add(operationId);
      if (discriminatorValue !== undefined && credentials === 'valid') seen.add(discriminatorValue);
      // The plan stays within the budget, but a server may bill for invalid calls that it accepts.
      const isInvalid = intent !== 'valid' || rule !== undefined || credentials !== 'valid';
      if (isLive && isInvalid && purse.isPaid(event.exchange)) isInvalidAccepted = true;
      if (isInvalidAccepted && purse.spent.paid >= budget.maxPaid)
        interrupt.abort(`the ${budget.maxPaid} paid calls are spent: the server accepted invalid calls too`);
    },
    remarks: () => [
      ...destructiveLeftOut(contract, settings).map(
        (id) =>
          `${id} may end a session, a key, the server or its data: left out; --include ${id} or --yes includes it`,
      ),
      ...(receivesCallbacks(target, isLive) ? [] : unreceived(contract)),
      ...(live?.remarks(redact) ?? []),
      ...[...gateways].map(
        ([status, times]) =>
          `${times} responses were a web page with ${status}: from a gateway before the API, so they are not judged`,
      ),
      ...[...retired].map((value) => `${value} is listed or documented, but no longer served (retired)`),
      ...(live?.notExercised() ?? []).map(
        (id) => `${id}: NOT EXERCISED, none of its documented values is served`,
      ),
      ...(isLive ? [spent()] : []),
    ],
    notExercised() {
      const own = live?.notExercised() ?? [];
      if (retired.size === 0 || ![...seen].every((value) => retired.has(value))) return own;
      const pinned = plans.filter(({ discriminatorValue }) => discriminatorValue !== undefined);
      return [...new Set([...own, ...pinned.map(({ operationId }) => operationId)])];
    },
  };
}
