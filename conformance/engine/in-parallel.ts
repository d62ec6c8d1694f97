/**
 * The events of several sources, at most `width` of them under way at once; the next one starts when one has ended. Sources that
 * were not started when `mayStart` returns false are left out.
 */
export async function* inParallel<Event>(
  sources: readonly (() => AsyncGenerator<Event>)[],
  width: number,
  mayStart: () => boolean,
): AsyncGenerator<Event> {
  const waiting = [...sources];
  const active = new Map<AsyncGenerator<Event>, Promise<Step<Event>>>();
  const advance = (source: AsyncGenerator<Event>): void => {
    const step = source.next().then((result) => ({ source, result }));
    // An error is thrown when its turn comes; until then it is not lost.
    step.catch(() => undefined);
    active.set(source, step);
  };
  for (;;) {
    while (active.size < width && waiting.length > 0 && mayStart()) {
      const next = waiting.shift();
      if (next !== undefined) advance(next());
    }
    if (active.size === 0) return;
    const { source, result } = await Promise.race(active.values());
    if (result.done === true) active.delete(source);
    else {
      advance(source);
      yield result.value;
    }
  }
}

interface Step<Event> {
  readonly source: AsyncGenerator<Event>;
  readonly result: IteratorResult<Event, unknown>;
}
