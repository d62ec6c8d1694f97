import { readFileSync } from 'node:fs';
import { type Node, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { counted } from '../../../testing/counted.ts';
import { isFull } from '../../../testing/figure.ts';
import { lineOf } from './lines.ts';

counted(4, 'the line of an error in the text of the document, for every place of it', 'all as jsonc-parser');

const text = readFileSync(new URL('../../../../spec/openapi.json', import.meta.url), 'utf8');

/** Every place below a node: its pointer and the offset of its name, or of itself in a list. */
function* placesOf(node: Node, pointer: string): Generator<readonly [string, number]> {
  for (const [index, child] of (node.children ?? []).entries()) {
    const [name, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
    const token = String(name?.value ?? index)
      .replace(/~/g, '~0')
      .replace(/\//g, '~1');
    yield [`${pointer}/${token}`, child.offset];
    if (value !== undefined) yield* placesOf(value, `${pointer}/${token}`);
  }
}

const lineAt = (given: string, offset: number): number => given.slice(0, offset).split('\n').length;

describe('lineOf', () => {
  it('finds every place of the configured document, as jsonc-parser does', () => {
    const tree = parseTree(text);
    if (tree === undefined) throw new Error('the document does not parse');
    const places = [...placesOf(tree, '#')];
    expect(places.length).toBeGreaterThan(1000);
    const some = places.filter((_, index) => isFull || index % 20 === 0);
    const wrong = some.filter(([pointer, offset]) => lineOf(text, pointer) !== lineAt(text, offset));
    expect(wrong).toEqual([]);
  });

  const small =
    '{\n"a": 5,\n"b":\n{ "x:y,": [\n1, "}",\n{"\\u0063/d": null}],\n"a": [] },\n"c": { "a": { "z": 0 } }}';
  it.each<{ readonly pointer: string; readonly line: number | undefined }>([
    { pointer: '#', line: 1 },
    { pointer: '#/a', line: 2 },
    { pointer: '#/b', line: 3 },
    { pointer: '#/b/x:y,', line: 4 },
    { pointer: '#/b/x:y,/0', line: 5 },
    { pointer: '#/b/x:y,/1', line: 5 },
    { pointer: '#/b/x:y,/2', line: 6 },
    { pointer: '#/b/x:y,/2/c~1d', line: 6 },
    { pointer: '#/b/a', line: 7 },
    { pointer: '#/c/a/z', line: 8 },
    // What an overlay added is not in the text: the nearest place that is.
    { pointer: '#/a/z', line: 2 },
    { pointer: '#/b/x:y,/2/new', line: 6 },
    { pointer: '#/nowhere/a', line: 1 },
  ])('$pointer is at $line', ({ pointer, line }) => expect(lineOf(small, pointer)).toBe(line));

  it('knows no line of what is not JSON', () => expect(lineOf('a: 1', '#/a')).toBeUndefined());
});
