import { mostSteady, slowPattern } from './slow-pattern.ts';

const compiled = new Map<string, RegExp | undefined>();

/**
 * A pattern as validators read it: Unicode where that compiles, else as ECMAScript without the flag reads it (Python-born
 * documents write `\-` and `[\w-.]`); `undefined` where neither does. Not anchored (2020-12 Validation 6.3.3).
 */
export function compilePattern(source: string): RegExp | undefined {
  if (!compiled.has(source)) compiled.set(source, tryCompile(source, 'u') ?? tryCompile(source, ''));
  return compiled.get(source);
}

function tryCompile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** Whether a text matches; `undefined` for a pattern that cannot be read, and where matching could take forever. */
export function matchesPattern(source: string, text: string): boolean | undefined {
  const pattern = compilePattern(source);
  if (pattern === undefined) return undefined;
  if (text.length > mostSteady) {
    const slow = slowPattern(source, pattern.flags);
    if (slow !== undefined && text.length > slow.longest) return undefined;
  }
  return pattern.test(text);
}
