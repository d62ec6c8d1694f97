const twoDigits = (index: number): string => String((index % 28) + 1).padStart(2, '0');
const letters = (index: number): string => index.toString(36);

const filler = (length: number): string => 'a'.repeat(Math.max(0, length));

/** By index, and of at least a length where the format lets a string grow. */
const texts: { readonly [format: string]: (index: number, least: number) => string } = {
  'date-time': (index, least) =>
    `2020-01-${twoDigits(index)}T00:00:00${least > 20 ? `.${'0'.repeat(Math.max(1, least - 21))}` : ''}Z`,
  date: (index) => `2020-01-${twoDigits(index)}`,
  time: (index) => `00:00:${twoDigits(index)}Z`,
  duration: (index) => `P${index + 1}D`,
  email: (index, least) => `a${letters(index)}${filler(least - 14)}@example.com`,
  'idn-email': (index, least) => `a${letters(index)}${filler(least - 14)}@example.com`,
  uuid: (index) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
  uri: (index, least) => `https://example.com/${letters(index)}${filler(least - 21)}`,
  url: (index, least) => `https://example.com/${letters(index)}${filler(least - 21)}`,
  iri: (index, least) => `https://example.com/${letters(index)}${filler(least - 21)}`,
  'uri-reference': (index, least) => `/${letters(index)}${filler(least - 2)}`,
  'iri-reference': (index, least) => `/${letters(index)}${filler(least - 2)}`,
  'uri-template': (index, least) => `/${letters(index)}${filler(least - 2)}`,
  hostname: (index) => `a${letters(index)}.example.com`,
  'idn-hostname': (index) => `a${letters(index)}.example.com`,
  ipv4: (index) => `192.0.2.${index % 256}`,
  ipv6: (index) => `2001:db8::${(index + 1).toString(16)}`,
  'json-pointer': (index, least) => `/${letters(index)}${filler(least - 2)}`,
  'relative-json-pointer': (index) => String(index),
  regex: (index, least) => `a${letters(index)}${filler(least - 2)}`,
  byte: (index, least) =>
    (['YWJj', 'YWJk', 'YWJl', 'YWJm'][index % 4] ?? 'YWJj').repeat(Math.max(1, Math.ceil(least / 4))),
};

/**
 * A string of a format, of at least `least` characters where the format allows that; different indexes give different
 * ones, as far as there are. `undefined` for a format unknown.
 */
export const formatted = (format: string, index: number, least: number): string | undefined =>
  Object.hasOwn(texts, format) ? texts[format]?.(index, least) : undefined;
