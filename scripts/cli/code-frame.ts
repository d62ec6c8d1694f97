import { existsSync, readFileSync } from 'node:fs';
import type { Diagnostic } from '../../generator/contract/diagnostics.ts';

const width = 100;

/** The line of a diagnostic with a mark below its column; `undefined` where the file or line does not exist. */
export function codeFrame({ file, line, column = 1 }: Diagnostic): string | undefined {
  if (file === undefined || line === undefined || !existsSync(file)) return undefined;
  return frameOf(readFileSync(file, 'utf8'), line, column);
}

/** The same of a text. A long line is shown around the column only. */
export function frameOf(text: string, line: number, column: number): string | undefined {
  const whole = text.split(/\r\n|[\n\r]/)[line - 1];
  if (whole === undefined) return undefined;
  const from = whole.length > width ? Math.max(0, column - 1 - width / 2) : 0;
  // The file is untrusted: its text must not move the cursor.
  const shown = whole.slice(from, from + width).replace(/[^ -~\u00a1-\ud7ff]/g, ' ');
  const head = `  ${line} | `;
  return `${head}${shown}\n${' '.repeat(head.length + column - 1 - from)}^`;
}
