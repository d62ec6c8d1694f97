import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Summary } from '../../conformance/model.ts';
import { consoleHeader, consoleReport } from '../../conformance/report/console.ts';
import { ndjsonReporter } from '../../conformance/report/ndjson.ts';
import { createTally } from '../../conformance/report/tally.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { fail } from '../../generator/diagnostics.ts';
import type { Strength } from '../config.ts';
import { createProgress } from '../progress.ts';
import { openReports } from '../report-files.ts';
import { loadSubject, type Subject } from '../subject.ts';
import { openSuite, type TargetOptions } from '../suite.ts';
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
}

const mockNote =
  "Agreement with the mock proves nothing about the vendor's servers: both come from the same document.";

/** Runs the suite against a server, or against the built-in mock in-process. */
export async function conform(options: ConformOptions): Promise<ExitCode> {
  const subject = await loadSubject(options.spec, options.overlay, options.strength);
  const summary = await conformSubject(subject, options, options.target === 'mock');
  if (summary.aborted === 'interrupted') return ExitCode.interrupted;
  return summary.failures > 0 ? ExitCode.findings : ExitCode.clean;
}

/** The same, for a subject that is loaded already. `againstMock` says that the answers come from the document too. */
export async function conformSubject(
  subject: Subject,
  options: ConformOptions,
  againstMock: boolean,
): Promise<Summary> {
  const { contract, config } = subject;
  const { parts, redact } = openSuite(subject, options);
  const { baseUrl } = parts.transport;
  checkIncluded(contract, options);
  const { seed, include } = options;
  const all = planCases(contract, {
    seed,
    rules: config?.rules ?? [],
    ...(include === undefined ? {} : { include }),
  });
  const plans = choosePlans(all, options);
  const reports = await openReports(options.report ?? [], {
    ndjson: ndjsonReporter(contract, baseUrl, redact),
  });
  const { tally, add } = createTally(contract);
  const notes = [...(againstMock ? [mockNote] : []), ...(config?.notes ?? [])];
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
  return tally.summary;
}

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
