import { TransportError } from '../../generator/network/transport-error.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import type { Answer, Transport } from '../model.ts';

/** How time goes by; a test has one of its own. */
export interface Clock {
  /** Milliseconds, never going back. */
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
  /** Most tokens in any minute, counted as `tokensOf` says. */
  readonly tokensPerMinute: number;
  /** Tokens that a request may take at most. */
  tokensOf(request: WireRequest): number;
  /** A minute in milliseconds; a server that runs faster than time has a shorter one. */
  readonly minute?: number;
  readonly clock?: Clock;
  /** Hears of each wait that a server asked for. */
  onRefused?(answer: Answer, wait: number): void;
}

/** How often a request is sent again that was answered 429 (or 503 with Retry-After). */
const attempts = 6;

/** How often a request is sent that a gateway answers with 502 or 504. */
const gatewayAttempts = 3;

/** The longest wait that a server is obeyed in, in milliseconds: beyond it, the run cannot go on. */
const patience = 10 * 60_000;

/**
 * One request at a time, at a pace, and again after as long as the server says. What a server refuses because of its limits
 * is no answer to the request: only the last word is given back. Throws TransportError `ERATELIMIT` when there is no end of it.
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

  const send = async (request: WireRequest): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      await waitForTurn(tokensOf(request));
      const answer = await inner.send(request);
      const { status } = answer.response;
      const asked = retryAfter(answer, minute / 60);
      const isOverloaded = status === 429 || (status === 503 && asked !== undefined);
      // A gateway that had no time for it this once.
      const isGateway = (status === 502 || status === 504) && attempt < gatewayAttempts;
      if (!isOverloaded && !isGateway) return answer;
      const wait = asked ?? Math.min(gap * 2 ** (attempt - 1), minute);
      if (attempt >= attempts || wait > patience)
        throw new TransportError(
          `still refused (${status}) after ${attempt} attempts: ${excerpt(answer)}`,
          'ERATELIMIT',
        );
      pace.onRefused?.(answer, wait);
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

/** Milliseconds that an answer asks to wait; `second` is how long one lasts. */
function retryAfter({ response }: Answer, second: number): number | undefined {
  const text = response.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1].trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * second;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

const excerpt = ({ response }: Answer): string => new TextDecoder().decode(response.body).slice(0, 160);
