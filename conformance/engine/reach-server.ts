import { isUnreachable, TransportError } from '../../generator/network/transport-error.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import type { TimedResponse, Transport } from '../model.ts';
import { pause } from './pause.ts';
import { RunEnd } from './run-end.ts';

/** Cases of one operation in a row that may time out. */
export const mostTimeouts = 3;

/** Sends requests to a server that may be slow, silent or gone. */
export interface Server {
  /**
   * The response. Two failed attempts become a response with status 0 and the reason in its body, which checks judge.
   * Throws RunEnd when the server is gone, and a TransportError when it was never reached.
   */
  answerTo(operationId: string, request: WireRequest): Promise<TimedResponse>;
  /** Whether so many cases of an operation in a row timed out that the run gives it up. */
  isGivenUp(operationId: string): boolean;
}

/** How often a request is sent again after Retry-After, the longest wait that is respected, and that of all (milliseconds). */
const mostWaits = 2;
const longestWait = 60_000;
const longestWaits = 10 * 60_000;

/** Milliseconds until a refused request may be sent again, where a response to 429 or 503 says so (RFC 9110 section 10.2.3). */
function retryWait({ response: { status, headers } }: TimedResponse): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const value = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1].trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, time - Date.now());
}

/** `patience`: milliseconds until the second attempt to connect. An aborted signal ends each wait. */
export function reachServer(transport: Transport, patience = 500, signal?: AbortSignal): Server {
  /** Cases of an operation in a row that timed out. */
  const timeouts = new Map<string, number>();
  /** Operations whose silence was seen twice: it need not be confirmed again. */
  const confirmed = new Set<string>();
  let isReached = false;
  let lastSent: string | undefined;
  let waited = 0;
  return {
    isGivenUp: (operationId) => (timeouts.get(operationId) ?? 0) >= mostTimeouts,
    async answerTo(operationId, request) {
      const name = `${request.method} ${request.target}`;
      let waits = 0;
      for (let attempt = 1; ; attempt++) {
        try {
          const received = await transport.send(request);
          timeouts.delete(operationId);
          isReached = true;
          lastSent = name;
          const wait = retryWait(received);
          const isTooLong = wait !== undefined && (wait > longestWait || waited + wait > longestWaits);
          if (wait === undefined || waits >= mostWaits || isTooLong || signal?.aborted === true)
            return received;
          waits++;
          waited += wait;
          attempt = 0;
          await pause(wait, signal);
        } catch (cause) {
          if (!(cause instanceof TransportError)) throw cause;
          if (cause.code === 'ERATELIMIT') throw new RunEnd(cause.message);
          if (isUnreachable(cause.code)) {
            if (!isReached && attempt === 1) throw cause;
            if (attempt < 4) {
              await pause(patience * attempt, signal);
              continue;
            }
            throw new RunEnd(
              `the server accepts no connection any more (${cause.code}), since ${lastSent ?? 'the first request'}`,
            );
          }
          lastSent = name;
          if (attempt === 1 && !confirmed.has(operationId)) continue;
          confirmed.add(operationId);
          if (cause.code === 'ETIMEDOUT') timeouts.set(operationId, (timeouts.get(operationId) ?? 0) + 1);
          isReached = true;
          return {
            response: { status: 0, headers: [], body: new TextEncoder().encode(cause.message) },
            milliseconds: 0,
          };
        }
      }
    },
  };
}
