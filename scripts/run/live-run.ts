import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { SuiteOptions } from '../../conformance/engine/suite-options.ts';
import type { RunSettings } from '../../conformance/live/journal.ts';
import { createOwnership, type Ownership } from '../../conformance/live/ownership.ts';
import { createPurse, type LiveBudget, type Spent } from '../../conformance/live/purse.ts';
import type { CasePlan, RunState } from '../../conformance/model.ts';
import { type ChosenPlans, choosePlans } from './conform-plans.ts';
import type { LivePlan } from './live-plan.ts';
import type { Subject } from './subject.ts';
import { openSuite } from './suite.ts';

/** Runs the plans against the built-in mock to count their requests, shared twins and set-ups included. */
async function rehearse(
  subject: Subject,
  live: LivePlan,
  plans: readonly CasePlan[],
  seed: number,
  maxRequests: number,
  budget: LiveBudget,
  before: Spent | undefined,
): Promise<Spent> {
  const { parts } = openSuite(subject, { target: 'mock', seed, recordedOnly: true });
  const purse = createPurse(subject.contract, subject.config?.live, budget, before);
  purse.keep(live.reserve);
  const ownership = createOwnership(subject.contract);
  const forbids: SuiteOptions['forbids'] = (testCase) =>
    ownership.forbids(testCase) ?? purse.forbids(testCase);
  for await (const event of runSuite({
    ...parts,
    ...owning(parts.state, ownership),
    plans,
    maxRequests,
    leavesNothing: true,
    forbids,
  })) {
    if (event.event === 'exchange') purse.add(event.exchange, live.isGuess(event.exchange.testCase));
  }
  return purse.spent;
}

/** The state of a run that also reports each exchange to the ownership. */
export const owning = (state: RunState | undefined, ownership: Ownership): { readonly state?: RunState } =>
  state === undefined
    ? {}
    : {
        state: {
          ...state,
          learn(exchange) {
            ownership.see(exchange);
            state.learn(exchange);
          },
        },
      };

/** How often the choice of cases is widened; it is narrowed as often as it must be, within twice as many attempts. */
const widenings = 3;

/** The cases of a live run, and the number of requests with which they were chosen. */
export interface FilledPlans extends ChosenPlans {
  readonly chosenWith: number;
}

/**
 * The cases that fill the budget of requests. What a case takes is known only once it is played (twins and set-ups are
 * shared), so the choice is played against the mock and widened by what was left.
 */
export async function fillBudget(
  subject: Subject,
  live: LivePlan,
  settings: RunSettings,
  most: number,
  budget: LiveBudget,
  before: Spent | undefined,
): Promise<FilledPlans & { readonly estimate: Spent }> {
  // A few requests are kept for what only the server decides, such as a file that is looked at twice.
  const aim = Math.max(0, most - Math.ceil(most / 25));
  let room = Math.max(0, (live.settings.maxRequests ?? most) - (most - aim));
  for (let attempt = 1; ; attempt++) {
    const chosen = chooseWith(subject, live, room);
    const plans = [...live.rehearsal, ...chosen.plans, ...live.lastRehearsal];
    const estimate = await rehearse(subject, live, plans, settings.seed, 2 * most, budget, before);
    const left = aim - (estimate.requests - (before?.requests ?? 0));
    const fits = left >= 0 && (left <= most / 20 || attempt > widenings);
    if (fits || room === 0 || attempt > 2 * widenings) return { ...chosen, estimate };
    room = Math.max(0, room + left);
  }
}

/** The cases that were chosen before with this number of requests. */
export const chooseWith = (subject: Subject, live: LivePlan, requests: number): FilledPlans => ({
  ...choosePlans(subject, { ...live.settings, maxRequests: requests }, live.select, live.notServed),
  chosenWith: requests,
});

/** The plan of a live run, as it is shown before anything of it is sent. */
export function describePlan(
  { requests, paid, tokens, cost }: Spent,
  run: {
    readonly target: string;
    readonly pace: number;
    readonly budget: LiveBudget;
    readonly notServed: readonly string[];
    /** Paid calls are allowed. */
    readonly yes: boolean;
    /** Of the price, where one is configured. */
    readonly unit: string | undefined;
  },
): string {
  const { target, pace, budget, notServed, yes, unit } = run;
  const { maxPaid, maxTokens, maxCost } = budget;
  const money = unit === undefined ? '' : `, about ${amount(cost)} ${unit}`;
  const most = maxCost === undefined ? '' : `, and at most ${maxCost} ${unit ?? ''}`.trimEnd();
  return [
    `plan for ${target}: ${requests} requests, ${paid} paid calls, about ${tokens} tokens${money}, ${duration(requests * pace)} at one request every ${pace} s`,
    ...(yes ? [`at most ${maxPaid} paid calls of at most ${maxTokens} tokens each${most}`] : []),
    ...(notServed.length === 0 ? [] : [`not served, so not requested: ${notServed.join(', ')}`]),
    ...(yes ? [] : ['calls that cost money are left out: --yes allows them']),
  ].join('\n');
}

/** Money, with enough digits to show `least`, such as a call that costs a hundredth of a cent. */
export const amount = (money: number, least = money): string =>
  money.toFixed(least !== 0 && Math.abs(least) < 0.1 ? 5 : 2);

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
