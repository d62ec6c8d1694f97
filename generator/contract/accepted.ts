import { isObject } from '../json/guards.ts';
import { child } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

/** Something that a team takes as it is: a change of the document (drift), a finding of a run (conform). */
export interface Accepted {
  readonly reason: string;
  /** Last day on which the entry is valid, `YYYY-MM-DD`; without an end when absent. */
  readonly expires?: string;
}

/** Receives what is wrong with an entry, and where. */
export type ReportMistake = (pointer: Pointer, message: string) => void;

/**
 * Checks an entry of a list of what is accepted: `names` say what it is about, the first of them has to be there; every entry
 * has a reason and may expire.
 */
export function checkAccepted(
  entry: unknown,
  place: Pointer,
  names: readonly [needed: string, ...optional: string[]],
  report: ReportMistake,
): void {
  if (!isObject(entry)) {
    report(place, 'expected an object');
    return;
  }
  const members = new Set([...names, 'reason', 'expires']);
  for (const key of Object.keys(entry))
    if (!members.has(key)) report(child(place, key), `unknown member \`${key}\``);
  for (const key of [names[0], 'reason'])
    if (typeof entry[key] !== 'string' || entry[key] === '')
      report(child(place, key), `an entry needs \`${key}\`, a text`);
  const { expires } = entry;
  if (expires !== undefined && !(typeof expires === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(expires)))
    report(child(place, 'expires'), 'expected a date, YYYY-MM-DD');
}

/** Whether an entry names a finding of a run: one file can hold what drift and what conform accept. */
export const isOfRun = (entry: unknown): boolean => isObject(entry) && entry['fingerprint'] !== undefined;

/** Whether an entry is past its last day. */
export const isExpired = ({ expires }: Accepted, today: string): boolean =>
  expires !== undefined && expires < today;
