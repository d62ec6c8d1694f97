import { type ApiError, RequestAbortedError } from './errors.js';

/** Longest pause before a retry that the client chooses itself, in milliseconds. */
const longestBackoff = 8_000;
/** Longest pause that a server may ask for; beyond it the error is the better answer. */
const longestWish = 60_000;

/**
 * Milliseconds to wait before the next attempt, from 0 on: as `retry-after-ms` or `Retry-After` (seconds or a date)
 * says, else 0.5 s doubled each time up to 8 s, less up to a quarter at random. `undefined`: a second try is not worth
 * it, or the server asks for more than a minute.
 */
export function retryDelay(
  error: Error,
  neverRetry: readonly (string | undefined)[],
  attempt: number,
): number | undefined {
  // What has no status is a connection that failed.
  const { status = 500, headers, type, code } = error as Partial<ApiError>;
  const isHopeless = error instanceof RequestAbortedError || [type, code].some((name) => neverRetry.includes(name));
  if (isHopeless || (status < 500 && ![408, 409, 429].includes(status))) return undefined;
  // What is absent or empty is no number.
  const after = (unit = ''): string => headers?.get(`retry-after${unit}`) || 'none';
  const wishes = [
    Number(after('-ms')),
    Number(after()) * 1000,
    Date.parse(after()) - Date.now(),
  ];
  const backoff = Math.min(500 * 2 ** attempt, longestBackoff) * (1 - Math.random() / 4);
  // A date in the past says nothing: clocks differ.
  const wish = wishes.find((wished) => wished >= 0) ?? backoff;
  return wish > longestWish ? undefined : wish;
}

/** Waits; ends early when the signal is aborted. */
export const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
