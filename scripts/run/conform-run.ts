import { createRemovals } from '../../conformance/cases/removals.ts';
import type { SuiteOptions } from '../../conformance/engine/run-suite.ts';
import type { RunSettings } from '../../conformance/live/journal.ts';
import { createOwnership } from '../../conformance/live/ownership.ts';
import { withRetired } from '../../conformance/live/retired.ts';
import { liveDefaults } from '../../conformance/live/settings.ts';
import { parseShard } from '../../conformance/live/shard.ts';
import type { CasePlan, SuiteEvent, Summary } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import type { Tally } from '../../conformance/report/tally.ts';
import { journaledTransport } from '../../conformance/transport/journaled.ts';
import { pacedTransport } from '../../conformance/transport/paced.ts';
import { reach } from '../../conformance/transport/reach.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { TransportError } from '../../generator/network/transport-error.ts';
import { choosePlans } from './conform-plans.ts';
import { readJournalFile } from './journal-file.ts';
import { createMeter, describePlan, livePlans, rehearse, servedValues, tokensOf } from './live-run.ts';
import { openJournal, type RunOptions, settingsOf, withPast } from './run-options.ts';
import type { Subject } from './subject.ts';
import { isElsewhere, openSuite } from './suite.ts';

/** A run that is ready: everything is checked, the plan is shown, nothing of the plans is sent yet. */
export interface Run {
  readonly parts: Omit<SuiteOptions, 'plans' | 'maxRequests' | 'signal'>;
  readonly plans: readonly CasePlan[];
  readonly casesOfAll: number;
  readonly settings: RunSettings;
  /** As shown to people. */
  readonly target: string;
  readonly redact: Redactor;
  /** Sees each event: counts what was paid for, and ends the run when that is enough. */
  see(event: SuiteEvent): void;
  /** What is to be said at the end. */
  remarks(): readonly string[];
  notExercised(): readonly string[];
  /** The sum of a run whose recording ends before it does. */
  partial(tally: Pick<Tally, 'findings'>): Summary;
  /** An error that says no key. */
  clean(cause: unknown): unknown;
  close(summary: Summary | undefined): Promise<void>;
}

