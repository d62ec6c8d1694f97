import { randomUUID } from 'node:crypto';
import type { SuiteOptions } from '../../conformance/engine/suite-options.ts';
import type { RunSettings } from '../../conformance/live/journal.ts';
import { createOwnership } from '../../conformance/live/ownership.ts';
import { createPurse, type LiveBudget, type Purse } from '../../conformance/live/purse.ts';
import { liveDefaults } from '../../conformance/live/settings.ts';
import { servedButUndocumented } from '../../conformance/live/undocumented.ts';
import type { CasePlan, SuiteEvent, Summary, Transport } from '../../conformance/model.ts';
import type { ShownServer } from '../../conformance/report/curl.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import type { Tally } from '../../conformance/report/tally.ts';
import { reach } from '../../conformance/transport/reach.ts';
import { TransportError } from '../../generator/network/transport-error.ts';
import { paidBetweenReadings, readBalance, withReadings } from './balance.ts';
import { type ChosenPlans, choosePlans } from './conform-plans.ts';
import { conformSettings } from './conform-settings.ts';
import { readJournalFile } from './journal-file.ts';
import { planLive } from './live-plan.ts';
import { amount, chooseWith, describePlan, fillBudget, owning } from './live-run.ts';
import { type Preflight, preflight } from './preflight.ts';
import { createRunNotes } from './run-notes.ts';
import { concurrencyOf, type RunOptions } from './run-options.ts';
import { runTarget } from './run-target.ts';
import { runTransport } from './run-transport.ts';
import type { Subject } from './subject.ts';
import { openSuite, receivesCallbacks } from './suite.ts';

/** A run that is ready: everything is checked, the plan is shown, no case was sent yet. */
export interface Run {
  readonly parts: Omit<SuiteOptions, 'plans' | 'maxRequests' | 'signal'>;
  readonly plans: readonly CasePlan[];
  /** The number of all cases, where some were left out and it is known. */
  readonly casesOfAll?: number;
  readonly settings: RunSettings;
  /** Most requests of the suite, without those of a preflight. */
  readonly maxRequests?: number;
  /** For people. */
  readonly target: string;
  readonly redact: Redactor;
  /** How lines that show a finding again name the server. */
  readonly shown: ShownServer;
  /** Receives each event: counts what was paid for, and ends the run when that is enough. */
  see(event: SuiteEvent): void;
  /** The result of the preflight of a live run. */
  readonly preflight: Preflight | undefined;
  /** Reads the balance at the end, and returns lines about what was spent. */
  settle(): Promise<readonly string[]>;
  /** Lines for the end of the run. */
  remarks(): readonly string[];
  notExercised(): readonly string[];
  /** The totals of a run whose recording ends before it does. */
  partial(tally: Pick<Tally, 'findings'>): Summary;
  /** The error without keys in its message. */
  clean(cause: unknown): unknown;
  close(summary: Summary | undefined): Promise<void>;
}

