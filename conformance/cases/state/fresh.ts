import { seedFrom } from '../../../generator/wire/random.ts';

/** Sampler whole numbers below a bound; equal seeds give equal numbers. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const dateForm = /^\d{4}-\d\d/;

/**
 * Texts like the one given that nobody has used, likeliest first: its letters and digits exchanged for others of their kind, so
 * that its length and form stay. The caller asks the schema which of them it takes.
 */
export function freshTexts(text: string, ...seed: readonly (string | number)[]): readonly string[] {
  const next = numbersFrom(seedFrom(...seed, text.length));
  const exchanged = (letters: string): string =>
    [...text]
      .map((character) => {
        if (/[a-z]/.test(character)) return letters[next(letters.length)] ?? character;
        if (/[A-Z]/.test(character)) return (letters[next(letters.length)] ?? character).toUpperCase();
        if (/[1-9]/.test(character)) return String(1 + next(9));
        if (character === '0') return String(next(10));
        return character;
      })
      .join('');
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  if (uuidForm.test(text)) {
    const hex = exchanged('abcdef');
    // Version 4, variant 1 (RFC 9562 section 5.4).
    return [`${hex.slice(0, 14)}4${hex.slice(15, 19)}a${hex.slice(20)}`];
  }
  if (dateForm.test(text)) return [];
  return [exchanged(alphabet), exchanged('abcdef'), exchanged(alphabet.slice(0, 3))];
}

/** Long enough that no two are the same: what stands in a unique member where nothing else is asked of it. */
export const plainTexts = (...seed: readonly (string | number)[]): readonly string[] => {
  const next = numbersFrom(seedFrom(...seed));
  const word = Array.from({ length: 9 }, () => 'abcdefghijklmnopqrstuvwxyz'[next(26)]).join('');
  return [`${word}@example.com`, `https://${word}.example.com`, word];
};

/** A whole number that nobody has used, about as large as the one given. */
export function freshIntegers(value: number, ...seed: readonly (string | number)[]): readonly number[] {
  const next = numbersFrom(seedFrom(...seed));
  return [value + 1 + next(1_000_000), 1 + next(1_000_000), 1 + next(1_000), 1 + next(100)];
}
