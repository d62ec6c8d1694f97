import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract, Parameter } from '../contract/model.ts';
import { contractOf } from '../testing/small-contract.ts';
import { decodePath, decodeQuery } from './decode.ts';
import { encodePath, encodeQuery } from './parameters.ts';

const object = { type: 'object', properties: { r: { type: 'integer' }, g: { type: 'integer' } } };
const list = { type: 'array', items: { type: 'string' } };

/** A parameter as a document declares it. */
function parameter(
  location: 'path' | 'query',
  style: string,
  explode: boolean,
  schema: object,
): { readonly contract: Contract; readonly parameter: Parameter } {
  const parameters = [{ name: 'color', in: location, required: true, style, explode, schema }];
  const contract = contractOf({ paths: { '/x/{color}': { get: { parameters, responses: {} } } } });
  const built = contract.operations[0]?.parameters[0];
  if (built === undefined) throw new Error('the parameter was not read');
  return { contract, parameter: built };
}

describe('the table of styles in OpenAPI 3.1 section 4.8.12.4', () => {
  const blue = 'blue';
  const many = ['blue', 'black', 'brown'];
  const rgb = { R: 100, G: 200, B: 150 };
  const cases: readonly {
    readonly location: 'path' | 'query';
    readonly style: string;
    readonly explode: boolean;
    readonly value: unknown;
    readonly want: string;
  }[] = [
    { location: 'path', style: 'matrix', explode: false, value: blue, want: ';color=blue' },
    { location: 'path', style: 'matrix', explode: false, value: many, want: ';color=blue,black,brown' },
    {
      location: 'path',
      style: 'matrix',
      explode: true,
      value: many,
      want: ';color=blue;color=black;color=brown',
    },
    { location: 'path', style: 'matrix', explode: false, value: rgb, want: ';color=R,100,G,200,B,150' },
    { location: 'path', style: 'matrix', explode: true, value: rgb, want: ';R=100;G=200;B=150' },
    { location: 'path', style: 'label', explode: false, value: many, want: '.blue,black,brown' },
    { location: 'path', style: 'label', explode: true, value: many, want: '.blue.black.brown' },
    { location: 'path', style: 'label', explode: true, value: rgb, want: '.R=100.G=200.B=150' },
    { location: 'path', style: 'simple', explode: false, value: many, want: 'blue,black,brown' },
    { location: 'path', style: 'simple', explode: false, value: rgb, want: 'R,100,G,200,B,150' },
    { location: 'path', style: 'simple', explode: true, value: rgb, want: 'R=100,G=200,B=150' },
    { location: 'query', style: 'form', explode: false, value: many, want: 'color=blue,black,brown' },
    {
      location: 'query',
      style: 'form',
      explode: true,
      value: many,
      want: 'color=blue&color=black&color=brown',
    },
    { location: 'query', style: 'form', explode: false, value: rgb, want: 'color=R,100,G,200,B,150' },
    { location: 'query', style: 'form', explode: true, value: rgb, want: 'R=100&G=200&B=150' },
    {
      location: 'query',
      style: 'spaceDelimited',
      explode: false,
      value: many,
      want: 'color=blue%20black%20brown',
    },
    {
      location: 'query',
      style: 'pipeDelimited',
      explode: false,
      value: many,
      want: 'color=blue%7Cblack%7Cbrown',
    },
    {
      location: 'query',
      style: 'deepObject',
      explode: true,
      value: rgb,
      want: 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
    },
    { location: 'path', style: 'simple', explode: false, value: 'a/b?c', want: 'a%2Fb%3Fc' },
  ];
  it.each(cases)(
    '$location $style explode=$explode of $value',
    ({ location, style, explode, value, want }) => {
      const { parameter: declared } = parameter(location, style, explode, {});
      const text = location === 'path' ? encodePath(declared, value) : encodeQuery(declared, value).join('&');
      expect(text).toBe(want);
    },
  );
});

describe('what is encoded is read back', () => {
  const strings = fc.array(
    fc.string({ minLength: 1, unit: fc.constantFrom('a', 'é', '/', '?', '&', '=', '%', ' ', '+', '中') }),
    { minLength: 1, maxLength: 4 },
  );
  const members = fc.record({ r: fc.integer(), g: fc.integer() });
  const styles: readonly {
    readonly location: 'path' | 'query';
    readonly style: string;
    readonly explode: boolean;
  }[] = [
    { location: 'path', style: 'simple', explode: false },
    { location: 'path', style: 'simple', explode: true },
    { location: 'path', style: 'label', explode: false },
    { location: 'path', style: 'matrix', explode: false },
    { location: 'path', style: 'matrix', explode: true },
    { location: 'query', style: 'form', explode: true },
    { location: 'query', style: 'form', explode: false },
    { location: 'query', style: 'deepObject', explode: true },
  ];
  it.each(styles)('$location $style explode=$explode', ({ location, style, explode }) => {
    const check = (schema: object, values: fc.Arbitrary<unknown>): void => {
      const { contract, parameter: declared } = parameter(location, style, explode, schema);
      fc.assert(
        fc.property(values, (value) => {
          const back =
            location === 'path'
              ? decodePath(contract, declared, encodePath(declared, value))
              : decodeQuery(contract, declared, encodeQuery(declared, value).join('&'));
          expect(back).toEqual(value);
        }),
      );
    };
    check(object, members);
    if (style !== 'deepObject') check(list, strings);
  });
});
