import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterStyle } from '../../../generator/contract/model.ts';
import { encodePath, encodeQuery } from '../../../generator/wire/parameters.ts';
import { pathStyle, queryStyle } from '../../../templates/runtime/styles.ts';
import { pathValues, queryText } from '../../../templates/runtime/url.ts';

/**
 * The client writes parameters as the harness does, which was written apart from it; and as the examples of OpenAPI.
 */

const runs = process.env['PLUMBLINE_FULL'] === '1' ? 2_000 : 100;
const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 });
const scalar = fc.oneof(word, fc.integer(), fc.boolean());
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(
    word.filter((name) => name !== '__proto__'),
    scalar,
    { maxKeys: 3 },
  ),
);
const serialisation = (style: ParameterStyle, explode: boolean) => ({
  name: 'na me',
  style,
  explode,
  allowReserved: false,
});

describe('the two writings agree', () => {
  it.each([
    { style: 'form', explode: true },
    { style: 'form', explode: false },
    { style: 'spaceDelimited', explode: false },
    { style: 'pipeDelimited', explode: false },
    { style: 'deepObject', explode: true },
  ] as const)('query, $style, explode $explode', ({ style, explode }) => {
    fc.assert(
      fc.property(value, (given) => {
        const theirs = encodeQuery(serialisation(style, explode), given).join('&');
        expect(queryStyle('na me', given, style, explode)?.text ?? '').toBe(theirs);
      }),
      { numRuns: runs },
    );
  });

  it.each([
    { style: 'simple', explode: false },
    { style: 'simple', explode: true },
    { style: 'label', explode: false },
    { style: 'label', explode: true },
    { style: 'matrix', explode: false },
    { style: 'matrix', explode: true },
  ] as const)('path, $style, explode $explode', ({ style, explode }) => {
    const filled = value.filter((given) => typeof given !== 'object' || Object.keys(given).length > 0);
    fc.assert(
      fc.property(filled, (given) => {
        const theirs = encodePath({ ...serialisation(style, explode), name: 'name' }, given);
        expect(pathStyle('name', given, style, explode)?.text).toBe(theirs);
      }),
      { numRuns: runs },
    );
  });

  it('query without a style of its own is form, exploded', () => {
    const plain = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
    fc.assert(
      fc.property(plain, (given) => {
        expect(queryText({ 'na me': given })).toBe(encodeQuery(serialisation('form', true), given).join('&'));
      }),
      { numRuns: runs },
    );
  });
});

describe('the examples of OpenAPI 3.1, section 4.8.12.4', () => {
  const array = ['blue', 'black', 'brown'];
  const object = { R: 100, G: 200, B: 150 };
  it.each([
    { style: 'matrix', explode: false, given: 'blue', want: ';color=blue' },
    { style: 'matrix', explode: false, given: array, want: ';color=blue,black,brown' },
    { style: 'matrix', explode: true, given: array, want: ';color=blue;color=black;color=brown' },
    { style: 'matrix', explode: false, given: object, want: ';color=R,100,G,200,B,150' },
    { style: 'matrix', explode: true, given: object, want: ';R=100;G=200;B=150' },
    { style: 'label', explode: false, given: 'blue', want: '.blue' },
    { style: 'label', explode: true, given: array, want: '.blue.black.brown' },
    { style: 'label', explode: true, given: object, want: '.R=100.G=200.B=150' },
    { style: 'simple', explode: false, given: object, want: 'R,100,G,200,B,150' },
    { style: 'simple', explode: true, given: object, want: 'R=100,G=200,B=150' },
  ] as const)('path $style $explode $given', ({ style, explode, given, want }) => {
    expect(pathStyle('color', given, style, explode)?.text).toBe(want);
  });

  it.each([
    { style: 'form', explode: true, given: array, want: 'color=blue&color=black&color=brown' },
    { style: 'form', explode: false, given: array, want: 'color=blue,black,brown' },
    { style: 'form', explode: false, given: object, want: 'color=R,100,G,200,B,150' },
    { style: 'form', explode: true, given: object, want: 'R=100&G=200&B=150' },
    { style: 'spaceDelimited', explode: false, given: array, want: 'color=blue%20black%20brown' },
    { style: 'pipeDelimited', explode: false, given: array, want: 'color=blue%7Cblack%7Cbrown' },
    {
      style: 'deepObject',
      explode: true,
      given: object,
      want: 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
    },
  ] as const)('query $style $explode $given', ({ style, explode, given, want }) => {
    expect(queryStyle('color', given, style, explode)?.text).toBe(want);
  });
});

it('a path keeps its shape whatever the value is', () => {
  fc.assert(
    fc.property(word, (id) => {
      let path: string;
      try {
        path = pathValues({ id })('/v1/files/{id}/content');
      } catch {
        expect(['.', '..']).toContain(id);
        return;
      }
      const { pathname, search, hash } = new URL(path, 'http://x');
      expect([search, hash]).toEqual(['', '']);
      const [, , , segment = '', ...rest] = pathname.split('/');
      expect(rest).toEqual(['content']);
      expect(decodeURIComponent(segment)).toBe(id);
    }),
    { numRuns: runs, examples: [['.'], ['..'], ['%2e%2e'], ['a/b?c#d'], ['\\'], ['\n']] },
  );
});
