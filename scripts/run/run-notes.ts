import { withGateway } from '../../conformance/live/gateway.ts';
import type { LiveBudget, Purse } from '../../conformance/live/purse.ts';
import { withRetired } from '../../conformance/live/retired.ts';
import type { CasePlan, Check, SuiteEvent } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import { destructiveLeftOut } from './conform-plans.ts';
import type { LivePlan } from './live-plan.ts';
import { amount } from './live-run.ts';
import type { RunTarget } from './run-target.ts';
import type { Subject } from './subject.ts';

/** What a run notes for its end: retired values, gateways, spent calls. */
export interface RunNotes {
  /** Discriminator values that are no longer served. */
  readonly retired: Set<string>;
  /** The checks, which skip responses of gateways and about retired values in a live run. */
  checks(checks: readonly Check[]): readonly Check[];
  /** Counts what was paid for, and ends the run when the budget is spent on invalid calls. */
  see(event: SuiteEvent): void;
  /** Lines for the end of the run. */
  remarks(): readonly string[];
  /** Operations that were not exercised because none of their values is served. */
  notExercised(): readonly string[];
}

/** Notes of a run that has sent nothing yet. */
export function createRunNotes(
  { contract, config }: Subject,
  { isLive, settings }: RunTarget,
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
    retired,
    checks: (checks) =>
      isLive
        ? withGateway(
            withRetired(checks, config?.live?.retired, (value) => retired.add(value)),
            (status) => gateways.set(status, (gateways.get(status) ?? 0) + 1),
          )
        : checks,
    see(event) {
      if (event.event !== 'exchange') return;
      purse.add(event.exchange);
      const { discriminatorValue, credentials, intent, rule } = event.exchange.testCase;
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
