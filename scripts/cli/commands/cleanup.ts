import { seconds } from '../option-values.ts';
import {
  allowHost,
  allowPath,
  header,
  maxBody,
  overlay,
  strength,
  strict,
  timeout,
} from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline cleanup`. */
export const cleanupCommand: DefineCommand = ({ verb, finish }) => {
  verb('cleanup', 'delete what a killed run created, and nothing else')
    .argument('<journal>', 'the journal of that run')
    .option('--spec <file>', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--key-env <name>', 'environment variable that holds the key; the contract names one')
    .option('--pace <seconds>', 'from one request to the next (1)', seconds)
    .addOption(timeout())
    .addOption(maxBody())
    .addOption(header())
    .action(async (journal, options) =>
      finish(await (await import('../verbs/cleanup.ts')).cleanup({ journal, ...options })),
    );
};
