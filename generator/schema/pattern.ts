/**
 * A pattern as validators read it: Unicode where that compiles, else as ECMAScript without the flag reads it (Python-born
 * documents write `\-` and `[\w-.]`); `undefined` where neither does. Not anchored (2020-12 Validation 6.3.3).
 */
export function compilePattern(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {
      // Tried without the flag next.
    }
  }
  return undefined;
}
