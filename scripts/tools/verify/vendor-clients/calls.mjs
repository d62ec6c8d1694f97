/**
 * Runs the calls of one vendor's SDK and prints one JSON line for each: its title, and what was wrong with its result.
 * A call that returns false, or throws, deviates.
 */
export function createCalls() {
  let count = 0;
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  return async (title, run) => {
    count++;
    try {
      const result = await run();
      const isRight = Array.isArray(result) ? result[0] : result;
      say({
        count,
        title,
        ...(isRight ? {} : { wrong: JSON.stringify(result)?.slice(0, 300) ?? 'nothing' }),
      });
      return Array.isArray(result) ? result[1] : undefined;
    } catch (cause) {
      say({ count, title, wrong: String(cause?.message ?? cause).slice(0, 300) });
      return undefined;
    }
  };
}

/** All items of an asynchronous iterator, 500 at most. */
export async function all(items) {
  const found = [];
  for await (const item of items) {
    found.push(item);
    if (found.length >= 500) break;
  }
  return found;
}
