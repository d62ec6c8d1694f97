import { describe, expect, it } from 'vitest';
import { acceptsOf, foreignValidators } from './foreign-validators.ts';

class StructError extends TypeError {}

const atLeastOne = (value: unknown): boolean => typeof value === 'number' && value >= 1;

/** Spellings of one validator: a number of at least 1. */
const spellings: readonly { readonly what: string; readonly validator: unknown }[] = [
  { what: 'a function that returns a boolean', validator: atLeastOne },
  {
    what: 'a function that returns { valid }',
    validator: (value: unknown) => ({ valid: atLeastOne(value) }),
  },
  {
    what: 'a function that returns its errors',
    validator: (value: unknown) => (atLeastOne(value) ? [] : ['too small']),
  },
  {
    what: 'a function that throws an error of its own class',
    validator(value: unknown) {
      if (!atLeastOne(value)) throw new StructError('too small');
    },
  },
  {
    what: 'an object with safeParse',
    validator: { safeParse: (value: unknown) => ({ success: atLeastOne(value) }) },
  },
  {
    what: 'a Standard Schema',
    validator: {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) =>
          atLeastOne(value) ? { value } : { issues: [{ message: 'too small' }] },
      },
    },
  },
];

describe('A validator', () => {
  it.each(spellings)('may be $what', ({ validator }) => {
    const accepts = acceptsOf(validator);
    expect([1, 2, 0, '1', null].map((value) => accepts?.(value))).toEqual([true, true, false, false, false]);
  });

  it('that throws by mistake or is asynchronous has no verdict', () => {
    const careless = acceptsOf((value: { readonly a: { readonly b: boolean } }) => value.a.b);
    expect(() => careless?.({})).toThrow(TypeError);
    expect(() => acceptsOf(async () => true)?.(1)).toThrow('asynchronous');
  });
});

describe('The validators of a module', () => {
  const targets = [
    { pointer: '#/components/schemas/Pet', name: 'Pet' },
    { pointer: '#/components/schemas/Order', name: 'Order' },
  ];

  it.each([
    {
      what: 'by the names of schemas',
      exported: { Pet: atLeastOne, validateOrder: atLeastOne },
      names: ['Pet', 'Order'],
    },
    { what: 'in the default export', exported: { default: { petSchema: atLeastOne } }, names: ['Pet'] },
    {
      what: 'as validate(schema, value)',
      exported: { validate: (schema: unknown, value: unknown) => schema === 'Pet' && atLeastOne(value) },
      names: ['Pet', 'Order'],
    },
    { what: 'not at all where nothing fits', exported: { other: 1, default: atLeastOne }, names: [] },
  ])('are found $what', ({ exported, names }) => {
    const { covered, engine } = foreignValidators(exported, targets);
    expect(covered.map(({ name }) => name)).toEqual(names);
    expect(engine === undefined).toBe(names.length === 0);
    if (names.length > 0) expect(engine?.accepts('#/components/schemas/Pet', 1)).toBe(true);
  });

  it('may be a single one where one schema is fuzzed', () => {
    const { engine } = foreignValidators({ default: atLeastOne }, targets.slice(0, 1));
    expect(engine?.accepts('#/components/schemas/Pet', 0)).toBe(false);
  });
});

it('asks one function for all by the names that the document has, and not about schemas without one', () => {
  const asked = new Set<string>();
  const validate = (schema: string, value: unknown): boolean => {
    asked.add(schema);
    return value === 1;
  };
  const { engine, covered } = foreignValidators({ validate }, [
    { pointer: '#/components/schemas/Theme.Map', name: 'ThemeMap' },
    { pointer: '#/paths/~1a/get/responses/200/content/application~1json/schema', name: 'paths' },
  ]);
  expect(covered.map(({ name }) => name)).toEqual(['ThemeMap']);
  expect(engine?.accepts('#/components/schemas/Theme.Map', 1)).toBe(true);
  expect([...asked]).toEqual(['Theme.Map']);
});
