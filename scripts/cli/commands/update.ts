import { tuneForOneRun } from '../engine.ts';
import { allowHost, allowPath } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline update`. */
export const updateCommand: DefineCommand = ({ verb, finish }) => {
  verb(
    'update',
    'replace the configured document by a new version: show changes and unneeded overlay actions, generate',
  )
    .argument('<new>', 'the new version: a file, a URL, git:REV:path')
    .addOption(allowHost())
    .addOption(allowPath())
    .action(async (newest, options) => {
      tuneForOneRun();
      finish(await (await import('../verbs/update.ts')).update({ newest, ...options }));
    });
};
