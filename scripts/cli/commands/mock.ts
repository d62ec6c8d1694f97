import { collect, integer, port } from '../option-values.ts';
import { allowHost, allowPath, overlay, strength, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline mock`. */
export const mockCommand: DefineCommand = ({ verb, finish, mockHelp }) => {
  verb('mock', 'serve the document: every operation, checked requests, schema-valid responses')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--port <number>', 'port to listen on; 0 takes a free one', port, 4010)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--accept-host <name>',
      'a name, besides its address and localhost, that clients may call it by (repeatable)',
      collect,
    )
    .option('--seed <number>', 'equal seeds give equal responses', integer, 1)
    .option('--key-env <name>', 'accept only the key in this environment variable (any key, when absent)')
    .option(
      '--fault <id>',
      'break the server in this way: a fault listed below, or one of the configured mutants (repeatable)',
      collect,
    )
    .option(
      '--redact <name>',
      'with --transcript: a header, parameter or member that holds a secret (repeatable)',
      collect,
    )
    .option('--seed-data <file>', 'items that exist from the start, by collection: {"/pets": [{"id": 1}]}')
    .option('--no-validate', 'respond to invalid requests too')
    .option('--transcript <file>', 'write every exchange to this file as it ends: NDJSON, keys taken out')
    .option('--set <control.member=value>', 'set a control listed below: limits.tier=0 (repeatable)', collect)
    .option(
      '--lenient',
      'reject only what schemas and rules forbid, and an unknown id only where 404 is documented; by default the behaviours reject too, with the error messages of the API',
    )
    .option(
      '--steady-clock',
      'time starts in 2026 and advances with each reading: equal requests get equal responses, times included',
    )
    .addHelpText('after', mockHelp)
    .action(async (spec, options) =>
      finish(await (await import('../verbs/mock.ts')).mock({ spec, ...options })),
    );
};
