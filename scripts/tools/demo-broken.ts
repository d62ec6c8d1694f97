import { listen } from '../../conformance/mock/listen.ts';
import { reportError } from '../cli/report-error.ts';
import { ExitCode, print } from '../cli/terminal.ts';
import { conformSubject } from '../cli/verbs/conform.ts';
import { loadSubject } from '../run/subject.ts';
import { mockOf, withFaults } from '../run/suite.ts';

/** `npm run demo:broken [-- <fault id>]`: a server broken in one way, the finding, its curl line. */
async function demo(wanted: string | undefined): Promise<ExitCode> {
  const subject = await loadSubject(undefined);
  const { contract, config } = subject;
  const mutants = config?.mutants ?? [];
  const mutant = mutants.find(({ id }) => id === (wanted ?? 'NEG_TEMP_K2')) ?? mutants[0];
  const id = wanted ?? mutant?.id ?? '';
  const { url, close } = await listen(withFaults(mockOf(subject, 1), contract, config, [id]));
  print(`A server broken on purpose: ${id}, ${mutant?.title ?? ''}\n`);
  try {
    const include = mutant?.operations === undefined ? {} : { include: mutant.operations };
    const { summary } = await conformSubject(subject, { target: url, seed: 1, ...include }, false);
    return summary.failures > 0 ? ExitCode.findings : ExitCode.clean;
  } finally {
    await close();
  }
}

try {
  process.exitCode = await demo(process.argv[2]);
} catch (cause) {
  process.exitCode = reportError(cause);
}
