/** Longest pause before a retry that the client chooses itself, in milliseconds. */
const longestBackoff = 8_000;
/** Longest pause that a server may ask for; beyond it the error is the better answer. */
const longestWish = 60_000;

/** Whether a status is worth a second try. */
export const isRetryable = (status: number): boolean =>
  status === 408 || status === 409 || status === 429 || status >= 500;

/**
 * Milliseconds to wait before the next attempt, from 0 on: as `retry-after-ms` or `Retry-After` (seconds or a date)
 * says, else 0.5 s doubled each time up to 8 s, less up to a quarter at random. `undefined`: the server asks for more
 * than a minute.
 */
export function retryDelay(headers: Headers | undefined, attempt: number): number | undefined {
  const wish = wishOf(headers);
  if (wish !== undefined) return wish > longestWish ? undefined : Math.max(0, wish);
  return Math.min(500 * 2 ** attempt, longestBackoff) * (1 - Math.random() / 4);
}

function wishOf(headers: Headers | undefined): number | undefined {
  const text = (name: string) => headers?.get(name)?.trim() || undefined;
  const ms = Number(text('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(ms)) return ms;
  const after = text('retry-after');
  const wish = after === undefined ? Number.NaN : Number(after) * 1000;
  const moment = Number.isNaN(wish) && after !== undefined ? Date.parse(after) - Date.now() : wish;
  return Number.isFinite(moment) ? moment : undefined;
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
    if (signal?.aborted) end();
  });
