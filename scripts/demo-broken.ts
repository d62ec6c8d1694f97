import { listen } from '../conformance/mock/listen.ts';
import { createMock } from '../conformance/mock/mock.ts';
import { reportError } from './report-error.ts';
import { loadSubject } from './subject.ts';
import { type ExitCode, print } from './terminal.ts';
import { conform } from './verbs/conform.ts';
import { withFaults } from './verbs/mock.ts';

/** `npm run demo:broken [-- <fault id>]`: a server broken in one way, the finding, its curl line. */
async function demo(wanted: string | undefined): Promise<ExitCode> {
  const { contract, config } = await loadSubject(undefined);
  const mutants = config?.mutants ?? [];
  const mutant = mutants.find(({ id }) => id === (wanted ?? 'NEG_TEMP_K2')) ?? mutants[0];
  const id = wanted ?? mutant?.id ?? '';
  const { url, close } = await listen(withFaults(createMock(contract).fetch, contract, config, [id]));
  print(`A server broken on purpose: ${id}, ${mutant?.title ?? ''}\n`);
  try {
    return await conform({
      target: url,
      seed: 1,
      ...(mutant?.operations === undefined ? {} : { include: mutant.operations }),
    });
  } finally {
    await close();
  }
}

try {
  process.exitCode = await demo(process.argv[2]);
} catch (cause) {
  process.exitCode = reportError(cause);
}
