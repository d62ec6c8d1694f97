import { expect, it } from 'vitest';
import {
  escapeGithubData,
  escapeGithubProperty,
  escapeHtml,
  escapeRegExp,
  escapeXmlAttribute,
  escapeXmlText,
} from './escape.ts';
import { shorten } from './shorten.ts';

it.each([
  {
    into: escapeHtml,
    text: `<a href="x">'&'</a>`,
    want: '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;',
  },
  { into: escapeXmlText, text: 'a\u0000\ud800\uffff<\r\n\t', want: 'a\\u0000\\ud800&lt;&#13;\n\t' },
  { into: escapeXmlText, text: '😀 & "', want: '😀 &amp; &quot;' },
  { into: escapeXmlAttribute, text: 'a\r\n\t', want: 'a&#13;&#10;&#9;' },
  { into: escapeGithubData, text: '100%\r\na:b,c', want: '100%25%0D%0Aa:b,c' },
  { into: escapeGithubProperty, text: 'a:b,c', want: 'a%3Ab%2Cc' },
])('$into.name of $text', ({ into, text, want }) => {
  expect(into(text)).toBe(want);
});

it('a text escaped for a regular expression matches itself, with the flag u and without', () => {
  const text = '.*+?^{}$()|[]\\/-,#& a';
  for (const flags of ['', 'u'])
    expect(new RegExp(`^${escapeRegExp(text)}$`, flags).exec(text)?.[0]).toBe(text);
});

it.each([
  { text: 'abcd', most: 4, want: 'abcd' },
  { text: 'abcde', most: 4, want: 'abc…' },
  { text: 'ab😀de', most: 4, want: 'ab…' },
  { text: 'a😀de', most: 4, want: 'a😀…' },
])('$text in $most is $want', ({ text, most, want }) => {
  expect(shorten(text, most)).toBe(want);
});
