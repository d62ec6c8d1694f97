/** Longest pause before a retry that the client chooses itself, in milliseconds. */
const longestBackoff = 8_000;
/** Longest pause that a server may ask for; beyond it the error is the better answer. */
const longestWish = 60_000;

/** Whether a status is worth a second try. */
export const isRetryable = (status: number): boolean => [408, 409, 429].includes(status) || status >= 500;

/**
 * Milliseconds to wait before the next attempt, from 0 on: as `retry-after-ms` or `Retry-After` (seconds or a date)
 * says, else 0.5 s doubled each time up to 8 s, less up to a quarter at random. `undefined`: the server asks for more
 * than a minute.
 */
export function retryDelay(headers: Headers | undefined, attempt: number): number | undefined {
  const text = (name: string) => headers?.get(name) ?? '';
  const after = text('retry-after');
  const numbers = [Number.parseFloat(text('retry-after-ms')), Number.parseFloat(after) * 1000];
  const wish = [...numbers, Date.parse(after) - Date.now()].find((number) => !Number.isNaN(number));
  if (wish === undefined) return Math.min(500 * 2 ** attempt, longestBackoff) * (1 - Math.random() / 4);
  return wish > longestWish ? undefined : Math.max(0, wish);
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
