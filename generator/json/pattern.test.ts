import { describe, expect, it } from 'vitest';
import { compilePattern, matchesPattern } from './pattern.ts';

describe('compilePattern', () => {
  it.each<readonly [source: string, flags: string | undefined]>([
    ['^a$', 'u'],
    ['\\p{L}', 'u'],
    ['[\\w-.]', ''],
    ['(?P<name>a)', undefined],
  ])('%s', (source, flags) => {
    expect(compilePattern(source)?.flags).toBe(flags);
  });
});

describe('matchesPattern', () => {
  const slow = '^(a|a)+b$';
  it.each<readonly [source: string, text: string, want: boolean | undefined]>([
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['(', 'a', undefined],
    [slow, 'aab', true],
    [slow, 'a'.repeat(20), false],
    // Finding this out takes two to the power of sixty steps.
    [slow, 'a'.repeat(60), undefined],
    ['^a+$', 'a'.repeat(60), true],
    ['^a+$', `${'a'.repeat(60)}b`, false],
  ])('%s on %s', (source, text, want) => {
    expect(matchesPattern(source, text)).toBe(want);
  });
});
