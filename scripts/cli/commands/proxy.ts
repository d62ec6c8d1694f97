import { bytes, collect, port, positiveSeconds } from '../option-values.ts';
import { allowHost, allowPath, header, overlay, strength, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline proxy`. */
export const proxyCommand: DefineCommand = ({ verb, finish }) => {
  verb('proxy', 'forward traffic to a server unchanged and judge it')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--target <url>', 'the only server that it forwards to')
    .option('--port <number>', 'port to listen on, on this machine only; 0 takes a free one', port, 4011)
    .option(
      '--timeout <seconds>',
      'longest time for one request and its whole response (no limit)',
      positiveSeconds,
    )
    .option(
      '--max-body <bytes>',
      'longest body that is judged; longer ones are still forwarded (16MB)',
      bytes,
    )
    .option(
      '--journal <file>',
      'append every exchange to this file, keys taken out; drift --observed reads it',
    )
    .option(
      '--report <kind=path>',
      'html, junit, markdown, github, har, ndjson when it stops (repeatable)',
      collect,
    )
    .addOption(header())
    .option('--redact <name>', 'a header, parameter or member that holds a secret (repeatable)', collect)
    .option('--quiet', 'print findings and the summary only')
    .action(async (spec, options) =>
      finish(await (await import('../verbs/proxy.ts')).proxy({ spec, ...options })),
    );
};
