import { compilePattern, matchesPattern } from '../json/pattern.ts';
import { intersect, languageOf, wordsOf } from './languages.ts';

/**
 * Whether a text matches a pattern; a pattern that no engine can read matches everything. Where backtracking could take for
 * ever, an automaton decides.
 */
export function matches(pattern: string, text: string): boolean {
  const answer = matchesPattern(pattern, text);
  if (answer !== undefined || compilePattern(pattern) === undefined) return answer ?? true;
  try {
    return !intersect(languageOf(pattern), wordsOf([text])).isEmpty;
  } catch {
    // Beyond automata as well: like a pattern that nobody can read.
    return true;
  }
}
