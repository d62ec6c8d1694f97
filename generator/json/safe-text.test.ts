import { describe, expect, it } from 'vitest';
import { oneLine, safeText, visibleText } from './safe-text.ts';

describe('text from outside', () => {
  it.each([
    {
      title: 'plain text stays',
      text: 'a b\tc\nd: 100 % – “ok” é 水 👩‍👩‍👧',
      want: 'a b\tc\nd: 100 % – “ok” é 水 👩‍👩‍👧',
    },
    { title: 'an escape sequence is shown', text: 'a\u001b[2Jb', want: 'a\\u001b[2Jb' },
    { title: 'the window title is not set', text: '\u001b]0;x\u0007', want: '\\u001b]0;x\\u0007' },
    { title: 'the eight-bit introducer is shown', text: '\u009b31m', want: '\\u009b31m' },
    { title: 'a carriage return does not hide a line', text: 'bad\rgood', want: 'bad\\u000dgood' },
    { title: 'direction marks are shown', text: 'a\u202eb\u2066c', want: 'a\\u202eb\\u2066c' },
    { title: 'line separators are shown', text: 'a\u2028b\u2029c\u0085d', want: 'a\\u2028b\\u2029c\\u0085d' },
    { title: 'half a pair is shown', text: 'a\ud800b', want: 'a\\ud800b' },
    { title: 'invisible tags are shown', text: 'a\u{e0041}', want: 'a\\udb40\\udc41' },
  ])('$title', ({ text, want }) => {
    expect(visibleText(text)).toBe(want);
    expect(safeText(text)).toBe(want);
  });

  it.each([
    { title: 'a workflow command', text: '::error::x', want: '\\u003a:error::x' },
    {
      title: 'an indented workflow command',
      text: 'x\n \t ::stop-commands::y',
      want: 'x\n \t \\u003a:stop-commands::y',
    },
    { title: 'an old workflow command', text: 'a ##[error]b', want: 'a \\u0023#[error]b' },
    {
      title: 'a command of Azure Pipelines',
      text: 'a ##vso[task.setvariable]b',
      want: 'a \\u0023#vso[task.setvariable]b',
    },
    { title: 'a command of TeamCity', text: '##teamcity[x]', want: '\\u0023#teamcity[x]' },
    {
      title: 'colons within a line and headings stay',
      text: 'a::b\n## [x]\n## x',
      want: 'a::b\n## [x]\n## x',
    },
  ])('$title is not a command in a log', ({ text, want }) => {
    expect(safeText(text)).toBe(want);
  });

  it('keeps the meaning of JSON', () => {
    const value = { 'a\u202e': '\u0085##[x]', b: '\u001b\\##[y] \n::z' };
    const text = safeText(JSON.stringify(value));
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/[^ -~]|##\[/);
  });

  it('keeps a name within its line', () => {
    expect(oneLine('a\nb\tc')).toBe('a\\u000ab\\u0009c');
  });
});
