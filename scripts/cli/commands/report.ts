import { collect } from '../option-values.ts';
import { allowHost, allowPath, overlay, strength, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline report`. */
export const reportCommand: DefineCommand = ({ verb, finish }) => {
  const report = verb('report', 'make reports of finished runs');
  report
    .command('evidence')
    .description('what a run found out beyond its document, as a bundle to send, without data of its user')
    .argument('<journal>', 'the journal of the run')
    .option('-o, --output <dir>', 'folder of the bundle', 'evidence')
    .option('--spec <file>', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .action(async (journal, options) =>
      finish(await (await import('../verbs/evidence.ts')).evidence({ journal, ...options })),
    );
  report
    .command('merge')
    .description('join the journals of the parts of a run; a finding of several parts is reported once')
    .argument('<journal...>', 'journals of --shard runs')
    .option('--spec <file>', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--report <kind=path>', 'html, junit, markdown, github, har, ndjson (repeatable)', collect)
    .option('--redact <name>', 'a header, parameter or member that holds a secret (repeatable)', collect)
    .option('--quiet', 'print findings and the summary only')
    .action(async (journals, options) =>
      finish(await (await import('../verbs/report.ts')).mergeReports({ journals, ...options })),
    );
};
