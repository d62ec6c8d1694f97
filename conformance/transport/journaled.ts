import { isUnreachable, TransportError } from '../../generator/network/transport-error.ts';
import { exchangeRecord, type JournalRedaction, requestIdentity, sendingRecord } from '../live/journal.ts';
import type { Transport } from '../model.ts';

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Notes each request that may create something before it is sent: its response may never be read. */
export const notingTransport = (
  inner: Transport,
  write: (record: Readonly<Record<string, unknown>>) => void,
  redaction: JournalRedaction,
): Transport => ({
  baseUrl: inner.baseUrl,
  send(request) {
    if (!safe.has(request.method)) write(sendingRecord(request, redaction));
    return inner.send(request);
  },
  close: () => inner.close(),
});

/** Passes each exchange to `write` before anything else, so that a killed run keeps all responses. */
export function journaledTransport(
  inner: Transport,
  write: (record: Readonly<Record<string, unknown>>) => void,
  options: {
    /** Exchanges that the journal has already. */
    readonly before: number;
    /** Redacts keys and account names before writing. */
    readonly redaction: JournalRedaction;
    /** Interrupts the run: noted after the exchange under way, so that a replay ends at the same place. */
    readonly signal?: AbortSignal;
  },
): Transport {
  const { signal, redaction } = options;
  let id = options.before;
  let isUnderWay = false;
  let isNoted = false;
  // A replay reproduces reasons that are texts by itself.
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
        const received = await inner.send(request);
        write(exchangeRecord(++id, request, received.response, received.milliseconds, redaction));
        return received;
      } catch (cause) {
        // A target that was never reached gives nothing to replay.
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
