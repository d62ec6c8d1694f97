import { TransportError } from '../../generator/network/transport-error.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import type { TimedResponse, Transport } from '../model.ts';

/** The source of time; tests have one of their own. */
export interface Clock {
  /** Milliseconds that never decrease. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The clock of the machine. */
export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

export interface Pace {
  /** Milliseconds from the start of one request to the start of the next. */
  readonly gap: number;
  /** Most tokens in any minute, counted with `tokensOf`. */
  readonly tokensPerMinute: number;
  /** Most tokens that a request may take. */
  tokensOf(request: WireRequest): number;
  /** A minute in milliseconds; shorter for test servers with faster clocks. */
  readonly minute?: number;
  readonly clock?: Clock;
  /** Whether a refusal lasts, however long the wait; none does when absent. */
  isFinal?(received: TimedResponse): boolean;
  /** Called for each wait that a server requests. */
  onRefused?(received: TimedResponse, wait: number): void;
}

/** How often a request is sent again after 429 (or 503 with Retry-After). */
const attempts = 6;

/** How often a request is sent while a gateway returns 502 or 504, or a server 503 without saying how long. */
const gatewayAttempts = 3;

/** The longest requested wait that is respected, in milliseconds: the run ends at a longer one. */
const patience = 10 * 60_000;

/**
 * Sends one request at a time, at a pace, and again after the wait that the server requests. A refusal because of rate limits
 * is not a response to the request: only the last response is returned. Throws TransportError `ERATELIMIT` when refusals persist.
 */
export function pacedTransport(inner: Transport, pace: Pace): Transport {
  const { clock = realClock, gap, minute = 60_000, tokensPerMinute, tokensOf } = pace;
  let last = Number.NEGATIVE_INFINITY;
  let turn: Promise<unknown> = Promise.resolve();
  let spent: { readonly at: number; readonly tokens: number }[] = [];

  const waitForTurn = async (tokens: number): Promise<void> => {
    const early = last + gap - clock.now();
    if (early > 0) await clock.sleep(early);
    for (;;) {
      const now = clock.now();
      spent = spent.filter(({ at }) => at > now - minute);
      const sum = spent.reduce((total, each) => total + each.tokens, 0);
      const [oldest] = spent;
      if (oldest === undefined || sum + tokens <= tokensPerMinute) break;
      await clock.sleep(Math.max(1, oldest.at + minute - now));
    }
    last = clock.now();
    spent.push({ at: last, tokens });
  };

  const send = async (request: WireRequest): Promise<TimedResponse> => {
    for (let attempt = 1; ; attempt++) {
      await waitForTurn(tokensOf(request));
      const received = await inner.send(request);
      const { status } = received.response;
      const requested = retryAfter(received, minute / 60);
      const isOverloaded = status === 429 || (status === 503 && requested !== undefined);
      // A gateway that timed out once, or a server with too much to do.
      const isGateway = [502, 503, 504].includes(status) && attempt < gatewayAttempts;
      if ((!isOverloaded && !isGateway) || pace.isFinal?.(received) === true) return received;
      const wait = requested ?? Math.min(gap * 2 ** (attempt - 1), minute);
      if (attempt >= attempts || wait > patience)
        throw new TransportError(
          `still refused (${status}) after ${attempt} attempts: ${excerpt(received)}`,
          'ERATELIMIT',
        );
      pace.onRefused?.(received, wait);
      await clock.sleep(wait);
    }
  };
  return {
    baseUrl: inner.baseUrl,
    send(request) {
      const mine = turn.then(() => send(request));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: () => inner.close(),
  };
}

/** Milliseconds to wait according to a response; `second` is the length of a second. */
function retryAfter({ response }: TimedResponse, second: number): number | undefined {
  const text = response.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1].trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * second;
  const date = Date.parse(text);
  // The date is by the clock of the server, which may differ from that of this machine.
  const sent = Date.parse(response.headers.find(([name]) => name.toLowerCase() === 'date')?.[1] ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(sent) ? Date.now() : sent));
}

const excerpt = ({ response }: TimedResponse): string =>
  new TextDecoder().decode(response.body).slice(0, 160);
