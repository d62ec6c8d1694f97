import { collect } from '../option-values.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline check-schema`. */
export const checkSchemaCommand: DefineCommand = ({ verb, finish }) => {
  verb('check-schema', 'check a JSON Schema against a flavour that the configuration names')
    .argument('<file>', 'a JSON file, or - for standard input')
    .requiredOption('--dialect <name>', 'the flavour')
    .option('--level <level>', 'how strictly; the dialect has a default')
    .option('--limit <key=value>', 'a limit of the dialect (repeatable)', collect)
    .action(async (file, options) =>
      finish(await (await import('../verbs/check-schema.ts')).checkSchema({ file, ...options })),
    );
};
