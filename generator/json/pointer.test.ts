import { describe, expect, it } from 'vitest';
import { child, escapeInstanceToken, instanceTokensOf, tokensOf, valueAt } from './pointer.ts';

describe('pointers', () => {
  it('a pointer into a document is a URI fragment: other characters than those of a URI are escaped', () => {
    expect(child('#', 'a/b', 'c~d', 'e f', 'ä', '50%')).toBe('#/a~1b/c~0d/e%20f/%C3%A4/50%25');
    expect(tokensOf('#/a~1b/c~0d/e%20f/%C3%A4/50%25')).toEqual(['a/b', 'c~d', 'e f', 'ä', '50%']);
    expect(valueAt({ 'e f': { '~1': 3 } }, '#/e%20f/~01')).toBe(3);
  });

  it('a pointer into an instance is not a URI: a percent sign is part of a name', () => {
    expect(['a/b', '%41', '~1'].map(escapeInstanceToken)).toEqual(['a~1b', '%41', '~01']);
    expect(instanceTokensOf('/a~1b/%41/~01')).toEqual(['a/b', '%41', '~1']);
    expect(instanceTokensOf('')).toEqual([]);
    expect(instanceTokensOf('/')).toEqual(['']);
  });
});
