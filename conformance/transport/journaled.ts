import { isUnreachable, TransportError } from '../../generator/network/transport-error.ts';
import { exchangeRecord, type JournalRedaction, requestIdentity } from '../live/journal.ts';
import type { Transport } from '../model.ts';

/** Hands each exchange to `write` before anybody else sees it, so that a killed run has all that was answered. */
export function journaledTransport(
  inner: Transport,
  write: (record: Readonly<Record<string, unknown>>) => void,
  options: {
    /** Exchanges that stand in the journal already. */
    readonly before: number;
    /** Takes keys and names of the account out of what is written. */
    readonly redaction: JournalRedaction;
    /** The run is interrupted: noted after the exchange under way, so that a replay ends at the same place. */
    readonly signal?: AbortSignal;
  },
): Transport {
  const { signal, redaction } = options;
  let id = options.before;
  let isUnderWay = false;
  let isNoted = false;
  // A reason in words is one that a replay finds by itself.
  const noteStop = (): void => {
    if (isUnderWay || isNoted || signal?.aborted !== true || typeof signal.reason === 'string') return;
    isNoted = true;
    write({ event: 'stopped' });
  };
  signal?.addEventListener('abort', noteStop, { once: true });
  return {
    baseUrl: inner.baseUrl,
    async send(request) {
      isUnderWay = true;
      try {
        const answer = await inner.send(request);
        write(exchangeRecord(++id, request, answer.response, answer.milliseconds, redaction));
        return answer;
      } catch (cause) {
        // A target that is not there says nothing that is worth replaying.
        if (cause instanceof TransportError && !isUnreachable(cause.code) && cause.code !== 'ERATELIMIT')
          write({
            event: 'silence',
            id: ++id,
            identity: requestIdentity(redaction.identify(request)),
            silence: { code: cause.code, message: cause.message },
          });
        throw cause;
      } finally {
        isUnderWay = false;
        noteStop();
      }
    },
    close: () => inner.close(),
  };
}
