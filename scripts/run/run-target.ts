import type { RunSettings } from '../../conformance/live/journal.ts';
import { parseShard } from '../../conformance/live/shard.ts';
import { httpTransport } from '../../conformance/transport/http.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { withServerPath } from './base-url.ts';
import { readJournalFile } from './journal-file.ts';
import { networkLimits } from './network-limits.ts';
import { type RunOptions, settingsOf } from './run-options.ts';
import type { Subject } from './subject.ts';
import { isElsewhere } from './suite.ts';

/** A preflight, the last reading of the balance, and a request between. */
const leastRequests = 10;

/** Where a run sends its requests, and the settings that decide which. */
export interface RunTarget {
  readonly target: string;
  /** Paced, and judged like a server that bills. */
  readonly isLive: boolean;
  /** On another machine: it has other users, whom the run must not disturb. */
  readonly isRemote: boolean;
  readonly settings: RunSettings;
  /** The journal to resume or to replay. */
  readonly file: string | undefined;
}

/** From the options, or from the journal of an earlier run. `print` shows a path that is added to the target. */
export async function runTarget(
  subject: Subject,
  options: RunOptions,
  print: (text: string) => void,
): Promise<RunTarget> {
  const file = options.resume ?? options.replay;
  if (options.resume !== undefined && options.replay !== undefined)
    fail({ code: 'usage', message: '--resume and --replay do not go together' });
  // The header of a journal is read first: it has the target, which decides the key.
  const header = file === undefined ? undefined : readJournalFile(file, subject, (text) => text).header;
  const given = header?.target ?? options.target;
  if (given === undefined)
    return fail({
      code: 'usage',
      message: 'no target is given',
      hint: 'Give --target <url>, or --target mock.',
    });
  const bills = subject.config?.live !== undefined;
  // The target may be given without the base path of the document, unless each request counts.
  const isJoinable =
    header === undefined &&
    given !== 'mock' &&
    URL.canParse(given) &&
    !(isElsewhere(given) && bills) &&
    options.live !== true &&
    options.preflight !== true;
  const target = isJoinable
    ? await withServerPath(subject.contract, given, statusAt(subject, options))
    : given;
  if (target !== given) print(`the base path of the document is added: ${target}`);
  const isLive =
    header?.run.live ??
    (options.live === true || options.preflight === true || (isElsewhere(target) && bills));
  const settings = header?.run ?? settingsOf(subject, options, isLive);
  if (settings.shard !== undefined) parseShard(settings.shard);
  const { maxRequests } = settings;
  if (isLive && options.preflight !== true && maxRequests !== undefined && maxRequests < leastRequests)
    fail({
      code: 'usage',
      message: `--max-requests ${maxRequests} is not enough for a live run, which begins with a preflight: give ${leastRequests} or more`,
      hint: 'For the preflight alone: --preflight',
    });
  return { target, isLive, isRemote: isLive || isElsewhere(target), settings, file };
}

/** The status of a GET of an address, without a key; `undefined` without a response. */
const statusAt =
  ({ config }: Subject, options: RunOptions) =>
  async (url: string): Promise<number | undefined> => {
    const { origin, pathname } = new URL(url);
    const transport = httpTransport(origin, networkLimits(options, config?.network), false);
    try {
      const { response } = await transport.send({ method: 'GET', target: pathname, headers: [] });
      return response.status;
    } catch {
      return undefined;
    } finally {
      await transport.close();
    }
  };
