import { cleanUp } from '../../run/cleanup.ts';
import type { Strength } from '../../run/config.ts';
import type { NetworkOptions } from '../../run/network-limits.ts';
import { loadSubject } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, print } from '../terminal.ts';

export interface CleanupOptions extends LoadingFlags, NetworkOptions {
  readonly journal: string;
  readonly strength?: Strength;
  readonly keyEnv?: string;
  /** Headers for every request, see `conform`. */
  readonly header?: readonly string[];
  readonly pace?: number;
}

/** Deletes what a killed run created, as its journal lists it. */
export async function cleanup(options: CleanupOptions): Promise<ExitCode> {
  const subject = await loadSubject(options.spec, options.overlay, options.strength, loadingHints(options));
  const counts = { gone: 0, left: 0 };
  await cleanUp(
    subject,
    options.journal,
    options,
    ({ request, status, isGone }) => {
      if (isGone) counts.gone++;
      else counts.left++;
      print(`${isGone ? 'gone' : 'LEFT'}  ${request}  (${status})`);
    },
    (request) => {
      counts.left++;
      print(`LEFT?  the response to ${request} is not known: look whether it created something`);
    },
  );
  print(
    counts.gone + counts.left === 0
      ? 'the run left nothing behind'
      : `${counts.gone} taken away, ${counts.left} left`,
  );
  return counts.left > 0 ? ExitCode.couldNotRun : ExitCode.clean;
}
