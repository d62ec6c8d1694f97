import type { Check } from '../model.ts';
import { failed, passed } from './verdict.ts';

/** Seconds that a client waits. */
const limit = 10;

/** A response arrives in reasonable time. */
export const maxResponseTime: Check = {
  id: 'max-response-time',
  judgesUnusual: true,
  check(exchange) {
    const seconds = exchange.milliseconds / 1000;
    return seconds <= limit
      ? passed
      : failed(this, exchange, { message: `took ${seconds.toFixed(1)} s, expected at most ${limit} s` });
  },
};
