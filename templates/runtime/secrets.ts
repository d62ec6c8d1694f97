/** Keys shorter than this are not removed, because they may be part of a word. */
const shortest = 8;

/** What stands in place of a key. */
const mark = '[key]';

/** Takes keys out of a text, and out of the strings and names of a JSON value. */
export type Cleaner = <Value>(value: Value) => Value;

/** Built when it is first needed: most calls succeed. */
export function cleaner(keys: readonly string[]): Cleaner {
  let spellings: RegExp | undefined;
  const clean = (value: unknown): unknown => {
    // Of `user:password` the password is a key by itself.
    const secrets = keys.flatMap((key) => [key, key.replace(/^[^:]*:/, '')]);
    spellings ??= spellingsOf(secrets.filter(({ length }) => length >= shortest));
    if (typeof value === 'string') return value.replace(spellings, mark);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [clean(name), clean(member)]));
  };
  return clean as Cleaner;
}

/** A copy of a platform's error, and of what caused it, that shows no key. */
export function cleanError(error: unknown, clean: Cleaner): Error {
  const { message, name, stack, code, cause } = error as Error & { readonly code?: unknown };
  const copy = new Error(clean(`${message ?? error}`), cause ? { cause: cleanError(cause, clean) } : {});
  return Object.defineProperties(Object.assign(copy, code === undefined ? {} : { code }), {
    name: { value: name },
    stack: { value: clean(stack) },
  });
}

/** Matches keys as they are, in escapes, percent-encoding and entities, in hexadecimal and base64, one in the other. */
function spellingsOf(keys: readonly string[]): RegExp {
  const once = keys.flatMap((key) => [key, hex(key), percent(key), decimal(key), ...base64(key)]);
  const texts = new Set([...once, ...once.flatMap(base64)]);
  // Longest first: the whole goes before its part.
  const patterns = [...texts].sort((a, b) => b.length - a.length).map((text) => [...text].map(spelled).join(''));
  return new RegExp(patterns.join('|') || '(?!)', 'g');
}

/** One character in any of its spellings. */
function spelled(character: string): string {
  const code = character.charCodeAt(0);
  const digits = hex(character).replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const itself = character.replace(/\W/g, '\\$&');
  const coded = `(?:%(?:25)?|\\\\*(?:u00|x|u\\{0*)|&#[xX]0*)${digits}[;}]?|&#0*${code};?`;
  // Marks have names of their own in HTML.
  const named = /\w/.test(character) ? '' : '|&[A-Za-z]+;';
  return `(?:\\\\*${itself}|${coded}|${digits}${named})`;
}

const hex = (text: string): string =>
  [...text].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');

const decimal = (text: string): string => text.replace(/[^]/g, (character) => `&#${character.charCodeAt(0)};`);

const percent = (text: string): string => hex(text).replace(/../g, '%$&').toUpperCase();

/** The characters of base64 that a text alone decides, with 0, 1 or 2 bytes before it; both alphabets. */
const base64 = (text: string): readonly string[] =>
  [0, 1, 2]
    .map((before) =>
      btoa('\0'.repeat(before) + text).slice(Math.ceil((before * 8) / 6), Math.floor(((before + text.length) * 8) / 6)),
    )
    .flatMap((found) => [found, found.replaceAll('+', '-').replaceAll('/', '_')]);
