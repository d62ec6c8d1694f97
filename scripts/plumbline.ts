#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { checkSchemaCommand } from './cli/commands/check-schema.ts';
import { cleanupCommand } from './cli/commands/cleanup.ts';
import { conformCommand } from './cli/commands/conform.ts';
import { groups } from './cli/commands/define-command.ts';
import { driftCommand } from './cli/commands/drift.ts';
import { explainCommand } from './cli/commands/explain.ts';
import { fuzzCommand } from './cli/commands/fuzz.ts';
import { generateCommand } from './cli/commands/generate.ts';
import { initCommand } from './cli/commands/init.ts';
import { lintCommand } from './cli/commands/lint.ts';
import { mockCommand } from './cli/commands/mock.ts';
import { proxyCommand } from './cli/commands/proxy.ts';
import { reportCommand } from './cli/commands/report.ts';
import { updateCommand } from './cli/commands/update.ts';
import { reportError } from './cli/report-error.ts';
import { ExitCode, screenText } from './cli/terminal.ts';
import { version } from './run/package-info.ts';

/** The verbs in the order of the help. */
const commands = [
  initCommand,
  explainCommand,
  generateCommand,
  driftCommand,
  updateCommand,
  mockCommand,
  conformCommand,
  proxyCommand,
  cleanupCommand,
  reportCommand,
  fuzzCommand,
  lintCommand,
  checkSchemaCommand,
];

/** The command with its verbs and flags. `finish` gets the exit code of the verb that ran. */
export function build(finish: (code: ExitCode) => void, mockHelp = ''): Command {
  const program = new Command('plumbline')
    .description('Holds an HTTP API to its OpenAPI document.')
    .version(version)
    .showHelpAfterError('(plumbline --help shows the usage)')
    .configureOutput({
      writeOut: (text) => process.stdout.write(screenText(text)),
      writeErr: (text) => process.stderr.write(screenText(text)),
    })
    .exitOverride();
  for (const define of commands)
    define({
      verb: (name, description) => program.command(name).description(description).helpGroup(groups[name]),
      finish,
      mockHelp,
    });
  return program;
}

/**
 * Runs the command; returns the exit code: 0 clean, 1 findings, 2 usage or document, 3 could not run, 130
 * interrupted.
 */
async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = ExitCode.clean;
  // Before a verb is imported: traces of the bundled command then name the files of the sources.
  if (process.env['PLUMBLINE_DEBUG'] === '1') process.setSourceMapsEnabled(true);
  try {
    // Controls and faults depend on the configuration, which is read for `mock --help` only.
    const isMockHelp = argv[0] === 'mock' && argv.some((each) => each === '--help' || each === '-h');
    const mockHelp = isMockHelp ? await (await import('./cli/verbs/mock.ts')).mockHelp() : '';
    await build((result) => {
      code = result;
    }, mockHelp).parseAsync([...argv], { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? ExitCode.clean : ExitCode.usage;
    return reportError(cause);
  }
  return code;
}

// A reader that closes the pipe (`| head`) is not an error: the run goes on, for its reports and its exit code.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  });

// Tests and the pages of docs read the flags without running anything.
const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2));
