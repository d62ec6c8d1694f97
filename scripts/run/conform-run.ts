import type { SuiteOptions } from '../../conformance/engine/suite-options.ts';
import { withGateway } from '../../conformance/live/gateway.ts';
import type { RunSettings } from '../../conformance/live/journal.ts';
import { createOwnership } from '../../conformance/live/ownership.ts';
import { createPurse, type LiveBudget, tokensOf } from '../../conformance/live/purse.ts';
import { withRetired } from '../../conformance/live/retired.ts';
import { liveDefaults } from '../../conformance/live/settings.ts';
import { parseShard } from '../../conformance/live/shard.ts';
import { servedButUndocumented } from '../../conformance/live/undocumented.ts';
import type { CasePlan, SuiteEvent, Summary } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import type { Tally } from '../../conformance/report/tally.ts';
import { httpTransport } from '../../conformance/transport/http.ts';
import { journaledTransport } from '../../conformance/transport/journaled.ts';
import { pacedTransport } from '../../conformance/transport/paced.ts';
import { reach } from '../../conformance/transport/reach.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { TransportError } from '../../generator/network/transport-error.ts';
import { withServerPath } from './base-url.ts';
import { choosePlans, destructiveLeftOut } from './conform-plans.ts';
import { readJournalFile } from './journal-file.ts';
import { planLive } from './live-plan.ts';
import { amount, describePlan, fillBudget, owning } from './live-run.ts';
import { networkLimits } from './network-limits.ts';
import { type Preflight, preflight, readBalance } from './preflight.ts';
import { openJournal, type RunOptions, settingsOf, withPast } from './run-options.ts';
import type { Subject } from './subject.ts';
import { isElsewhere, openSuite } from './suite.ts';

/** A run that is ready: everything is checked, the plan is shown, nothing of the plans is sent yet. */
export interface Run {
  readonly parts: Omit<SuiteOptions, 'plans' | 'maxRequests' | 'signal'>;
  readonly plans: readonly CasePlan[];
  /** Absent where nothing was left out, or nobody counted it. */
  readonly casesOfAll?: number;
  readonly settings: RunSettings;
  /** Most requests of the suite, less what a preflight sent. */
  readonly maxRequests?: number;
  /** As shown to people. */
  readonly target: string;
  readonly redact: Redactor;
  /** Sees each event: counts what was paid for, and ends the run when that is enough. */
  see(event: SuiteEvent): void;
  /** What was found out before the run, where it is a live one. */
  readonly preflight: Preflight | undefined;
  /** Asks at the end what the server says was spent; a line each. */
  settle(): Promise<readonly string[]>;
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
  const given = header?.target ?? options.target;
  if (given === undefined)
    return fail({
      code: 'usage',
      message: 'no target is given',
      hint: 'Give --target <url>, or --target mock.',
    });
  // A server on this machine may be given without the path that the document says it stands behind.
  const isJoinable =
    header === undefined &&
    given !== 'mock' &&
    URL.canParse(given) &&
    !isElsewhere(given) &&
    options.live !== true;
  const target = isJoinable ? await withServerPath(contract, given, statusAt(subject, options)) : given;
  if (target !== given) tell(`the server stands at ${target}, as the document says`);
  const isLive =
    header?.run.live ?? (options.live === true || options.preflight === true || isElsewhere(target));
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

