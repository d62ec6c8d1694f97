import fc from 'fast-check';
import { parseTemplate } from 'url-template';
import { describe, expect, it } from 'vitest';
import { isFull } from '../../../generator/testing/figure.ts';
import { encodePath, encodeQuery } from '../../../generator/wire/parameters.ts';
import { cells } from './parameter-cells.ts';

/** The expression of RFC 6570 that a style is defined by (OpenAPI 3.1.1, Appendix C). */
const expressions = [
  { place: 'path', style: 'simple', explode: false, template: '{color}' },
  { place: 'path', style: 'simple', explode: true, template: '{color*}' },
  { place: 'path', style: 'label', explode: false, template: '{.color}' },
  { place: 'path', style: 'label', explode: true, template: '{.color*}' },
  { place: 'path', style: 'matrix', explode: false, template: '{;color}' },
  { place: 'path', style: 'matrix', explode: true, template: '{;color*}' },
  { place: 'query', style: 'form', explode: false, template: '{?color}' },
  { place: 'query', style: 'form', explode: true, template: '{?color*}' },
] as const;

const expand = (template: string, color: unknown): string =>
  parseTemplate(template)
    .expand({ color: color as string })
    .replace(/^\?/, '');

describe.each(expressions)('$place $style, explode $explode', ({ place, style, explode, template }) => {
  const own = cells.filter(
    ({ writing, want }) =>
      writing.in === place &&
      writing.style === style &&
      writing.explode === explode &&
      writing.allowReserved === undefined &&
      // The library writes an empty list as an empty text; RFC 6570, 2.3 calls it undefined.
      typeof want !== 'symbol',
  );
  it('the table is what a library of RFC 6570 writes', () => {
    expect(own.length).toBeGreaterThan(9);
    expect(own.map(({ name, value }) => ({ name, text: expand(template, value) }))).toEqual(
      own.map(({ name, want }) => ({ name, text: want })),
    );
  });

  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 });
  const scalar = fc.oneof(word, fc.integer(), fc.boolean());
  const names = word.filter((name) => name !== '__proto__');
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { minLength: 1, maxLength: 3 }),
    fc.dictionary(names, scalar, { minKeys: 1, maxKeys: 3 }),
  );
  it('any value is written as that library writes it', () => {
    const parameter = { name: 'color', style, explode, allowReserved: false };
    fc.assert(
      fc.property(value, (given) => {
        const text =
          place === 'path' ? encodePath(parameter, given) : encodeQuery(parameter, given).join('&');
        expect(text).toBe(expand(template, given));
      }),
      { numRuns: isFull ? 2_000 : 100 },
    );
  });
});
