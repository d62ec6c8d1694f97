import { allowHost, allowPath, overlay, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline init`. */
export const initCommand: DefineCommand = ({ verb, finish }) => {
  verb('init', 'write a configuration, a CI workflow and an ignore file for a document')
    .argument('[spec]', 'OpenAPI document or URL; looked for in this folder when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .option('-o, --output <dir>', 'folder of the generated package (sdk)')
    .option('--target <url>', 'the server that CI judges; the built-in mock when absent')
    .action(async (spec, options) =>
      finish(await (await import('../verbs/init.ts')).init({ spec, ...options })),
    );
};
