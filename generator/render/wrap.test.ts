import { describe, expect, it } from 'vitest';
import { wrapLongLines } from './wrap.ts';

const long = (letter: string): string => letter.repeat(45);

describe('long lines', () => {
  it.each<{ readonly what: string; readonly given: string; readonly want: readonly string[] }>([
    {
      what: 'arguments',
      given: `  f(${long('a')}, ${long('b')}, ${long('c')});`,
      want: ['  f(', 'a', 'b', 'c', '  );'],
    },
    {
      what: 'members of an object within a call within an object of one member',
      given: `  { query: text({ ${long('a')}, ${long('b')}, ${long('c')} }) },`,
      want: ['  { query: text({', 'a', 'b', 'c', '  }) },'],
    },
    {
      what: 'a member without brackets',
      given: `  ${long('a')}: ${long('b')}${long('c')},`,
      want: [`  ${long('a')}:`, 'bc'],
    },
    {
      what: 'a member that is one of many',
      given: `  a: '${long('a')}' | 'b | c' | '${long('d')}' | '${long('e')}',`,
      want: [
        '  a:',
        `    | '${long('a')}'`,
        "    | 'b | c'",
        `    | '${long('d')}'`,
        `    | '${long('e')}',`,
      ],
    },
    {
      what: 'a method of one parameter',
      given: `  ${long('a')}(options?: Options): Promise<${long('b')}${long('c')}> {`,
      want: [`  ${long('a')}(`, 'options?: Options', `  ): Promise<${long('b')}${long('c')}> {`],
    },
    {
      what: 'an intersection',
      given: `export type T = ${long('a')} & ${long('b')} & ${long('c')};`,
      want: [`export type T = ${long('a')} &`, `  ${long('b')} &`, `  ${long('c')};`],
    },
    {
      what: 'an intersection behind an object',
      given: `} & ${long('a')} & ${long('b')} & ${long('c')};`,
      want: ['} &', `  ${long('a')} &`, `  ${long('b')} &`, `  ${long('c')};`],
    },
    {
      what: 'comments are left',
      given: ` * ${long('a')} ${long('b')} ${long('c')}`,
      want: [` * ${long('a')} ${long('b')} ${long('c')}`],
    },
    {
      what: 'brackets in a string are ignored',
      given: `  a = '{${long('a')}, ${long('b')}, ${long('c')}}';`,
      want: [`  a = '{${long('a')}, ${long('b')}, ${long('c')}}';`],
    },
  ])('$what', ({ given, want }) => {
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
