import {
  type Exercise,
  missingOf,
  parseRequirement,
  type Requirement,
} from '../../../conformance/coverage/exercise.ts';
import { applyBaseline } from '../../../conformance/engine/baseline.ts';
import { runSuite } from '../../../conformance/engine/run-suite.ts';
import type { Finding, Summary } from '../../../conformance/model.ts';
import { consoleHeader, consoleReport } from '../../../conformance/report/console.ts';
import { createTally } from '../../../conformance/report/tally.ts';
import { JournalEnd } from '../../../conformance/transport/replay.ts';
import { fail } from '../../../generator/contract/diagnostics.ts';
import { oneLine } from '../../../generator/json/safe-text.ts';
import { readBaseline } from '../../run/baseline-file.ts';
import type { Strength } from '../../run/config.ts';
import { withConformDefaults } from '../../run/conform-defaults.ts';
import { casesIn } from '../../run/conform-plans.ts';
import { openRun } from '../../run/conform-run.ts';
import { documentDefects } from '../../run/document-defects.ts';
import { remarksOf } from '../../run/explanation.ts';
import { openReports } from '../../run/report-files.ts';
import { reportKinds } from '../../run/report-kinds.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { runSdk } from '../../run/sdk/sdk-run.ts';
import { loginNotes, withShownKeys } from '../../run/shown-keys.ts';
import { loadSubject, type Subject } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { createProgress } from '../progress.ts';
import { ExitCode, paletteFor, print, say } from '../terminal.ts';

export interface ConformOptions extends RunOptions, LoadingFlags {
  readonly strength?: Strength;
  /** `kind=path`, repeatable. */
  readonly report?: readonly string[];
  readonly quiet?: boolean;
  /** A file of known findings, which do not fail the run. */
  readonly baseline?: string;
  /** A generated package to judge: its folder, its name where it is installed, or the module of its functions. */
  readonly sdk?: string;
  /** How much must be exercised: a count of operations, a percentage or operation ids; default `1`. */
  readonly requireExercised?: string;
}

const mockNote =
  "Agreement with the mock proves nothing about the vendor's servers: both come from the same document.";

/** Runs the suite against a server, against the built-in mock in-process, or against recorded responses. */
export async function conform(flags: ConformOptions): Promise<ExitCode> {
  const subject = await loadSubject(flags.spec, flags.overlay, flags.strength, loadingHints(flags));
  const options = withConformDefaults(flags, subject.config?.conform);
  if (options.preflight === true) return preflightOnly(subject, options);
  const known = options.baseline === undefined ? [] : await readBaseline(options.baseline);
  const requirement = requirementOf(options);
  const sdk = options.sdk === undefined ? ExitCode.clean : await judgePackage(subject, options.sdk, options);
  const hasServer =
    options.target !== undefined || options.resume !== undefined || options.replay !== undefined;
  if (options.sdk !== undefined && !hasServer) return sdk;
  const code = await judgeServer(subject, options, known, requirement);
  return sdk === ExitCode.clean || code === ExitCode.interrupted ? code : sdk;
}

/** Judges a generated package, without a server. */
async function judgePackage(subject: Subject, path: string, options: ConformOptions): Promise<ExitCode> {
  const { red, green, bold } = paletteFor(process.stdout);
  const { findings, calls, operations } = await runSdk(subject, path, options);
  for (const { check, operationId, message, path: at } of findings)
    print(
      `${red(oneLine(`${operationId}: ${message}`))}\n   check     ${check}\n   case      ${oneLine(at)}\n`,
    );
  const of = subject.contract.operations.length;
  const sum = `${calls} calls of ${operations} of ${of} operations`;
  if (findings.length > 0) print(bold(red(`${path}: ${findings.length} findings  ${sum}`)));
  else if (calls === 0) print(`${path}: nothing was exercised  ${sum}`);
  else print(green(`${path}: no findings  ${sum}`));
  if (findings.length > 0) return ExitCode.findings;
  return calls === 0 ? ExitCode.couldNotRun : ExitCode.clean;
}

/** The exit code of a run: by unknown findings and what was exercised. */
async function judgeServer(
  subject: Subject,
  options: ConformOptions,
  known: Awaited<ReturnType<typeof readBaseline>>,
  requirement: Requirement | undefined,
): Promise<ExitCode> {
  const { dim } = paletteFor(process.stdout);
  if (options.quiet !== true) for (const remark of remarksOf(subject.contract)) print(dim(oneLine(remark)));
  const { summary, findings, notExercised, exercise } = await conformSubject(
    subject,
    options,
    options.target === 'mock',
  );
  const today = new Date().toISOString().slice(0, 10);
  const { news, passed, expired, known: held } = applyBaseline(known, findings, today, summary);
  if (held.length > 0) print(`${held.length} known, by ${options.baseline}`);
  for (const { fingerprint, expires } of expired) print(`the entry ${fingerprint} held until ${expires}`);
  for (const { fingerprint, reason } of passed)
    print(`the entry ${fingerprint} (${reason}) passes now: take it out of ${options.baseline}`);
  if (summary.aborted === 'interrupted') return ExitCode.interrupted;
  const failing = news.some(({ severity }) => severity === 'error') || passed.length > 0;
  if (failing) return ExitCode.findings;
  const missing = requirement === undefined ? undefined : missingOf(exercise, requirement);
  if (missing !== undefined) print(`${missing} (--require-exercised): this run proves nothing more`);
  return notExercised.length > 0 || missing !== undefined || summary.isCutShort === true
    ? ExitCode.couldNotRun
    : ExitCode.clean;
}

