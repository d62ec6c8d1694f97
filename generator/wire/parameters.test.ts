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
  const cases: readonly (readonly [
    location: 'path' | 'query',
    style: string,
    explode: boolean,
    value: unknown,
    want: string,
  ])[] = [
    ['path', 'matrix', false, blue, ';color=blue'],
    ['path', 'matrix', false, many, ';color=blue,black,brown'],
    ['path', 'matrix', true, many, ';color=blue;color=black;color=brown'],
    ['path', 'matrix', false, rgb, ';color=R,100,G,200,B,150'],
    ['path', 'matrix', true, rgb, ';R=100;G=200;B=150'],
    ['path', 'label', false, many, '.blue,black,brown'],
    ['path', 'label', true, many, '.blue.black.brown'],
    ['path', 'label', true, rgb, '.R=100.G=200.B=150'],
    ['path', 'simple', false, many, 'blue,black,brown'],
    ['path', 'simple', false, rgb, 'R,100,G,200,B,150'],
    ['path', 'simple', true, rgb, 'R=100,G=200,B=150'],
    ['query', 'form', false, many, 'color=blue,black,brown'],
    ['query', 'form', true, many, 'color=blue&color=black&color=brown'],
    ['query', 'form', false, rgb, 'color=R,100,G,200,B,150'],
    ['query', 'form', true, rgb, 'R=100&G=200&B=150'],
    ['query', 'spaceDelimited', false, many, 'color=blue%20black%20brown'],
    ['query', 'pipeDelimited', false, many, 'color=blue%7Cblack%7Cbrown'],
    ['query', 'deepObject', true, rgb, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
    ['path', 'simple', false, 'a/b?c', 'a%2Fb%3Fc'],
  ];
  it.each(cases)('%s %s explode=%s of %j', (location, style, explode, value, want) => {
    const { parameter: declared } = parameter(location, style, explode, {});
    const text = location === 'path' ? encodePath(declared, value) : encodeQuery(declared, value).join('&');
    expect(text).toBe(want);
  });
});

describe('what is encoded is read back', () => {
  const strings = fc.array(
    fc.string({ minLength: 1, unit: fc.constantFrom('a', 'é', '/', '?', '&', '=', '%', ' ', '+', '中') }),
    { minLength: 1, maxLength: 4 },
  );
  const members = fc.record({ r: fc.integer(), g: fc.integer() });
  const styles: readonly (readonly ['path' | 'query', string, boolean])[] = [
    ['path', 'simple', false],
    ['path', 'simple', true],
    ['path', 'label', false],
    ['path', 'matrix', false],
    ['path', 'matrix', true],
    ['query', 'form', true],
    ['query', 'form', false],
    ['query', 'deepObject', true],
  ];
  it.each(styles)('%s %s explode=%s', (location, style, explode) => {
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
