import { Option } from 'commander';
import { tuneForComparison } from '../engine.ts';
import { allowHost, allowPath, overlay, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline drift`. */
export const driftCommand: DefineCommand = ({ verb, finish }) => {
  verb('drift', 'show what changed between two versions of a document')
    .argument('[base]', 'the older document; with --observed, the document itself')
    .argument('[head]', 'the newer document; the configured one when absent')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'json', 'markdown', 'github', 'junit', 'changelog', 'html'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .option(
      '--ignore <file>',
      'what the team agreed on: accepted changes, severities, sunset; .plumbline-ignore.yaml if it exists',
    )
    .option('--observed <journal>', 'compare with recorded traffic (NDJSON) instead of another document')
    .option(
      '--suggest-overlay <file>',
      'with --observed: write the overlay that would make the document match the traffic',
    )
    .addOption(
      new Option('--fail-on <what>', 'exit 1 on').choices(['breaking', 'any', 'none']).default('breaking'),
    )
    .option(
      '--sdk-impact',
      'report changes that stop code against the generated SDK from compiling; on by default where an output is configured',
    )
    .action(async (base, head, options) => {
      tuneForComparison();
      finish(await (await import('../verbs/drift.ts')).drift({ base, head, ...options }));
    });
};
