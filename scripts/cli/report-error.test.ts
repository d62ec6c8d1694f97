import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../generator/contract/diagnostics.ts';
import { frameOf } from './code-frame.ts';
import { screenOf } from './report-error.ts';

describe('the place in the file', () => {
  it.each<{
    readonly what: string;
    readonly text: string;
    readonly line: number;
    readonly column: number;
    readonly want: string | undefined;
  }>([
    { what: 'a short line', text: 'a: 1\nbb: 2\n', line: 2, column: 5, want: '  2 | bb: 2\n          ^' },
    { what: 'a line that is not there', text: 'a', line: 2, column: 1, want: undefined },
    {
      what: 'what would move the cursor',
      text: 'a\u001b[2Jb',
      line: 1,
      column: 1,
      want: '  1 | a [2Jb\n      ^',
    },
  ])('$what', ({ text, line, column, want }) => {
    expect(frameOf(text, line, column)).toBe(want);
  });

  it('of a long line is around the column', () => {
    const frame = frameOf(`${'a'.repeat(5_000)}HERE${'b'.repeat(5_000)}`, 1, 5_001) ?? '';
    const [shown = '', mark = ''] = frame.split('\n');
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(mark.indexOf('^')).startsWith('HERE')).toBe(true);
  });
});

describe('many diagnostics', () => {
  const many = (code: string, count: number): Diagnostic[] =>
    Array.from({ length: count }, (_, index) => ({ code, severity: 'error', message: `no ${index}` }));

  it('are grouped by what is wrong, in the order of the first of each', () => {
    const lines = screenOf([...many('ref-not-found', 500), ...many('invalid-document', 1)]);
    expect(lines).toEqual([
      'error ref-not-found: no 0',
      'error ref-not-found: no 1',
      'error ref-not-found: no 2',
      '... and 497 more of ref-not-found',
      'error invalid-document: no 0',
    ]);
  });

  it('are a screen at most', () => {
    const kinds = Array.from({ length: 60 }, (_, index) => many(`kind-${index}`, 9)).flat();
    expect(screenOf(kinds).length).toBeLessThanOrEqual(24);
    expect(screenOf(kinds).at(-1)).toMatch(/^\.\.\. and \d+ more; --json gives all/);
  });
});
