import { listen } from '../../conformance/mock/listen.ts';
import { tuneForRequests } from '../cli/engine.ts';
import { reportError } from '../cli/report-error.ts';
import { ExitCode, paletteFor, print } from '../cli/terminal.ts';
import { checkGenerated } from '../cli/verbs/check-generated.ts';
import { conformSubject } from '../cli/verbs/conform.ts';
import { loadSubject } from '../run/subject.ts';
import { mockOf } from '../run/suite.ts';

/**
 * `npm start`: the whole way once, with the configured document. SDK into place, mock up, conformance run against
 * it.
 */
async function start(): Promise<ExitCode> {
  tuneForRequests();
  const { bold } = paletteFor(process.stdout);
  const subject = await loadSubject(undefined);
  print(bold('1. generate'));
  // What is up to date, and is known to be, is not printed again.
  if ((await checkGenerated({ check: true })) !== ExitCode.clean) {
    const { generate } = await import('../cli/verbs/generate.ts');
    const generated = await generate({});
    if (generated !== ExitCode.clean) return generated;
  }
  print(bold('\n2. mock'));
  const { url, close } = await listen(mockOf(subject, 1));
  print(`listening at ${url}`);
  print(bold('\n3. conform'));
  try {
    const { summary } = await conformSubject(subject, { target: url, seed: 1 }, true);
    return summary.failures > 0 ? ExitCode.findings : ExitCode.clean;
  } finally {
    await close();
  }
}

try {
  process.exitCode = await start();
} catch (cause) {
  process.exitCode = reportError(cause);
}
