import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { equalJson, hasDuplicates } from './equal-json.ts';

const parse = (text: string): unknown => JSON.parse(text);

it.each([
  { left: '1', right: '1.0', want: true },
  { left: '0', right: '-0', want: true },
  { left: '1', right: '"1"', want: false },
  { left: 'null', right: '0', want: false },
  { left: 'null', right: '{}', want: false },
  { left: '[]', right: '{}', want: false },
  { left: '[1,2]', right: '[2,1]', want: false },
  { left: '[1]', right: '[1,1]', want: false },
  { left: '{"a":1,"b":[{}]}', right: '{"b":[{}],"a":1}', want: true },
  { left: '{"a":1}', right: '{"b":1}', want: false },
  {
    left: '{"valueOf":1,"constructor":{},"toString":2}',
    right: '{"toString":2,"constructor":{},"valueOf":1}',
    want: true,
  },
  { left: '{"__proto__":1}', right: '{"__proto__":2}', want: false },
  { left: '{"toString":1}', right: '{"a":1}', want: false },
  { left: '1e400', right: 'null', want: false },
])('$left and $right are equal: $want', ({ left, right, want }) => {
  expect(equalJson(parse(left), parse(right))).toBe(want);
  expect(canonicalJson(parse(left)) === canonicalJson(parse(right))).toBe(want);
  expect(hasDuplicates([parse(left), 'between', parse(right)])).toBe(want);
});
