import { Option } from 'commander';
import { allowHost, allowPath, overlay, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline lint`. */
export const lintCommand: DefineCommand = ({ verb, finish }) => {
  verb('lint', 'report what is wrong with the document itself')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .option('--overlaid', 'check the document with its overlays instead of the bare one')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 on').choices(['error', 'warning', 'none']).default('error'),
    )
    .option('--fix-overlay <file>', 'write an overlay that fixes what can be fixed')
    .option('--json', 'print findings as JSON')
    .action(async (spec, options) =>
      finish(await (await import('../verbs/lint.ts')).lint({ spec, ...options })),
    );
};