/** Puts a run together from what was asked for, or from the journal of an earlier one. `tell` shows the plan of a live run. */
export async function openRun(
  subject: Subject,
  options: RunOptions,
  interrupt: AbortController,
  tell: (text: string) => void,
): Promise<Run> {
  const { contract, config } = subject;
  const file = options.resume ?? options.replay;
  if (options.resume !== undefined && options.replay !== undefined)
    fail({ code: 'usage', message: '--resume and --replay do not go together' });
  // What a recording was asked to do is read first: it says the target, and that says the key.
  const header = file === undefined ? undefined : readJournalFile(file, subject, (text) => text).header;
  const target = header?.target ?? options.target;
  if (target === undefined)
    return fail({
      code: 'usage',
      message: 'no target is given',
      hint: 'Give --target <url>, or --target mock.',
    });
  const isLive = header?.run.live ?? (options.live === true || isElsewhere(target));
  const settings = header?.run ?? settingsOf(options, isLive);
  if (settings.shard !== undefined) parseShard(settings.shard);
  const recordedOnly = options.replay !== undefined;
  const suite = openSuite(subject, { ...options, target, seed: settings.seed, recordedOnly, live: isLive });
  const { redact } = suite;
  // Planning takes seconds, which nobody should wait for in vain.
  if (file === undefined && target !== 'mock') await reach(target);
  const past = file === undefined ? undefined : readJournalFile(file, subject, suite.reveal);

  const maxTokens = liveDefaults.maxTokens;
  const pace = options.pace ?? liveDefaults.pace;
  const said: string[] = [];
  const paced = isLive
    ? pacedTransport(suite.parts.transport, {
        gap: pace * 1000,
        tokensPerMinute: options.tokensPerMinute ?? liveDefaults.tokensPerMinute,
        tokensOf: ({ body }) => tokensOf(body, maxTokens),
        ...(options.minute === undefined ? {} : { minute: options.minute }),
        ...(options.clock === undefined ? {} : { clock: options.clock }),
        onRefused: (answer, wait) =>
          tell(`${answer.response.status}: sent again in ${Math.ceil(wait / 1000)} s`),
      })
    : suite.parts.transport;
  const journal = openJournal(subject, options, settings, target, past, redact);
  if (journal.name !== undefined) tell(`journal: ${journal.name}`);
  const sending =
    journal.file === undefined
      ? paced
      : journaledTransport(paced, (line) => journal.file?.write(line), {
          before: past?.recorded.length ?? 0,
          redaction: suite,
          signal: interrupt.signal,
        });
  let isForgotten = false;
  const transport = withPast(past, options, sending, {
    identify: suite.identify,
    onStopped: () => interrupt.abort(),
    onForgotten: () => {
      isForgotten = true;
    },
  });
  if (past?.isCut === true) tell(`${file}: the last line was cut off; that request is sent again`);

  const budget = {
    maxPaid: settings.yes === true ? (settings.maxPaid ?? liveDefaults.maxPaid) : 0,
    maxTokens,
  };
  const clean = (cause: unknown): unknown =>
    cause instanceof TransportError ? new TransportError(redact.text(cause.message), cause.code) : cause;
  const retired = new Set<string>();
  const seen = new Set<string>();
  const meter = createMeter(subject, budget);
  let notExercised: readonly string[] = [];
  let tookWrong = false;
  try {
    const served = isLive ? await servedValues(subject, suite, transport) : undefined;
    const selection = { notServed: [] as readonly string[] };
    const chosen = choosePlans(subject, settings, (plans) => {
      if (!isLive) return plans;
      const picked = livePlans(subject, plans, served, budget);
      selection.notServed = picked.notServed;
      notExercised = picked.notExercised;
      return picked.plans;
    });
    if (isLive) {
      const most = settings.maxRequests ?? liveDefaults.maxRequests;
      const estimate = await rehearse(subject, chosen.plans, settings.seed, most, budget);
      tell(
        describePlan(estimate, {
          target,
          pace,
          budget,
          notServed: selection.notServed,
          yes: settings.yes === true,
          asked: served === undefined ? 0 : 1,
        }),
      );
    }
    if (selection.notServed.length > 0)
      said.push(`not served by ${target}, so not asked for: ${selection.notServed.join(', ')}`);
    const removals = createRemovals(contract);
    const ownership = createOwnership(contract);
    const track: SuiteOptions['track'] = (exchange) => {
      ownership.see(exchange);
      return removals(exchange);
    };
    return {
      parts: {
        ...suite.parts,
        transport,
        oracles: isLive
          ? withRetired(suite.parts.oracles, config?.live?.retired, (value) => retired.add(value))
          : suite.parts.oracles,
        ...(isLive ? { track, forbids: ownership.forbids } : {}),
        forgets() {
          const was = isForgotten;
          isForgotten = false;
          return was;
        },
      },
      plans: chosen.plans,
      casesOfAll: chosen.of,
      settings,
      target: target === 'mock' ? 'mock (in-process)' : redact.text(transport.baseUrl),
      redact,
      see(event) {
        if (event.event !== 'exchange') return;
        meter.add(event.exchange);
        const { discriminatorValue, credentials } = event.exchange.testCase;
        if (discriminatorValue !== undefined && credentials === 'valid') seen.add(discriminatorValue);
        // What was planned stays within the budget; a server that takes wrong calls may bill for those.
        const { intent, rule } = event.exchange.testCase;
        const isWrong = intent !== 'valid' || rule !== undefined || credentials !== 'valid';
        if (isLive && isWrong && meter.isPaid(event.exchange)) tookWrong = true;
        if (tookWrong && meter.counted.paid >= budget.maxPaid)
          interrupt.abort(`the ${budget.maxPaid} paid calls are spent: wrong calls were taken too`);
      },
      remarks: () => [
        ...said,
        ...[...retired].map((value) => `${value} is listed or documented, but not served any more (retired)`),
        ...notExercised.map((id) => `${id}: NOT EXERCISED, none of its documented values is served`),
        ...(isLive
          ? [
              `sent ${meter.counted.requests} requests, ${meter.counted.paid} paid, about ${meter.counted.tokens} tokens`,
            ]
          : []),
      ],
      notExercised: () =>
        retired.size > 0 && [...seen].every((value) => retired.has(value))
          ? [
              ...new Set([
                ...notExercised,
                ...chosen.plans
                  .filter(({ discriminatorValue }) => discriminatorValue !== undefined)
                  .map(({ operationId }) => operationId),
              ]),
            ]
          : notExercised,
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
        if (journal.file === undefined) return;
        if (summary !== undefined && summary.aborted !== 'interrupted')
          journal.file.write({ event: 'finished' });
        journal.file.close();
      },
    };
  } catch (cause) {
    await transport.close();
    journal.file?.close();
    throw clean(cause);
  }
}
