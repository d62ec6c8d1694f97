import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileSchema } from '../../generator/schema/compile.ts';
import { boundary } from './boundary.ts';

/** A kind of schema with two bounds, and how large a value of it is. */
const kinds: readonly (readonly [
  type: string,
  low: string,
  high: string,
  sizeOf: (value: unknown) => number,
])[] = [
  ['string', 'minLength', 'maxLength', (value) => [...String(value)].length],
  ['array', 'minItems', 'maxItems', (value) => (value as unknown[]).length],
  ['integer', 'minimum', 'maximum', Number],
];

it.each(kinds)('of a %s, every value is valid, and the least and the most are among them', (...kind) => {
  const [type, low, high, sizeOf] = kind;
  fc.assert(
    fc.property(fc.nat(4), fc.nat(4), (least, more) => {
      const most = least + more;
      const schema = { type, [low]: least, [high]: most };
      const edges = [...boundary(schema)];
      const { accepts } = compileSchema(schema);
      for (const { value } of edges) expect(accepts(value), JSON.stringify(value)).toBe(true);
      const sizes = edges.map(({ value }) => sizeOf(value));
      expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([least, most]);
    }),
    { numRuns: 50 },
  );
});
