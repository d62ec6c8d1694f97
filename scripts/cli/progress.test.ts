import { expect, it } from 'vitest';
import { timeLeft } from './progress.ts';

it.each([
  { elapsed: 10_000, done: 5, all: 10, want: '  about 10 s left' },
  { elapsed: 60_000, done: 1, all: 11, want: '  about 10 min left' },
  { elapsed: 10_000, done: 0, all: 10, want: '' },
  { elapsed: 1000, done: 5, all: 10, want: '' },
])('after $elapsed ms, $done of $all operations: "$want"', ({ elapsed, done, all, want }) => {
  expect(timeLeft(elapsed, done, all)).toBe(want);
});
