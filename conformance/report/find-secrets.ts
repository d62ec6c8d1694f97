import { gunzipSync, unzipSync } from 'node:zlib';

/** A range of a text, in UTF-16 units: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** The replacement needs quotes: a number of JSON becomes a string. */
  readonly isBare?: true;
}

/** The decoded text of a range of another one; unit `i` of it came from `startOf(i)` up to `endOf(i)`. */
interface Reading {
  readonly text: string;
  startOf(unit: number): number;
  endOf(unit: number): number;
}

/** Depth of encodings that are decoded: two, and two that the place itself may need (JSON in a string of JSON). */
const deepest = 4;

/** Most bytes that a compressed piece may become. */
const mostInflated = 16 * 1024 * 1024;

/** Finds secrets in texts. */
export type SecretFinder = (text: string) => readonly Span[];

/**
 * Finds secrets in a text: unencoded, or behind up to four layers of JSON and JavaScript escapes, percent-encoding, HTML
 * entities, UTF-16, hexadecimal, base64 and base64url (gzip within those).
 */
export function secretFinder(secrets: readonly string[]): SecretFinder {
  if (secrets.length === 0) return () => [];
  const shortest = Math.min(...secrets.map(({ length }) => length));
  const isAscii = secrets.every((secret) => /^[ -~]*$/.test(secret));
  const wanted = { secrets: secrets.map(wantedOf), shortest, isAscii };
  return (text) => search(text, wanted, deepest);
}

/** Merges overlapping and touching ranges, in order. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { start: last.start, end: span.end };
  }
  return merged;
}

interface Wanted {
  readonly text: string;
  /** A long key is found in any case: header names, for example, are written in lower case. */
  readonly anyCase: boolean;
}

interface Search {
  readonly secrets: readonly Wanted[];
  readonly shortest: number;
  /** All are visible ASCII characters and blanks, as every encoding of them is. */
  readonly isAscii: boolean;
}

function wantedOf(secret: string): Wanted {
  const lower = secret.toLowerCase();
  const anyCase = secret.length >= 16 && /\d/.test(secret) && lower.length === secret.length;
  return { text: anyCase ? lower : secret, anyCase };
}

function search(text: string, wanted: Search, layers: number): readonly Span[] {
  if (text.length < wanted.shortest) return [];
  const spans = plainSpans(text, wanted.secrets);
  if (layers === 0) return spans;
  for (const reading of readingsOf(text, wanted))
    for (const { start, end } of search(reading.text, wanted, layers - 1))
      spans.push({ start: reading.startOf(start), end: reading.endOf(end - 1) });
  return spans;
}

function plainSpans(text: string, secrets: readonly Wanted[]): Span[] {
  const spans: Span[] = [];
  const lower = text.toLowerCase();
  for (const { text: secret, anyCase } of secrets) {
    // A few letters of other scripts become longer in lower case.
    const within = anyCase && lower.length === text.length ? lower : text;
    for (let at = within.indexOf(secret); at >= 0; at = within.indexOf(secret, at + 1))
      spans.push({ start: at, end: at + secret.length });
  }
  return spans;
}

function* readingsOf(text: string, wanted: Search): Generator<Reading> {
  if (/[\\%&]/.test(text) || text.includes(nul)) yield* escapeReadings(text);
  yield* hexReadings(text, wanted);
  yield* base64Readings(text, wanted);
}

/** Names of HTML entities for ASCII characters. */
const entities: { readonly [name: string]: string } = {
  Tab: '\t',
  NewLine: '\n',
  excl: '!',
  quot: '"',
  QUOT: '"',
  num: '#',
  dollar: '$',
  percnt: '%',
  amp: '&',
  AMP: '&',
  apos: "'",
  lpar: '(',
  rpar: ')',
  ast: '*',
  midast: '*',
  plus: '+',
  comma: ',',
  period: '.',
  sol: '/',
  colon: ':',
  semi: ';',
  lt: '<',
  LT: '<',
  equals: '=',
  gt: '>',
  GT: '>',
  quest: '?',
  commat: '@',
  lsqb: '[',
  lbrack: '[',
  bsol: '\\',
  rsqb: ']',
  rbrack: ']',
  Hat: '^',
  lowbar: '_',
  UnderBar: '_',
  grave: '`',
  lcub: '{',
  lbrace: '{',
  verbar: '|',
  vert: '|',
  rcub: '}',
  rbrace: '}',
};

const nul = String.fromCharCode(0);

const escapes = {
  backslash: /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-7]{3})|(.))/gi,
  percent: /%([0-9a-f]{2})/gi,
  entity: /&(?:#(\d{1,7});?|#x([0-9a-f]{1,6});?|([A-Za-z]+);)/gi,
  // UTF-16 and UTF-32 of ASCII.
  nul: new RegExp(nul, 'g'),
} as const;

type EscapeKind = keyof typeof escapes;

