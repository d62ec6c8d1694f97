import { expect, it } from 'vitest';
import { didYouMean, nearest } from './did-you-mean.ts';

const known = ['listPets', 'createPet', 'getPet'];

it.each([
  { text: 'listPet', want: 'listPets' },
  { text: 'LISTPETS', want: 'listPets' },
  { text: 'creatPet', want: 'createPet' },
  { text: 'zzzzzz', want: undefined },
])('the nearest of $text is $want', ({ text, want }) => {
  expect(nearest(text, known)).toBe(want);
});

it('lists what is known where nothing is like it', () => {
  expect(didYouMean('zzzzzz', known)).toBe('Known: listPets, createPet, getPet.');
  expect(didYouMean('x', [])).toBe('');
  const many = Array.from({ length: 25 }, (_, index) => `operation-number-${index}`);
  expect(didYouMean('zz', many)).toMatch(/, and 5 more\.$/);
});
