import { randomUUID } from 'node:crypto';
import pc from 'picocolors';
import type { Palette } from '../../conformance/report/console.ts';
import { safeText, visibleText } from '../../generator/json/safe-text.ts';

/** What the command's exit code means. */
export const ExitCode = { clean: 0, findings: 1, usage: 2, couldNotRun: 3, interrupted: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * Begins a colour in text that is not printed yet. Escape sequences in text of documents and servers are made
 * visible; this marker is random, so that no such text contains it.
 */
const introducer = `\ue000${randomUUID()}[`;

/** Select Graphic Rendition: what begins and what ends it. */
const styled =
  (begin: number, end: number) =>
  (text: string): string =>
    `${introducer}${begin}m${text}${introducer}${end}m`;

const colours: Palette = {
  bold: styled(1, 22),
  dim: styled(2, 22),
  red: styled(31, 39),
  green: styled(32, 39),
  yellow: styled(33, 39),
};

const same = (text: string): string => text;
const plain: Palette = { bold: same, dim: same, red: same, green: same, yellow: same };

/** Colours for text that is given to `print` or `say`; none where NO_COLOR is set or the stream is not a terminal. */
export const paletteFor = (stream: NodeJS.WriteStream): Palette =>
  stream.isTTY === true && pc.isColorSupported ? colours : plain;

/** Text as a terminal or a log may get it: only our own colours act, no line is a command of a CI runner. */
export const screenText = (text: string): string => safeText(text).replaceAll(introducer, '\u001b[');

/** Results go to stdout. */
export const print = (text: string): void => {
  process.stdout.write(`${screenText(text)}\n`);
};

/** Commands for the runner of GitHub Actions go to stdout; the caller escapes the data in them. */
export const printCommands = (text: string): void => {
  process.stdout.write(`${visibleText(text)}\n`);
};

/** Progress and errors go to stderr. */
export const say = (text: string): void => {
  process.stderr.write(`${screenText(text)}\n`);
};