const letters: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text of an escape; `undefined` where it is not an escape. */
function unescaped(kind: EscapeKind, groups: readonly (string | undefined)[]): string | undefined {
  const character = (digits: string | undefined, base: number): string | undefined => {
    const code = Number.parseInt(digits ?? '', base);
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
  };
  switch (kind) {
    case 'backslash': {
      const [, long, short, hex, octal, letter = ''] = groups;
      const coded = character(long ?? short ?? hex, 16) ?? character(octal, 8);
      return coded ?? letters[letter] ?? letter;
    }
    case 'percent':
      return character(groups[1], 16);
    case 'entity':
      return character(groups[1], 10) ?? character(groups[2], 16) ?? entities[groups[3] ?? ''];
    case 'nul':
      return '';
    default:
      return kind satisfies never;
  }
}

/** The text with one kind of escape decoded, for each kind that it has. */
function* escapeReadings(text: string): Generator<Reading> {
  for (const kind of ['backslash', 'percent', 'entity', 'nul'] as const) {
    const pieces: { readonly start: number; readonly end: number; readonly text: string }[] = [];
    for (const match of text.matchAll(escapes[kind])) {
      const decoded = unescaped(kind, match);
      if (decoded !== undefined)
        pieces.push({ start: match.index, end: match.index + match[0].length, text: decoded });
    }
    if (pieces.length > 0) yield replacing(text, pieces);
  }
}

/** A text with some ranges decoded. */
function replacing(
  text: string,
  pieces: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): Reading {
  const starts: number[] = [];
  const ends: number[] = [];
  let decoded = '';
  let at = 0;
  const keep = (upTo: number): void => {
    decoded += text.slice(at, upTo);
    for (; at < upTo; at++) {
      starts.push(at);
      ends.push(at + 1);
    }
  };
  for (const piece of pieces) {
    keep(piece.start);
    decoded += piece.text;
    for (let unit = 0; unit < piece.text.length; unit++) {
      starts.push(piece.start);
      ends.push(piece.end);
    }
    at = piece.end;
  }
  keep(text.length);
  return { text: decoded, startOf: (unit) => starts[unit] ?? 0, endOf: (unit) => ends[unit] ?? text.length };
}

/** `736b`, `73 6b`, `73:6b`; a run may begin in the middle of a pair. */
function* hexReadings(text: string, wanted: Search): Generator<Reading> {
  const runs = new RegExp(`[0-9a-f](?:[ :-]?[0-9a-f]){${2 * wanted.shortest - 1},}`, 'gi');
  for (const { 0: run, index } of text.matchAll(runs)) {
    const digits = run.replaceAll(/[ :-]/g, '');
    let places: readonly number[] | undefined;
    const placeOf = (digit: number): number => {
      places ??= [...run.matchAll(/[0-9a-f]/gi)].map((match) => match.index);
      return index + (places[digit] ?? 0);
    };
    for (const first of [0, 1]) {
      const bytes = Buffer.from(digits.slice(first, first + ((digits.length - first) & ~1)), 'hex');
      yield* ofBytes(bytes, wanted, index, index + run.length, {
        startOf: (byte) => placeOf(first + 2 * byte),
        endOf: (byte) => placeOf(first + 2 * byte + 1) + 1,
      });
    }
  }
}

/** Base64 and base64url; a run of such characters may begin before the encoded text does. */
function* base64Readings(text: string, wanted: Search): Generator<Reading> {
  // The last character may contain bits of the following text.
  const least = Math.floor((wanted.shortest * 4) / 3);
  const runs = new RegExp(`[A-Za-z0-9+/_-]{${least},}`, 'g');
  for (const { 0: run, index } of text.matchAll(runs)) {
    for (const offset of [0, 1, 2, 3]) {
      const first = index + offset;
      yield* ofBytes(Buffer.from(run.slice(offset), 'base64'), wanted, first, index + run.length, {
        startOf: (byte) => first + Math.floor((byte * 8) / 6),
        endOf: (byte) => first + Math.floor((byte * 8 + 7) / 6) + 1,
      });
    }
  }
}

function* ofBytes(
  bytes: Buffer,
  wanted: Search,
  start: number,
  end: number,
  places: Omit<Reading, 'text'>,
): Generator<Reading> {
  if (mayHold(bytes, wanted)) yield { text: bytes.toString('latin1'), ...places };
  const inflated = inflate(bytes);
  // No part of a compressed text can be redacted.
  if (inflated !== undefined)
    yield { text: inflated.toString('latin1'), startOf: () => start, endOf: () => end };
}

/**
 * Whether decoded bytes may be text that holds a secret or an encoding of one: that is a run of ASCII characters, with zeros
 * between them in UTF-16. Ids in hexadecimal decode to anything.
 */
function mayHold(bytes: Buffer, { shortest, isAscii }: Search): boolean {
  let run = 0;
  for (const byte of bytes) {
    run = (byte >= 0x20 && byte <= 0x7e) || byte === 0 ? run + 1 : 0;
    if (run >= shortest) return true;
  }
  return !isAscii;
}

/** The decompressed text of gzip or zlib; `undefined` for anything else, and beyond the limit. */
function inflate(bytes: Buffer): Buffer | undefined {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const isZlib = bytes[0] === 0x78 && ((bytes[0] << 8) | (bytes[1] ?? 0)) % 31 === 0;
  if (!isGzip && !isZlib) return undefined;
  try {
    return (isGzip ? gunzipSync : unzipSync)(bytes, { maxOutputLength: mostInflated });
  } catch {
    return undefined;
  }
}
