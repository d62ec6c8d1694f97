import { type Diagnostic, DiagnosticError, formatDiagnostic } from '../../generator/contract/diagnostics.ts';
import { TransportError } from '../../generator/network/transport-error.ts';
import { codeFrame } from './code-frame.ts';
import { ExitCode, paletteFor, print, say } from './terminal.ts';

/** Lines of diagnostics shown at once: a screen. */
const screen = 24;
/** Of one code; the others are alike. */
const ofOneCode = 3;

/** Diagnostics as lines, grouped by their code, a screen at most. */
export function screenOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics)
    groups.set(diagnostic.code, [...(groups.get(diagnostic.code) ?? []), diagnostic]);
  const lines: string[] = [];
  let printed = 0;
  for (const [code, members] of groups) {
    const block = members.slice(0, ofOneCode).flatMap((one) => {
      const frame = codeFrame(one);
      return [...formatDiagnostic(one).split('\n'), ...(frame === undefined ? [] : frame.split('\n'))];
    });
    const more = members.length - ofOneCode;
    if (more > 0) block.push(`... and ${more} more of ${code}`);
    if (lines.length > 0 && lines.length + block.length >= screen) break;
    lines.push(...block);
    printed += members.length;
  }
  const left = diagnostics.length - printed;
  return left === 0 ? lines : [...lines, `... and ${left} more; --json gives all`];
}

/** Prints why the command stopped, with a stack trace only for our own bugs, and returns the exit code. */
export function reportError(cause: unknown): ExitCode {
  const { red, dim } = paletteFor(process.stderr);
  if (cause instanceof DiagnosticError) {
    if (process.argv.includes('--json')) print(JSON.stringify({ diagnostics: cause.diagnostics }, null, 2));
    else
      for (const line of screenOf(cause.diagnostics)) say(/^( {2}|\.{3})/.test(line) ? dim(line) : red(line));
    return cause.exitCode;
  }
  if (cause instanceof TransportError) {
    say(red(`could not run: ${cause.message}`));
    return ExitCode.couldNotRun;
  }
  const { message, syscall, code } = cause as NodeJS.ErrnoException;
  // An error of the system is not a bug: a port in use, a missing folder, a full disk.
  if (syscall !== undefined) {
    say(red(`could not run: ${message}`));
    if (code === 'EADDRINUSE') say(dim('  Give another --port; 0 takes a free one.'));
    return ExitCode.couldNotRun;
  }
  say(red(`could not run: ${message}`));
  say(dim('This is a bug of plumbline. Set PLUMBLINE_DEBUG=1 to see where it comes from.'));
  if (process.env['PLUMBLINE_DEBUG'] === '1') say(String((cause as Error).stack));
  return ExitCode.couldNotRun;
}
