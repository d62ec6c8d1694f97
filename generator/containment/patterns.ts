import { compilePattern, matchesPattern } from '../json/pattern.ts';
import { intersect, languageOf, wordsOf } from './languages.ts';

/**
 * Whether a text matches a pattern; a pattern that no engine can read matches everything. Where backtracking could take for
 * ever, an automaton decides.
 */
export function matches(pattern: string, text: string): boolean {
  const matches = matchesPattern(pattern, text);
  if (matches !== undefined || compilePattern(pattern) === undefined) return matches ?? true;
  try {
    return !intersect(languageOf(pattern), wordsOf([text])).isEmpty;
  } catch {
    // Beyond automata as well: like a pattern that cannot be read.
    return true;
  }
}
