import pc from 'picocolors';
import type { Palette } from '../../conformance/report/console.ts';

/** What the command's exit code means. */
export const ExitCode = { clean: 0, findings: 1, usage: 2, couldNotRun: 3, interrupted: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Colours for a terminal; none where NO_COLOR is set or the stream is not a terminal. */
export function paletteFor(stream: NodeJS.WriteStream): Palette {
  const { bold, dim, red, green, yellow } = pc.createColors(stream.isTTY === true && pc.isColorSupported);
  return { bold, dim, red, green, yellow };
}

/** Results go to stdout. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Progress and complaints go to stderr. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
