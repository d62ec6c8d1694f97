import { consoleHeader, consoleReport } from '../../../conformance/report/console.ts';
import { createTally } from '../../../conformance/report/tally.ts';
import { fail } from '../../../generator/contract/diagnostics.ts';
import type { Strength } from '../../run/config.ts';
import { mergeJournals } from '../../run/merge-journals.ts';
import { openReports } from '../../run/report-files.ts';
import { reportKinds } from '../../run/report-kinds.ts';
import { loadSubject } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

export interface ReportOptions extends LoadingFlags {
  readonly journals: readonly string[];
  readonly strength?: Strength;
  readonly report?: readonly string[];
  readonly quiet?: boolean;
  /** Names that hold a secret, beside the usual ones. */
  readonly redact?: readonly string[];
}

/** Joins the journals of the parts of a run: each is judged again, and a finding of several is reported once. */
export async function mergeReports(options: ReportOptions): Promise<ExitCode> {
  const { journals, spec, overlay, strength, quiet } = options;
  if (journals.length === 0) fail({ code: 'usage', message: 'no journal is given' });
  const subject = await loadSubject(spec, overlay, strength, loadingHints(options));
  const merged = await mergeJournals(subject, journals, options.redact);
  const { contract, config } = subject;
  const notes = config?.notes ?? [];
  const { redact, baseUrl } = merged;
  const reports = await openReports(
    options.report ?? [],
    reportKinds({ subject, server: { baseUrl }, notes }),
  );
  const { tally, add } = createTally(contract);
  for (const raw of merged.events) {
    const event = redact.event(raw);
    add(event);
    await reports.write(event);
  }
  await reports.close();
  const consoleOptions = { palette: paletteFor(process.stdout), notes, findingsOnly: quiet === true };
  if (quiet !== true)
    print(consoleHeader(contract, `${journals.length} journals of ${baseUrl}`, merged.seed, consoleOptions));
  print(consoleReport(contract, tally, { baseUrl }, consoleOptions));
  return tally.findings.some(({ severity }) => severity === 'error') ? ExitCode.findings : ExitCode.clean;
}
