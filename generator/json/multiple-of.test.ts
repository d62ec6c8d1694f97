import { expect, it } from 'vitest';
import { isMultipleOf, isPlainMultipleOf } from './multiple-of.ts';

it.each([
  { value: 6, divisor: 3, want: true, plain: true },
  { value: 7, divisor: 3, want: false, plain: false },
  { value: 0.3, divisor: 0.1, want: true, plain: false },
  { value: 4.35, divisor: 0.01, want: true, plain: false },
  { value: 0.35, divisor: 0.1, want: false, plain: false },
  { value: 1e300, divisor: 5, want: true, plain: false },
  { value: 1e300, divisor: 7, want: false, plain: false },
  { value: 1e-7, divisor: 1e-8, want: true, plain: true },
  { value: 1e308, divisor: 0.123456789, want: false, plain: false },
  { value: 1, divisor: 0.3333333333333333, want: false, plain: false },
  { value: -4, divisor: 2, want: true, plain: true },
  { value: 0, divisor: 0.1, want: true, plain: true },
  { value: 5e-324, divisor: 1, want: false, plain: false },
  { value: Number.POSITIVE_INFINITY, divisor: 2, want: false, plain: false },
  { value: 4, divisor: 0, want: false, plain: false },
])('$value of $divisor is $want', ({ value, divisor, want, plain }) => {
  expect(isMultipleOf(value, divisor)).toBe(want);
  expect(isPlainMultipleOf(value, divisor)).toBe(plain);
});
