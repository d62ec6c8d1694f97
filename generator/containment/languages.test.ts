import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BeyondAutomata, complementOf, everything, intersect, languageOf, shortest } from './languages.ts';

const patterns = [
  '^[a-z0-9-]+$',
  '^[a-zA-Z_][a-zA-Z0-9-_]{2,63}$'.replace('9-_', '9\\-_'),
  'abc',
  '^$',
  '(^a|b$)',
  '^(a|b)*$',
  '\\d+',
  '^(?!foo)',
  '^(?=.*x)[a-z]+$',
  '^(?!.*\\.\\.)[a-z.]{1,5}$',
  '',
  '^(foo|bar$)',
];

describe('languageOf', () => {
  it.each(patterns)('%s: finds a string inside and one outside that the engine agrees with', (pattern) => {
    const regex = new RegExp(pattern, 'u');
    const inside = shortest(languageOf(pattern), 0, 100);
    expect(inside !== undefined && regex.test(inside)).toBe(true);
    const outside = shortest(complementOf(languageOf(pattern)), 0, 100);
    if (outside === undefined) expect(pattern).toBe('');
    else expect(regex.test(outside)).toBe(false);
  });

  it('agrees with the engine on any string', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        fc.string({ unit: fc.constantFrom(...'abfox.0_-') }),
        (pattern, text) => {
          const only = intersect(languageOf(pattern), languageOf(`^${text.replace(/[.]/g, '\\$&')}$`));
          expect(shortest(only, 0, 1000) !== undefined).toBe(new RegExp(pattern, 'u').test(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('respects a length range, and says when no text has it', () => {
    expect([...(shortest(everything(), 7, 9) ?? '')]).toHaveLength(7);
    expect(shortest(languageOf('^(ab)*$'), 3, 3)).toBeUndefined();
    expect(shortest(languageOf('^a{0,4}$'), 5, Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(shortest(languageOf('^(ab)*$'), 5, 1000)).toBe('ababab');
  });

  it.each(['\\bfoo', '(a*)\\1'])('%s is beyond it', (pattern) => {
    expect(() => languageOf(pattern)).toThrow(BeyondAutomata);
  });
});
