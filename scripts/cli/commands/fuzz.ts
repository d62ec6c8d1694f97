import { integer, natural } from '../option-values.ts';
import { allowHost, allowPath, overlay, strength, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline fuzz`. */
export const fuzzCommand: DefineCommand = ({ verb, finish }) => {
  verb('fuzz', 'prove that validators, the emitted ones or yours, decide as two judges do')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--runs <number>', 'values for each schema', natural, 200)
    .option('--seed <number>', 'equal seeds generate equal values', integer, 1)
    .option(
      '--validator <module>',
      'judge validators of your own: a module that exports them by the names of schemas, or `validate(schema, value)`',
    )
    .option('--only <pointer>', 'one schema, by its pointer in the document')
    .option('--path <path>', 'replay a disagreement, with its seed')
    .action(async (spec, options) =>
      finish(await (await import('../verbs/fuzz.ts')).fuzz({ spec, ...options })),
    );
};
