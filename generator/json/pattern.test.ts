import { describe, expect, it } from 'vitest';
import { compilePattern, matchesPattern } from './pattern.ts';

describe('compilePattern', () => {
  it.each<{ readonly source: string; readonly flags: string | undefined }>([
    { source: '^a$', flags: 'u' },
    { source: '\\p{L}', flags: 'u' },
    { source: '[\\w-.]', flags: '' },
    { source: '(?P<name>a)', flags: undefined },
  ])('$source', ({ source, flags }) => {
    expect(compilePattern(source)?.flags).toBe(flags);
  });
});

describe('matchesPattern', () => {
  const slow = '^(a|a)+b$';
  it.each<{ readonly source: string; readonly text: string; readonly want: boolean | undefined }>([
    { source: 'b', text: 'abc', want: true },
    { source: '^b', text: 'abc', want: false },
    { source: '(', text: 'a', want: undefined },
    { source: slow, text: 'aab', want: true },
    { source: slow, text: 'a'.repeat(20), want: false },
    // Finding this out takes two to the power of sixty steps.
    { source: slow, text: 'a'.repeat(60), want: undefined },
    { source: '^a+$', text: 'a'.repeat(60), want: true },
    { source: '^a+$', text: `${'a'.repeat(60)}b`, want: false },
  ])('$source on $text', ({ source, text, want }) => {
    expect(matchesPattern(source, text)).toBe(want);
  });
});
