import { planCases } from '../../conformance/cases/plan-cases.ts';
import { trimPlans } from '../../conformance/cases/trim-plans.ts';
import { applyBaseline } from '../../conformance/engine/baseline.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Finding, Summary } from '../../conformance/model.ts';
import { consoleHeader, consoleReport } from '../../conformance/report/console.ts';
import { ndjsonReporter } from '../../conformance/report/ndjson.ts';
import { createTally } from '../../conformance/report/tally.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { fail } from '../../generator/diagnostics.ts';
import { readBaseline } from '../baseline-file.ts';
import type { Strength } from '../config.ts';
import { createProgress } from '../progress.ts';
import { openReports } from '../report-files.ts';
import { judgeSdk, loadSdk, type SdkFinding } from '../sdk-judge.ts';
import { documentDefects } from '../static-stage.ts';
import { loadSubject, type Subject } from '../subject.ts';
import { mockOf, openSuite, type TargetOptions } from '../suite.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

export interface ConformOptions extends TargetOptions {
  readonly spec?: string;
  readonly overlay?: readonly string[];
  readonly strength?: Strength;
  readonly path?: string;
  readonly maxRequests?: number;
  readonly include?: readonly string[];
  /** `kind=path`, repeatable. */
  readonly report?: readonly string[];
  readonly quiet?: boolean;
  /** A file of findings that are known and fail nothing. */
  readonly baseline?: string;
  /** A generated package that is judged too. */
  readonly sdk?: string;
}

const mockNote =
  "Agreement with the mock proves nothing about the vendor's servers: both come from the same document.";

/** Runs the suite against a server, or against the built-in mock in-process. */
export async function conform(options: ConformOptions): Promise<ExitCode> {
  const subject = await loadSubject(options.spec, options.overlay, options.strength);
  const known = options.baseline === undefined ? [] : await readBaseline(options.baseline);
  const { summary, findings } = await conformSubject(subject, options, options.target === 'mock');
  const today = new Date().toISOString().slice(0, 10);
  const { news, passed, expired, known: held } = applyBaseline(known, findings, today, summary);
  if (held.length > 0) print(`${held.length} known, by ${options.baseline}`);
  for (const { fingerprint, expires } of expired) print(`the entry ${fingerprint} held until ${expires}`);
  for (const { fingerprint, reason } of passed)
    print(`the entry ${fingerprint} (${reason}) passes now: take it out of ${options.baseline}`);
  if (summary.aborted === 'interrupted') return ExitCode.interrupted;
  const client = options.sdk === undefined ? [] : await conformSdk(subject, options.sdk, options.seed);
  const failing = news.some(({ severity }) => severity === 'error') || passed.length > 0 || client.length > 0;
  return failing ? ExitCode.findings : ExitCode.clean;
}

/** Has a generated client make the calls of the suite, against the mock. */
async function conformSdk(subject: Subject, path: string, seed: number): Promise<readonly SdkFinding[]> {
  const { contract, config } = subject;
  const plans = planCases(contract, { seed, rules: config?.rules ?? [] });
  const verdict = await judgeSdk(contract, await loadSdk(path), plans, mockOf(subject, seed));
  for (const { check, operationId, message, path: at } of verdict.findings)
    print(`${operationId}: ${message}\n   check     ${check}\n   again     --seed ${seed} --path '${at}'\n`);
  const { calls, operations, findings } = verdict;
  print(`the client ${path}: ${calls} calls of ${operations} operations, ${findings.length} findings`);
  return findings;
}

/** A run at its end: its sum and what it found. */
export interface Conformed {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
}

/** The same, for a subject that is loaded already. `againstMock` says that the answers come from the document too. */
export async function conformSubject(
  subject: Subject,
  options: ConformOptions,
  againstMock: boolean,
): Promise<Conformed> {
  const { contract, config } = subject;
  const { parts, redact } = openSuite(subject, options);
  const { baseUrl } = parts.transport;
  checkIncluded(contract, options);
  const { seed, include } = options;
  const caseOptions = {
    seed,
    rules: config?.rules ?? [],
    ...(include === undefined ? {} : { include }),
  };
  const usual = planCases(contract, caseOptions);
  // A budget beyond what the likeliest cases take is spent on all of them.
  const deepens = (options.maxRequests ?? 0) > 1.5 * casesIn(usual);
  const all = deepens ? planCases(contract, { ...caseOptions, thorough: true, fuzzRuns: 20 }) : usual;
  const afforded = options.maxRequests === undefined ? all : trimPlans(all, options.maxRequests);
  const plans = choosePlans(options.path === undefined ? afforded : all, options);
  const reports = await openReports(options.report ?? [], {
    ndjson: ndjsonReporter(contract, baseUrl, redact),
  });
  const { tally, add } = createTally(contract);
  const notes = [
    ...(againstMock ? [mockNote] : []),
    ...(config?.notes ?? []),
    ...documentDefects(contract).map((defect) => `the document: ${defect}`),
  ];
  const consoleOptions = {
    palette: paletteFor(process.stdout),
    redact,
    notes,
    findingsOnly: options.quiet === true,
  };
  if (options.quiet !== true)
    print(
      consoleHeader(
        contract,
        options.target === 'mock' ? 'mock (in-process)' : baseUrl,
        options.seed,
        consoleOptions,
      ),
    );
  const progress = createProgress(plans, options.quiet === true);
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const limits = options.maxRequests === undefined ? {} : { maxRequests: options.maxRequests };
    for await (const event of runSuite({ ...parts, plans, signal: interrupt.signal, ...limits })) {
      add(event);
      progress.show(event);
      await reports.write(event);
    }
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    progress.clear();
    await parts.transport.close();
    await reports.close();
  }
  if (tally.summary === undefined) throw new Error('the suite ended without a sum');
  print(consoleReport(contract, tally, baseUrl, consoleOptions));
  const left = options.path === undefined ? casesIn(all) - tally.summary.cases : 0;
  if (left > 0)
    print(`left out by --max-requests: ${left} of ${casesIn(all)} cases, the later ones of each kind first`);
  return { summary: tally.summary, findings: tally.findings };
}

const casesIn = (plans: readonly CasePlan[]): number =>
  plans.reduce((sum, { cases, scenarios = [] }) => sum + cases.length + scenarios.length, 0);

function checkIncluded(contract: Contract, { include }: ConformOptions): void {
  const known = contract.operations.map(({ operationId }) => operationId);
  const unknown = include?.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  fail({
    code: 'unknown-operation',
    message: `there is no operation ${JSON.stringify(unknown)}`,
    hint: `Known: ${known.join(', ')}`,
  });
}

function choosePlans(plans: readonly CasePlan[], { path }: ConformOptions): readonly CasePlan[] {
  if (path === undefined) return plans;
  for (const plan of plans) {
    const testCase = plan.cases.find(({ id }) => id === path) ?? plan.replay?.(path);
    if (testCase !== undefined) return [{ ...plan, cases: [testCase] }];
  }
  return fail({
    code: 'unknown-path',
    message: `no case stands at the path ${JSON.stringify(path)}`,
    hint: 'Give the --seed and --path that a finding shows, against the same document.',
  });
}
