import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { placeByLines } from './yaml-lines.ts';
import { placesByReading } from './yaml-places.ts';

const odd = `---
# a comment
info:
  description: |
    paths:
      /a: 1
  'it''s': "a: b"   # said
  title: one
    info:two

paths:
  "/pets/{id}":
    get:
      tags:
      - a
      -
        b: 1
      - c: 2
        d: [1, {e: 2}]
  /empty:
  anchored: &x
    f: 1
  merged:
    <<: *x
"200": last
`;

/** What a text holds where a value begins. */
const shownAt = (text: string, tokens: readonly string[]): string | undefined => {
  const offset = placeByLines(text, tokens);
  return offset === undefined ? undefined : text.slice(offset, offset + 6).split('\n')[0];
};

it.each<{ readonly tokens: readonly string[]; readonly shown: string | undefined }>([
  { tokens: ['info'], shown: 'descri' },
  { tokens: ['info', 'description'], shown: '|' },
  { tokens: ['info', "it's"], shown: '"a: b"' },
  { tokens: ['paths'], shown: '"/pets' },
  { tokens: ['paths', '/pets/{id}', 'get', 'tags', '0'], shown: 'a' },
  { tokens: ['paths', '/pets/{id}', 'get', 'tags', '1', 'b'], shown: '1' },
  { tokens: ['paths', '/pets/{id}', 'get', 'tags', '2', 'd'], shown: '[1, {e' },
  { tokens: ['200'], shown: 'last' },
  // Only the reader knows these.
  { tokens: ['paths', '/pets/{id}', 'get', 'tags', '2', 'd', '1'], shown: undefined },
  { tokens: ['paths', '/a'], shown: undefined },
  { tokens: ['paths', '/empty'], shown: undefined },
  { tokens: ['paths', 'anchored', 'f'], shown: undefined },
  { tokens: ['paths', 'merged', 'f'], shown: undefined },
])('$tokens begins with $shown', ({ tokens, shown }) => expect(shownAt(odd, tokens)).toBe(shown));

/** The ways to all values of a document. */
const waysIn = (value: unknown, way: readonly string[] = []): readonly (readonly string[])[] => [
  way,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, member]) => waysIn(member, [...way, name]))
    : []),
];

const examples = join(import.meta.dirname, '../../conformance/examples');
const texts = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(examples, name), 'utf8'));

it('every place that is found is the one that a reading of the whole text finds', () => {
  for (const text of [odd, odd.replaceAll('\n', '\r\n'), ...texts]) {
    const byReading = placesByReading(text);
    const found = waysIn(load(text)).flatMap((way) => {
      const place = placeByLines(text, way);
      return place === undefined ? [] : [{ way, place, read: byReading(way) }];
    });
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(({ place, read }) => place !== read)).toEqual([]);
  }
});
