import { checkedBefore, upToDate } from '../../run/checked-output.ts';
import { loadConfig } from '../../run/config.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';
import type { GenerateOptions } from './generate.ts';

/**
 * `generate --check`: nothing is printed again where nothing has changed since the last clean check. Only the configured
 * document is noted, and only where no flag leads elsewhere.
 */
export async function checkGenerated(options: GenerateOptions): Promise<ExitCode> {
  const isPlain = options.spec === undefined && options.watch !== true && options.allowHost === undefined;
  const config = isPlain ? await loadConfig(process.cwd()) : undefined;
  const folders = config === undefined ? undefined : checkedBefore(config, options);
  if (folders === undefined) {
    // Loaded when it is called for: the compilers behind it take longer to load than the comparison takes.
    const { generate } = await import('./generate.ts');
    return generate(options, config);
  }
  const { green } = paletteFor(process.stdout);
  for (const { shown, count } of folders) print(green(upToDate(shown, count)));
  return ExitCode.clean;
}
