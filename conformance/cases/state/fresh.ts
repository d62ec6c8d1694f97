import { seedFrom } from '../../../generator/wire/random.ts';

/** Returns whole numbers below a bound; equal seeds give equal numbers. */
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
 * Unused texts like the given one, the likeliest first: letters and digits are replaced by others of their kind, so that
 * length and form stay. The caller filters them by the schema.
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

/** Long enough to be unique: the value of a unique member without further constraints. */
export const plainTexts = (...seed: readonly (string | number)[]): readonly string[] => {
  const next = numbersFrom(seedFrom(...seed));
  const word = Array.from({ length: 9 }, () => 'abcdefghijklmnopqrstuvwxyz'[next(26)]).join('');
  return [`${word}@example.com`, `https://${word}.example.com`, word];
};

/** An unused whole number, about as large as the given one. */
export function freshIntegers(value: number, ...seed: readonly (string | number)[]): readonly number[] {
  const next = numbersFrom(seedFrom(...seed));
  return [value + 1 + next(1_000_000), 1 + next(1_000_000), 1 + next(1_000), 1 + next(100)];
}