  const budget: LiveBudget = {
    maxPaid: settings.yes === true ? (settings.maxPaid ?? liveDefaults.maxPaid) : 0,
    maxTokens,
    ...(settings.maxCost === undefined ? {} : { maxCost: settings.maxCost }),
  };
  const clean = (cause: unknown): unknown =>
    cause instanceof TransportError ? new TransportError(redact.text(cause.message), cause.code) : cause;
  const retired = new Set<string>();
  const seen = new Set<string>();
  const unit = config?.live?.balance?.unit;
  const gateways = new Map<number, number>();
  let tookWrong = false;
  try {
    const known = isLive ? await preflight(subject, suite, transport, budget) : undefined;
    for (const line of known?.lines ?? []) tell(`preflight: ${line}`);
    for (const problem of known?.problems ?? []) tell(`preflight: PROBLEM ${problem}`);
    for (const value of known?.retired ?? []) retired.add(value);
    const purse = createPurse(contract, config?.live, budget, known?.sent);
    const isStopped = options.preflight === true;
    const live =
      known === undefined || isStopped ? undefined : planLive(subject, suite, settings, known, budget);
    const most = isLive
      ? Math.max(0, (settings.maxRequests ?? liveDefaults.maxRequests) - (known?.sent.requests ?? 0))
      : settings.maxRequests;
    const filled =
      live === undefined
        ? undefined
        : await fillBudget(subject, live, settings, most ?? 0, budget, known?.sent);
    const chosen = filled ?? (isStopped ? { plans: [], of: 0 } : choosePlans(subject, settings));
    const plans = [...(live?.features ?? []), ...chosen.plans];
    if (live !== undefined && filled !== undefined && !recordedOnly)
      tell(
        describePlan(filled.estimate, {
          target,
          pace,
          budget,
          notServed: live.notServed,
          yes: settings.yes === true,
          unit: config?.live?.price === undefined ? undefined : unit,
        }),
      );
    const ownership = createOwnership(contract);
    const undocumented = isLive ? servedButUndocumented(contract, config?.live) : undefined;
    return {
      parts: {
        ...suite.parts,
        transport,
        checks: isLive
          ? withGateway(
              withRetired(suite.parts.checks, config?.live?.retired, (value) => retired.add(value)),
              (status) => gateways.set(status, (gateways.get(status) ?? 0) + 1),
            )
          : suite.parts.checks,
        ...(undocumented === undefined
          ? {}
          : { runChecks: [...(suite.parts.runChecks ?? []), undocumented] }),
        ...(live === undefined
          ? {}
          : {
              leavesNothing: true,
              ...owning(suite.parts.state, ownership),
              forbids: (testCase) => ownership.forbids(testCase) ?? purse.forbids(testCase),
              excused: () => live.excused(retired),
            }),
        forgets() {
          const was = isForgotten;
          isForgotten = false;
          return was;
        },
      },
      plans,
      ...(chosen.of === undefined ? {} : { casesOfAll: chosen.of }),
      settings,
      ...(most === undefined ? {} : { maxRequests: most }),
      target: target === 'mock' ? 'mock (in-process)' : redact.text(transport.baseUrl),
      redact,
      preflight: known,
      see(event) {
        if (event.event !== 'exchange') return;
        purse.add(event.exchange);
        const { discriminatorValue, credentials } = event.exchange.testCase;
        if (discriminatorValue !== undefined && credentials === 'valid') seen.add(discriminatorValue);
        // What was planned stays within the budget; a server that takes wrong calls may bill for those.
        const { intent, rule } = event.exchange.testCase;
        const isWrong = intent !== 'valid' || rule !== undefined || credentials !== 'valid';
        if (isLive && isWrong && purse.isPaid(event.exchange)) tookWrong = true;
        if (tookWrong && purse.spent.paid >= budget.maxPaid)
          interrupt.abort(`the ${budget.maxPaid} paid calls are spent: wrong calls were taken too`);
      },
      async settle() {
        if (known?.balance === undefined || recordedOnly || isStopped) return [];
        try {
          const { amount: left } = await readBalance(subject, suite, transport);
          return left === undefined
            ? []
            : [
                `balance: ${amount(known.balance)} ${unit} before, ${amount(left)} after, ${amount(known.balance - left)} spent`,
              ];
        } catch (cause) {
          return [`the balance could not be read again: ${redact.text((cause as Error).message)}`];
        }
      },
      remarks: () => [
        ...destructiveLeftOut(contract, settings).map(
          (id) =>
            `${id} may end a session, a key, the server or its data: left out; --include ${id} or --yes asks for it`,
        ),
        ...(live?.remarks(redact) ?? []),
        ...[...gateways].map(
          ([status, times]) =>
            `${times} responses were a web page with ${status}: of a gateway before the API, so nothing is said of them`,
        ),
        ...[...retired].map((value) => `${value} is listed or documented, but not served any more (retired)`),
        ...(live?.notExercised() ?? []).map(
          (id) => `${id}: NOT EXERCISED, none of its documented values is served`,
        ),
        ...(isLive
          ? [
              `sent ${purse.spent.requests} requests, ${purse.spent.paid} paid, about ${purse.spent.tokens} tokens${config?.live?.price === undefined ? '' : `, about ${amount(purse.spent.cost)} ${unit}`}`,
            ]
          : []),
      ],
      notExercised: () =>
        retired.size > 0 && [...seen].every((value) => retired.has(value))
          ? [
              ...new Set([
                ...(live?.notExercised() ?? []),
                ...plans
                  .filter(({ discriminatorValue }) => discriminatorValue !== undefined)
                  .map(({ operationId }) => operationId),
              ]),
            ]
          : (live?.notExercised() ?? []),
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

/** The status that a GET of an address has, without a key; `undefined` where there is no response. */
const statusAt =
  ({ config }: Subject, options: RunOptions) =>
  async (url: string): Promise<number | undefined> => {
    const { origin, pathname } = new URL(url);
    const transport = httpTransport(origin, networkLimits(options, config?.network), false);
    try {
      const { response } = await transport.send({ method: 'GET', target: pathname, headers: [] });
      return response.status;
    } catch {
      return undefined;
    } finally {
      await transport.close();
    }
  };
