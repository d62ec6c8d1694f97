import type { Command } from 'commander';
import type { ExitCode } from '../terminal.ts';

/** The verbs, each with its heading in the help. */
export const groups = {
  init: 'Begin:',
  explain: 'Begin:',
  lint: 'The document:',
  drift: 'The document:',
  'check-schema': 'The document:',
  update: 'The document:',
  generate: 'The package:',
  fuzz: 'The package:',
  mock: 'Servers:',
  conform: 'Servers:',
  proxy: 'Servers:',
  report: 'Servers:',
  cleanup: 'Servers:',
} as const;

/**
 * Declares one verb: its arguments and flags. What the verb does is imported when it runs, so that the command
 * starts fast.
 */
export type DefineCommand = (context: CommandContext) => void;

/** What a declaration needs. */
export interface CommandContext {
  verb(name: keyof typeof groups, description: string): Command;
  /** Gets the exit code of the verb that ran. */
  readonly finish: (code: ExitCode) => void;
  /** Controls and faults of the configured mock, for its help. */
  readonly mockHelp: string;
}
