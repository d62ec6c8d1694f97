import { allowHost, allowPath, overlay, strength, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline explain`. */
export const explainCommand: DefineCommand = ({ verb, finish }) => {
  verb('explain', 'show what is inferred from a document, and why: names, resources, ids, paging, streams')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--json', 'print it as JSON')
    .action(async (spec, options) =>
      finish(await (await import('../verbs/explain.ts')).explain({ spec, ...options })),
    );
};
