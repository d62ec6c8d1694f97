import { type ApiError, RequestAbortedError } from './errors.js';

/**
 * Milliseconds to wait before the next attempt, from 0 on: as `retry-after-ms` or `Retry-After` (seconds or a date)
 * says, else 0.5 s doubled each time up to 8 s, less up to a quarter at random. `undefined`: a second try is not worth
 * it, or the server requests more than a minute.
 */
export function retryDelay(
  error: Error,
  neverRetry: readonly (string | undefined)[],
  attempt: number,
): number | undefined {
  // An error without a status is a failed connection.
  const { status = 500, headers, type, code } = error as Partial<ApiError>;
  const isHopeless = error instanceof RequestAbortedError || [type, code].some((name) => neverRetry.includes(name));
  if (isHopeless || (status < 500 && ![408, 409, 429].includes(status))) return undefined;
  // An absent or empty value is not a number.
  const after = (unit = ''): string => headers?.get(`retry-after${unit}`) || 'no';
  const wish =
    [
      Number(after('-ms')),
      Number(after()) * 1000,
      Date.parse(after()) - Date.now(),
      Math.min(500 * 2 ** attempt, 8_000) * (1 - Math.random() / 4),
      // A date in the past is ignored, because clocks differ.
    ].find((wished) => wished >= 0) as number;
  return wish > 60_000 ? undefined : wish;
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
