import { parseArgs } from 'node:util';
import { fail } from '../../generator/contract/diagnostics.ts';
import { reportError } from '../cli/report-error.ts';
import type { ExitCode } from '../cli/terminal.ts';
import { drift } from '../cli/verbs/drift.ts';
import { loadConfig } from '../run/config.ts';

/**
 * `npm run spec:check -- <file or url> [--allow-host <host>]`: has the vendor's document moved away from the recorded
 * one? Exit 0 when not, 1 when it breaks something or that is undecided, 2 on bad input, 3 when the host is unreachable.
 */
async function specCheck(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'allow-host': { type: 'string', multiple: true }, format: { type: 'string' } },
  });
  const [newest] = positionals;
  if (newest === undefined || positionals.length > 1) {
    return fail({
      code: 'usage',
      message: 'usage: npm run spec:check -- <file or url> [--allow-host <host>]',
    });
  }
  const config = await loadConfig(process.cwd());
  if (config === undefined)
    return fail({ code: 'no-config', message: 'no plumbline.config.ts in this folder' });
  return drift({
    base: config.document,
    head: newest,
    format: values.format === 'json' ? 'json' : 'text',
    failOn: 'breaking',
    allowHost: values['allow-host'] ?? [],
  });
}

try {
  process.exitCode = await specCheck(process.argv.slice(2));
} catch (cause) {
  process.exitCode = reportError(cause);
}
