import { describe, expect, it } from 'vitest';
import { wrapLongLines } from './wrap.ts';

const long = (letter: string): string => letter.repeat(45);

describe('long lines', () => {
  it.each<[what: string, given: string, want: readonly string[]]>([
    ['arguments', `  f(${long('a')}, ${long('b')}, ${long('c')});`, ['  f(', 'a', 'b', 'c', '  );']],
    [
      'members of an object within a call within an object of one member',
      `  { query: text({ ${long('a')}, ${long('b')}, ${long('c')} }) },`,
      ['  { query: text({', 'a', 'b', 'c', '  }) },'],
    ],
    ['a member without brackets', `  ${long('a')}: ${long('b')}${long('c')},`, [`  ${long('a')}:`, 'bc']],
    [
      'a member that is one of many',
      `  a: '${long('a')}' | 'b | c' | '${long('d')}' | '${long('e')}',`,
      ['  a:', `    | '${long('a')}'`, "    | 'b | c'", `    | '${long('d')}'`, `    | '${long('e')}',`],
    ],
    [
      'a method of one parameter',
      `  ${long('a')}(options?: Options): Promise<${long('b')}${long('c')}> {`,
      [`  ${long('a')}(`, 'options?: Options', `  ): Promise<${long('b')}${long('c')}> {`],
    ],
    [
      'an intersection',
      `export type T = ${long('a')} & ${long('b')} & ${long('c')};`,
      [`export type T = ${long('a')} &`, `  ${long('b')} &`, `  ${long('c')};`],
    ],
    [
      'an intersection behind an object',
      `} & ${long('a')} & ${long('b')} & ${long('c')};`,
      ['} &', `  ${long('a')} &`, `  ${long('b')} &`, `  ${long('c')};`],
    ],
    [
      'comments are left',
      ` * ${long('a')} ${long('b')} ${long('c')}`,
      [` * ${long('a')} ${long('b')} ${long('c')}`],
    ],
    [
      'brackets in a string are ignored',
      `  a = '{${long('a')}, ${long('b')}, ${long('c')}}';`,
      [`  a = '{${long('a')}, ${long('b')}, ${long('c')}}';`],
    ],
  ])('%s', (_, given, want) => {
    const inner = want.map((line) =>
      /^[abc]+$/.test(line)
        ? `    ${[...line].map(long).join('')},`
        : line === 'options?: Options'
          ? `    ${line},`
          : line,
    );
    expect(wrapLongLines(given).split('\n')).toEqual(inner);
  });
});
