const compiled = new Map<string, RegExp | undefined>();

/** The engine's own reading of a pattern; one it cannot read matches everything. */
export function matches(pattern: string, text: string): boolean {
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern));
  return compiled.get(pattern)?.test(text) ?? true;
}

function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Tried without the flag next.
    }
  }
  return undefined;
}
