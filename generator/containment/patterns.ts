import { matchesPattern } from '../json/pattern.ts';

/** Whether a text matches, for steering the search: a pattern that cannot be read, or not in time, matches everything. */
export const matches = (pattern: string, text: string): boolean => matchesPattern(pattern, text) ?? true;