/** Runs the preflight of a live run, and ends. An obstacle to the run is exit code 3. */
async function preflightOnly(subject: Subject, options: ConformOptions): Promise<ExitCode> {
  const run = await openRun(subject, options, new AbortController(), () => undefined);
  await run.close(undefined);
  const { lines = [], problems = [], sent } = run.preflight ?? {};
  for (const line of lines) print(line);
  for (const problem of problems) print(`PROBLEM ${problem}`);
  print(`${sent?.requests ?? 0} requests, ${sent?.paid ?? 0} of them cost money`);
  return problems.length > 0 ? ExitCode.couldNotRun : ExitCode.clean;
}

/** How much must be exercised; nothing where one case is sent again, which may be a wrong one. */
function requirementOf({ requireExercised, path, replay }: ConformOptions): Requirement | undefined {
  if (requireExercised === undefined)
    return path === undefined && replay === undefined ? { kind: 'count', count: 1 } : undefined;
  return (
    parseRequirement(requireExercised) ??
    fail({
      code: 'usage',
      message: `--require-exercised ${JSON.stringify(requireExercised)} is neither a count, a percentage nor a list of operation ids`,
      hint: 'For example --require-exercised 80%',
    })
  );
}

/** A finished run: its summary and its findings. */
export interface Conformed {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  /** Operations that were not exercised, because the server serves no documented value. */
  readonly notExercised: readonly string[];
  readonly exercise: Exercise;
}

/** The same, for a subject that is loaded already. `againstMock`: the responses come from the document too. */
export async function conformSubject(
  loaded: Subject,
  options: ConformOptions,
  againstMock: boolean,
): Promise<Conformed> {
  const subject = withShownKeys(loaded, options.keyEnv);
  const { contract, config } = subject;
  const quiet = options.quiet === true;
  const interrupt = new AbortController();
  const run = await openRun(subject, options, interrupt, quiet ? () => undefined : say);
  const { parts, plans, redact, settings, target } = run;
  const notes = [
    ...(againstMock ? [mockNote] : []),
    ...(config?.notes ?? []),
    ...loginNotes(subject),
    ...documentDefects(contract).map((defect) => `the document: ${defect}`),
  ];
  const reports = await openReports(options.report ?? [], reportKinds({ subject, server: run.shown, notes }));
  const { tally, add } = createTally(contract);
  const consoleOptions = { palette: paletteFor(process.stdout), notes, findingsOnly: quiet };
  if (!quiet) print(consoleHeader(contract, target, settings.seed, consoleOptions));
  const progress = createProgress(plans, quiet);
  const onInterrupt = (): void => {
    say('interrupted: the request under way is waited for, what was made is taken away');
    interrupt.abort();
  };
  process.once('SIGINT', onInterrupt);
  // A CI job that is cancelled gets its report, too.
  process.once('SIGTERM', onInterrupt);
  const counts = run.maxRequests === undefined ? {} : { maxRequests: run.maxRequests };
  let ended: Summary | undefined;
  let settled: readonly string[] = [];
  try {
    for await (const event of runSuite({ ...parts, plans, signal: interrupt.signal, ...counts })) {
      run.see(event);
      // Whatever is shown or written from here on holds no secret.
      const clean = redact.event(event);
      add(clean);
      progress.show(clean);
      await reports.write(clean);
    }
  } catch (cause) {
    if (!(cause instanceof JournalEnd)) throw run.clean(cause);
    ended = run.partial(tally);
    const last = { event: 'suiteFinished', summary: ended } as const;
    add(last);
    await reports.write(last);
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
    progress.clear();
    settled = await run.settle();
    await run.close(tally.summary);
    await reports.close();
  }
  const summary = ended ?? tally.summary;
  if (summary === undefined) throw new Error('the suite ended without a sum');
  print(consoleReport(contract, tally, run.shown, consoleOptions));
  for (const line of [...run.remarks(), ...settled]) print(line);
  if (summary.aborted !== undefined || settings.maxRequests === undefined)
    for (const { operationId, cases, reason } of summary.undone ?? [])
      print(`left undone: ${cases} cases of ${operationId} (${reason})`);
  const all = run.casesOfAll ?? 0;
  const left = settings.path === undefined ? all - summary.cases : 0;
  if (left > 0 && casesIn(plans) < all)
    print(`left out by --max-requests: ${left} of ${all} cases, the later ones of each kind first`);
  return { summary, findings: tally.findings, notExercised: run.notExercised(), exercise: tally.exercise };
}
