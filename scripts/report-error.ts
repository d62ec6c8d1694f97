import { TransportError } from '../conformance/transport/transport-error.ts';
import { DiagnosticError, formatDiagnostic } from '../generator/diagnostics.ts';
import { ExitCode, paletteFor, say } from './terminal.ts';

/** Most diagnostics shown at once: a screen. */
const shown = 12;

/** Prints what stopped the command, without a stack trace for what is not our bug, and says the exit code. */
export function reportError(cause: unknown): ExitCode {
  const { red, dim } = paletteFor(process.stderr);
  if (cause instanceof DiagnosticError) {
    for (const diagnostic of cause.diagnostics.slice(0, shown)) say(red(formatDiagnostic(diagnostic)));
    const more = cause.diagnostics.length - shown;
    if (more > 0) say(dim(`... and ${more} more`));
    return cause.exitCode;
  }
  if (cause instanceof TransportError) {
    say(red(`could not run: ${cause.message}`));
    return ExitCode.couldNotRun;
  }
  const { message, syscall } = cause as NodeJS.ErrnoException;
  // What the system refuses is no bug: a port that is taken, a folder that is not there, a full disk.
  if (syscall !== undefined) {
    say(red(`could not run: ${message}`));
    return ExitCode.couldNotRun;
  }
  say(red(`could not run: ${message}`));
  say(dim('This is a bug of plumbline. Set PLUMBLINE_DEBUG=1 to see where it comes from.'));
  if (process.env['PLUMBLINE_DEBUG'] === '1') say(String((cause as Error).stack));
  return ExitCode.couldNotRun;
}
