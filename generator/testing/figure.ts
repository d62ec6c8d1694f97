import { appendFileSync } from 'node:fs';

/** One line of the table of expected against seen. */
export interface Figure {
  readonly issue: number;
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
}

/** True in `npm run verify`: laws run as often as the issues state. */
export const isFull = process.env['PLUMBLINE_FULL'] === '1';

/** Notes a figure for the table of `npm run verify`; nothing is noted in `npm test`. */
export function figure(line: Figure): void {
  const path = process.env['PLUMBLINE_FIGURES'];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`);
}
