import { createRequire } from 'node:module';
import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import type { Report } from 'scslre';

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
  parameters: { readonly checker: 'automaton' },
) => { readonly complexity?: { readonly type: string } };

/** Finds repetitions that compete; loaded for the first pattern that has one, as it is large. */
const detector = (): typeof import('scslre') => createRequire(import.meta.url)('scslre');

const known = new Map<string, SlowPattern | undefined>();
let engine: CheckSync | undefined;

/** Steps of a matcher that are done in about a second. */
const steps = 1e8;
/** UTF-16 code units of a text that no pattern is slow on. */
export const mostSteady = Math.floor(Math.log2(steps));
const exponential: SlowPattern = { complexity: 'exponential', longest: mostSteady };

/** Characters of the longest part whose automaton is small: the decision must not depend on time. */
const mostCharacters = 20;

/**
 * Finds whether some text makes a pattern slow; `undefined` for a fast one, and for one that is not a regular expression.
 * scslre finds repetitions that compete for the same characters, recheck (where it is installed) repeated alternatives
 * that overlap. Neither depends on time, so the result is the same on every machine. Results are kept.
 */
export function slowPattern(source: string, flags: string): SlowPattern | undefined {
  // Without a repetition that has no end nothing grows.
  if (!/[*+]|\{\d+,\}/.test(source)) return undefined;
  const key = `${flags}/${source}`;
  if (!known.has(key)) known.set(key, examine(source, flags));
  return known.get(key);
}

function examine(source: string, flags: string): SlowPattern | undefined {
  const pattern = parsed(source, flags);
  if (pattern === undefined) return undefined;
  const reports = reportsOf(source, flags);
  if (reports.some((report) => report.exponential)) return exponential;
  const parts = repeatedParts(pattern).filter((part) => charactersOf(part) <= mostCharacters);
  if (parts.some((part) => isAmbiguous(part.raw, flags))) return exponential;
  if (reports.length === 0) return undefined;
  const degree = degreeOf(reports, pattern);
  return { complexity: `polynomial of degree ${degree}`, longest: Math.floor(steps ** (1 / degree)) };
}

function parsed(source: string, flags: string): AST.Pattern | undefined {
  try {
    return new RegExpParser().parsePattern(source, 0, source.length, { unicode: flags.includes('u') });
  } catch {
    return undefined;
  }
}

function reportsOf(source: string, flags: string): readonly Report[] {
  try {
    return detector().analyse({ source, flags }).reports;
  } catch {
    return [];
  }
}

/**
 * The outermost repetitions without end of more than one character, of those that something follows: only these can match
 * one text in many ways, and have to try them all when the rest does not match.
 */
function repeatedParts(pattern: AST.Pattern): readonly AST.Quantifier[] {
  const parts: AST.Quantifier[] = [];
  visitRegExpAST(pattern, {
    onQuantifierEnter(quantifier) {
      const isInner = parts.some(({ start, end }) => start <= quantifier.start && quantifier.end <= end);
      const isGroup = quantifier.element.type === 'Group' || quantifier.element.type === 'CapturingGroup';
      const isEndless = quantifier.max === Number.POSITIVE_INFINITY;
      if (isEndless && isGroup && !isInner && isFollowed(quantifier)) parts.push(quantifier);
    },
  });
  return parts;
}

function isFollowed(node: AST.Node): boolean {
  const { parent } = node;
  if (parent === null || node.type === 'Pattern') return false;
  if (parent.type === 'Alternative' && parent.elements.at(-1) !== node) return true;
  return isFollowed(parent);
}

/** How many characters an automaton has to distinguish: `(?:ab){3}` has six. */
function charactersOf(node: AST.Node): number {
  switch (node.type) {
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.reduce((sum, alternative) => sum + charactersOf(alternative), 0);
    case 'Alternative':
      return node.elements.reduce((sum, element) => sum + charactersOf(element), 0);
    case 'Quantifier':
      return charactersOf(node.element) * Math.max(1, node.min, Number.isFinite(node.max) ? node.max : 1);
    default:
      return 1;
  }
}

/** Whether one text can be matched in a number of ways that doubles with its length, as `(a|a)*` can. */
function isAmbiguous(part: string, flags: string): boolean {
  engine ??= loadEngine();
  try {
    return engine(`^(?:${part})$`, flags, { checker: 'automaton' }).complexity?.type === 'exponential';
  } catch {
    // What recheck cannot read: lookaround, references to groups.
    return false;
  }
}

/** Repetitions that compete multiply, and so do the places where the search may begin. */
function degreeOf(reports: readonly Report[], pattern: AST.Pattern): number {
  const rivals = new Set<AST.Quantifier>();
  let nested = 1;
  for (const report of reports) {
    if (report.type === 'Trade') rivals.add(report.startQuant).add(report.endQuant);
    else rivals.add(report.quant);
    if (report.type === 'Self') nested = Math.max(nested, report.parentQuant.max);
  }
  const isAnchored = pattern.alternatives.every(({ elements: [first] }) =>
    first?.type === 'Assertion' ? first.kind === 'start' : false,
  );
  return Math.max(2, rivals.size - 1 + nested + (isAnchored ? 0 : 1));
}

/** Loaded when the first pattern needs it, as it is large; it may be absent. */
function loadEngine(): CheckSync {
  try {
    // The build for browsers needs no other program and no worker.
    return (createRequire(import.meta.url)('recheck/lib/browser.js') as { checkSync: CheckSync }).checkSync;
  } catch {
    return () => ({});
  }
}
