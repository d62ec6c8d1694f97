import { createRequire } from 'node:module';

/** A pattern on which a backtracking engine takes more than linear time. */
export interface SlowPattern {
  readonly complexity: string;
  /** How many UTF-16 code units a text may have so that matching ends within about a second. */
  readonly longest: number;
}

/** What is used of the package `recheck`. */
type CheckSync = (
  source: string,
  flags: string,
  parameters: { readonly timeout: number },
) => {
  readonly status: 'safe' | 'vulnerable' | 'unknown';
  readonly complexity?: { readonly type: string; readonly degree?: number };
};

const known = new Map<string, SlowPattern | undefined>();
let engine: CheckSync | undefined;

/** Steps of a matcher that are done in about a second. */
const steps = 1e8;
const exponential: SlowPattern = { complexity: 'exponential', longest: Math.floor(Math.log2(steps)) };

/** Milliseconds for one pattern; what takes longer to decide counts as fast. */
const timeout = 3_000;

/**
 * Tells whether some text makes a pattern slow, as recheck finds out by automata and by trying; `undefined` for a fast
 * pattern, and for one that recheck does not understand. Answers are kept.
 */
export function slowPattern(source: string, flags: string): SlowPattern | undefined {
  // Without a repetition that has no end nothing grows.
  if (!/[*+]|\{\d+,\}/.test(source)) return undefined;
  const key = `${flags}/${source}`;
  if (!known.has(key)) known.set(key, examine(source, flags));
  return known.get(key);
}

/** recheck throws for some patterns that it cannot read. */
function understood(check: CheckSync, source: string, flags: string): ReturnType<CheckSync> {
  try {
    return check(source, flags, { timeout });
  } catch {
    return { status: 'unknown' };
  }
}

function examine(source: string, flags: string): SlowPattern | undefined {
  engine ??= loadEngine();
  const { status, complexity } = understood(engine, source, flags);
  if (status !== 'vulnerable' || complexity === undefined) return undefined;
  const { type, degree } = complexity;
  if (type !== 'polynomial' || degree === undefined) return exponential;
  return { complexity: `polynomial of degree ${degree}`, longest: Math.floor(steps ** (1 / degree)) };
}

/** A group repeated without bound whose whole content is repeated without bound: `(a+)+`. */
const nested = /\((?:\?:)?(?:\[[^\]]*\]|\\?[^()|\\[\]])[+*]\)(?:[+*]|\{\d+,\})/;

/** Loaded when the first pattern needs it, as it is large; where it is not installed, only the plainest case is told. */
function loadEngine(): CheckSync {
  try {
    // The build for browsers needs no other program and no worker.
    return (createRequire(import.meta.url)('recheck/lib/browser.js') as { checkSync: CheckSync }).checkSync;
  } catch {
    return (source) =>
      nested.test(source)
        ? { status: 'vulnerable', complexity: { type: 'exponential' } }
        : { status: 'unknown' };
  }
}