/** Puts a run together from options, or from the journal of an earlier run. `print` shows the plan of a live run. */
export async function openRun(
  subject: Subject,
  options: RunOptions,
  interrupt: AbortController,
  print: (text: string) => void,
): Promise<Run> {
  const { contract, config } = subject;
  const where = await runTarget(subject, options, print);
  const { target, isLive, isRemote, settings, file } = where;
  const recordedOnly = options.replay !== undefined;
  // A run that is continued or repeated sends what it sent before.
  const nonce = isLive || file !== undefined || target === 'mock' ? '' : randomUUID();
  const suite = openSuite(subject, {
    ...options,
    target,
    seed: settings.seed,
    recordedOnly,
    live: isLive,
    nonce,
  });
  const { redact } = suite;
  // Planning takes seconds: an unreachable target is reported before.
  if (file === undefined && target !== 'mock') await reach(target);
  const past = file === undefined ? undefined : readJournalFile(file, subject, suite.reveal);
  const { transport, journal, forgets } = runTransport(
    subject,
    suite,
    options,
    where,
    past,
    interrupt,
    print,
  );
  const budget: LiveBudget = {
    maxPaid: settings.yes === true ? (settings.maxPaid ?? liveDefaults.maxPaid) : 0,
    maxTokens: liveDefaults.maxTokens,
    ...(settings.maxCost === undefined ? {} : { maxCost: settings.maxCost }),
  };
  const clean = (cause: unknown): unknown =>
    cause instanceof TransportError ? new TransportError(redact.text(cause.message), cause.code) : cause;
  try {
    const purse = createPurse(contract, config?.live, budget);
    const known = isLive
      ? await preflight(subject, suite, transport, budget, purse, options.preflight !== true)
      : undefined;
    for (const line of known?.lines ?? []) print(`preflight: ${line}`);
    for (const problem of known?.problems ?? []) print(`preflight: PROBLEM ${problem}`);
    const { live, plans, casesOfAll, maxRequests } = await planRun(known, purse);
    const ownership = createOwnership(contract);
    const undocumented = isLive ? servedButUndocumented(contract, config?.live) : undefined;
    const notes = createRunNotes(subject, where, {
      purse,
      budget,
      live,
      plans,
      retired: known?.retired ?? [],
      redact,
      interrupt,
    });
    return {
      parts: {
        ...suite.parts,
        transport: withMoney(known, purse),
        checks: notes.checks(suite.parts.checks),
        ...(undocumented === undefined
          ? {}
          : { runChecks: [...(suite.parts.runChecks ?? []), undocumented] }),
        concurrency: concurrencyOf(options, isLive, journal !== undefined),
        ...(isLive ? { repeats: 0 } : {}),
        ...(isRemote && live === undefined
          ? {
              leavesNothing: true,
              ...owning(suite.parts.state, ownership),
              forbids: ownership.forbids,
            }
          : {}),
        ...(live === undefined
          ? {}
          : {
              leavesNothing: true,
              ...owning(suite.parts.state, ownership),
              forbids: (testCase) => ownership.forbids(testCase) ?? notes.forbids(testCase),
              excused: () => live.excused(notes.noted),
            }),
        forgets,
      },
      plans,
      ...(casesOfAll === undefined ? {} : { casesOfAll }),
      settings,
      ...(maxRequests === undefined ? {} : { maxRequests }),
      target: target === 'mock' ? 'mock (in-process)' : redact.text(transport.baseUrl),
      redact,
      shown: suite.shown,
      preflight: known,
      see: notes.see,
      settle: () => settle(known, purse),
      remarks: notes.remarks,
      notExercised: notes.notExercised,
      partial: ({ findings }) => ({
        requests: past?.recorded.length ?? 0,
        cases: 0,
        failures: findings.filter(({ severity }) => severity === 'error').length,
        warnings: findings.filter(({ severity }) => severity === 'warning').length,
        seconds: 0,
        aborted: 'the journal ends here',
      }),
      clean,
      async close(summary) {
        await transport.close();
        if (summary !== undefined && summary.aborted !== 'interrupted') journal?.write({ event: 'finished' });
        journal?.close();
      },
    };
  } catch (cause) {
    await transport.close();
    journal?.close();
    throw clean(cause);
  }

  /** The plans; those of a live run fit the budget and are shown. */
  async function planRun(known: Preflight | undefined, purse: Purse) {
    const isStopped = options.preflight === true;
    const readings = readingsOf(known);
    const most = settings.maxRequests ?? liveDefaults.maxRequests;
    // A scenario under way goes on after the limit, and what the run created is deleted.
    const margin = Math.floor(most / 40);
    const maxRequests = isLive
      ? Math.max(0, most - (known?.sent.requests ?? 0) - readings - margin)
      : settings.maxRequests;
    const live =
      known === undefined || isStopped
        ? undefined
        : planLive(subject, suite, settings, known, budget, purse, maxRequests ?? 0);
    // A replay knows what fills its budget, and shows no plan.
    const before = recordedOnly ? past?.chosenWith : undefined;
    if (live !== undefined && before !== undefined) return withFeatures(chooseWith(subject, live, before));
    const filled =
      live === undefined
        ? undefined
        : await fillBudget(subject, live, settings, maxRequests ?? 0, budget, known?.sent);
    if (filled !== undefined) journal?.write({ event: 'plan', requests: filled.chosenWith });
    const chosen =
      filled ??
      (isStopped
        ? { plans: [], of: 0 }
        : choosePlans(
            subject,
            settings,
            undefined,
            undefined,
            conformSettings(contract, config?.conform, options).users,
            receivesCallbacks(target, isLive),
          ));
    if (live !== undefined && filled !== undefined && !recordedOnly)
      print(
        describePlan(
          { ...filled.estimate, requests: filled.estimate.requests + readings },
          {
            target,
            pace: options.pace ?? liveDefaults.pace,
            budget,
            notServed: live.notServed,
            yes: settings.yes === true,
            unit: config?.live?.price === undefined ? undefined : config.live.balance?.unit,
          },
        ),
      );
    return withFeatures(chosen);

    function withFeatures({ plans, of }: ChosenPlans) {
      return {
        live,
        plans: [...(live?.features ?? []), ...plans, ...(live?.last ?? [])],
        casesOfAll: of,
        maxRequests,
      };
    }
  }

  /** How often the balance is read after a preflight. */
  function readingsOf(known: Preflight | undefined): number {
    if (known?.balance === undefined) return 0;
    const left = budget.maxPaid - known.sent.paid;
    return 1 + (budget.maxCost === undefined ? 0 : Math.floor(left / paidBetweenReadings));
  }

  /** Money that is limited is read again and again. */
  function withMoney(known: Preflight | undefined, purse: Purse): Transport {
    return budget.maxCost === undefined || known?.balance === undefined
      ? transport
      : withReadings(transport, purse, known.balance, () => readBalance(subject, suite, transport));
  }

  async function settle(known: Preflight | undefined, purse: Purse): Promise<readonly string[]> {
    if (known?.balance === undefined || recordedOnly || options.preflight === true) return [];
    const unit = config?.live?.balance?.unit;
    try {
      purse.addFree();
      const left = (await readBalance(subject, suite, transport))?.amount;
      if (left === undefined) return [];
      const spent = known.balance - left;
      purse.measured(spent);
      // All three with the digits that the smallest needs.
      const [before, after, less] = [known.balance, left, spent].map((each) => amount(each, spent));
      return [`balance: ${before} ${unit} before, ${after} after, ${less} spent`];
    } catch (cause) {
      return [`the balance could not be read again: ${redact.text((cause as Error).message)}`];
    }
  }
}
