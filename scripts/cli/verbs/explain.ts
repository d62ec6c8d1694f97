import type { Strength } from '../../run/config.ts';
import { explain as explainContract } from '../../run/explanation.ts';
import { loadSubject } from '../../run/subject.ts';
import { explanationLines } from '../explanation-lines.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

/** The options of `plumbline explain`. */
export interface ExplainOptions extends LoadingFlags {
  readonly strength?: Strength;
  readonly json?: boolean;
}

/** Prints what is inferred from a document, and why. */
export async function explain(options: ExplainOptions): Promise<ExitCode> {
  const { contract } = await loadSubject(options.spec, options.overlay, options.strength, {
    ...loadingHints(options),
    bare: false,
  });
  const explanation = explainContract(contract);
  if (options.json === true) print(JSON.stringify(explanation, undefined, 2));
  else print(explanationLines(explanation, paletteFor(process.stdout)).join('\n'));
  return ExitCode.clean;
}
