import { fail } from '../../generator/contract/diagnostics.ts';
import { TransportError } from '../../generator/network/transport-error.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import { type Recorded, requestIdentity } from '../live/journal.ts';
import type { TimedResponse, Transport } from '../model.ts';

/** The recording has no more responses, and nothing may be sent. */
export class JournalEnd extends Error {
  constructor() {
    super('the journal ends here');
    this.name = 'JournalEnd';
  }
}

export interface ReplayOptions {
  readonly file: string;
  readonly recorded: readonly Recorded[];
  /** For reports. */
  readonly baseUrl: string;
  /** A request without its key, the same in every run. */
  identify(request: WireRequest): WireRequest;
  /** Sends requests after the end of the recording; without it a JournalEnd is thrown there. */
  readonly beyond?: Transport;
  /** Called after the exchange at which the recorded run was interrupted. */
  onStopped?(): void;
  /** Called after the exchange from which on all created items are gone. */
  onForgotten?(): void;
}

/**
 * Returns the recorded responses in order. A request that differs from the recorded one is a diagnostic: the journal belongs
 * to another document or to other settings.
 */
export function replayTransport({
  file,
  recorded,
  baseUrl,
  beyond,
  identify,
  onStopped,
  onForgotten,
}: ReplayOptions): Transport {
  let next = 0;
  return {
    baseUrl,
    async send(request): Promise<TimedResponse> {
      const one = recorded[next];
      if (one === undefined) {
        if (beyond === undefined) throw new JournalEnd();
        return beyond.send(request);
      }
      if (one.identity !== requestIdentity(identify(request))) {
        return fail({
          code: 'journal-does-not-fit',
          file,
          line: one.line,
          column: 1,
          message: `the run would send ${request.method} ${request.target} here, the journal has another request`,
          hint: 'Use the document, the overlays, the rules and the version that the journal was recorded with.',
        });
      }
      // A body that was not recorded cannot be judged: the request is sent again, or the recording ends.
      if (one.isOmitted === true && beyond === undefined) throw new JournalEnd();
      next++;
      if (one.stopped) onStopped?.();
      if (one.forgets) onForgotten?.();
      if (one.isOmitted === true && beyond !== undefined) return beyond.send(request);
      if (one.response === undefined)
        throw new TransportError(one.silence?.message ?? 'no response', one.silence?.code ?? 'UNKNOWN');
      return { response: one.response, milliseconds: one.milliseconds };
    },
    async close() {
      await beyond?.close();
    },
  };
}
