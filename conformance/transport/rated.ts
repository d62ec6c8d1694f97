import type { Transport } from '../model.ts';
import { type Clock, realClock } from './paced.ts';

/** Starts at most so many requests in a second, evenly, however many are under way. */
export function ratedTransport(inner: Transport, perSecond: number, clock: Clock = realClock): Transport {
  const gap = 1000 / perSecond;
  let next = Number.NEGATIVE_INFINITY;
  return {
    baseUrl: inner.baseUrl,
    async send(request) {
      const now = clock.now();
      const at = Math.max(now, next);
      next = at + gap;
      if (at > now) await clock.sleep(at - now);
      return inner.send(request);
    },
    close: () => inner.close(),
  };
}
