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
