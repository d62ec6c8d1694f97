import { collect, integer, port } from '../option-values.ts';
import { allowHost, allowPath, overlay, strength, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline mock`. */
export const mockCommand: DefineCommand = ({ verb, finish, mockHelp }) => {
  verb('mock', 'serve the document: every operation, checked requests, schema-valid answers')
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
    .option('--seed <number>', 'equal seeds give equal answers', integer, 1)
    .option('--key-env <name>', 'take only the key in this environment variable (any key, when absent)')
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
    .option(
      '--seed-data <file>',
      'items that are there from the start, by collection: {"/pets": [{"id": 1}]}',
    )
    .option('--no-validate', 'answer requests whatever they say')
    .option('--transcript <file>', 'write every exchange to this file as it ends: NDJSON, keys taken out')
    .option(
      '--set <control.member=value>',
      'a control below, from the start: limits.tier=0 (repeatable)',
      collect,
    )
    .option(
      '--lenient',
      'refuse only what schemas and rules forbid, and an unknown id only where 404 is documented; by default the behaviours refuse too, in the words of the API',
    )
    .option(
      '--steady-clock',
      'time begins in 2026 and goes by each time somebody looks: equal requests get equal answers, times included',
    )
    .addHelpText('after', mockHelp)
    .action(async (spec, options) =>
      finish(await (await import('../verbs/mock.ts')).mock({ spec, ...options })),
    );
};
