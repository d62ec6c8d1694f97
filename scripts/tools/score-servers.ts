import { existsSync } from 'node:fs';
import { reportError } from '../cli/report-error.ts';
import { ExitCode, say } from '../cli/terminal.ts';
import { externalServer, readFaults } from './external-server.ts';
import { scoreFaults } from './score-faults.ts';

/**
 * `tsx scripts/tools/score-servers.ts <document> <server.mjs> <faults.md> [--base /api] [--key-env NAME] [--seeds 1,2,3] [id...]`:
 * the correct server, quiet or not, and each fault of it, found or not.
 */
async function score(args: readonly string[]): Promise<ExitCode> {
  const option = (name: string, otherwise: string): string => {
    const index = args.indexOf(name);
    return index < 0 ? otherwise : (args[index + 1] ?? otherwise);
  };
  const plain = args.filter(
    (arg, index) => !arg.startsWith('--') && args[index - 1]?.startsWith('--') !== true,
  );
  const [document = '', script = '', table = '', ...ids] = plain;
  if (![document, script, table].every((file) => existsSync(file))) {
    say('the document, the server or the table of faults is not there: nothing to measure');
    return ExitCode.couldNotRun;
  }
  const keyEnv = option('--key-env', 'API_KEY');
  process.env[keyEnv] ??= 'shop-key-1';
  const base = option('--base', '');
  const { missed, falseFindings } = await scoreFaults(
    await externalServer(document, script, base, keyEnv),
    readFaults(table).filter(({ id }) => ids.length === 0 || ids.includes(id)),
    ids.length > 0 ? [] : option('--seeds', '1').split(',').map(Number),
  );
  return missed.length + falseFindings > 0 ? ExitCode.findings : ExitCode.clean;
}

try {
  process.exitCode = await score(process.argv.slice(2));
} catch (cause) {
  process.exitCode = reportError(cause);
}
