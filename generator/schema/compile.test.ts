import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../json/types.ts';
import { compileSchema } from './compile.ts';

/** Members and items whose schema accepts everything, in each of its spellings. */
const anything: readonly JsonSchema[] = [{}, true, { description: 'whatever it is' }];

describe('a map or a list of anything', () => {
  it.each(
    anything.flatMap((of) => [
      { schema: { type: 'object', additionalProperties: of }, valid: { a: 1, b: null }, invalid: 'x' },
      { schema: { type: ['object', 'null'], additionalProperties: of }, valid: null, invalid: [] },
      { schema: { type: 'array', items: of }, valid: [1, null, {}], invalid: {} },
      {
        schema: { type: 'object', properties: { of: { type: 'object', additionalProperties: of } } },
        valid: { of: { a: [] } },
        invalid: { of: 3 },
      },
    ]),
  )('$schema takes $valid and refuses $invalid', ({ schema, valid, invalid }) => {
    const { accepts, errors } = compileSchema(schema);
    expect([accepts(valid), accepts(invalid)]).toEqual([true, false]);
    expect(errors(invalid).length).toBeGreaterThan(0);
  });
});

describe('an error', () => {
  it.each([
    {
      title: 'counts characters, not code units',
      schema: { minLength: 2 },
      value: '😀',
      keyword: 'minLength',
      message: 'must have at least 2 characters, has 1',
    },
    {
      title: 'shows what an object has to be',
      schema: { const: { a: [1] } },
      value: { a: [2] },
      keyword: 'const',
      message: 'must be {"a":[1]}, is an object',
    },
    {
      title: 'names the keyword, not the member that it speaks of',
      schema: { dependentRequired: { card: ['address'] } },
      value: { card: 1 },
      keyword: 'dependentRequired',
      message: 'lacks the member "address"',
    },
    {
      title: 'names the keyword as the document writes it',
      schema: { properties: { name: {} }, unevaluatedProperties: false },
      value: { nam: 1 },
      keyword: 'unevaluatedProperties',
      message: 'is a member that is not allowed here; did you mean "name"?',
    },
  ])('$title', ({ schema, value, keyword, message }) => {
    expect(compileSchema(schema).errors(value)).toMatchObject([{ keyword, message }]);
  });
});
