import type { Source } from './source.ts';

type FormatSampler = (source: Source) => string;

const letters = 'abcdefghijklmnopqrstuvwxyz';
const word = (source: Source, min: number, max: number, alphabet = letters): string => {
  let text = '';
  for (let length = source.nextInt(min, max); length > 0; length--)
    text += alphabet[source.nextInt(0, alphabet.length - 1)];
  return text;
};
const two = (source: Source, min: number, max: number): string =>
  String(source.nextInt(min, max)).padStart(2, '0');
const hex = (source: Source, length: number): string => word(source, length, length, '0123456789abcdef');
const one = (source: Source, ...choices: readonly string[]): string =>
  choices[source.nextInt(0, choices.length - 1)] ?? '';

const date: FormatSampler = (source) => {
  const year = source.nextInt(0, 9) === 0 ? source.nextInt(0, 9999) : source.nextInt(1990, 2035);
  const month = source.nextInt(1, 12);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 28;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${two(source, 1, days)}`;
};
const clock: FormatSampler = (source) => {
  const fraction = source.nextInt(0, 2) === 0 ? `.${word(source, 1, 3, '0123456789')}` : '';
  return `${two(source, 0, 23)}:${two(source, 0, 59)}:${two(source, 0, 59)}${fraction}`;
};
const zone: FormatSampler = (source) =>
  source.nextInt(0, 3) > 0 ? 'Z' : `${one(source, '+', '-')}${two(source, 0, 12)}:${two(source, 0, 59)}`;
const hostname: FormatSampler = (source) => {
  const labels: string[] = [];
  for (let count = source.nextInt(1, 3); count > 0; count--) labels.push(word(source, 1, 8));
  return labels.join('.');
};
const domain: FormatSampler = (source) =>
  `${word(source, 2, 8)}.${one(source, 'com', 'org', 'example', 'io')}`;
const path: FormatSampler = (source) => {
  let text = '';
  for (let count = source.nextInt(0, 3); count > 0; count--) text += `/${word(source, 1, 6)}`;
  return text;
};
const uri: FormatSampler = (source) =>
  `https://${domain(source)}${path(source)}${source.nextInt(0, 3) === 0 ? `?${word(source, 1, 4)}=${word(source, 1, 4)}` : ''}`;
const duration: FormatSampler = (source) =>
  one(
    source,
    `P${source.nextInt(1, 9)}W`,
    `P${source.nextInt(1, 30)}D`,
    `PT${source.nextInt(1, 23)}H`,
    `P1Y${source.nextInt(1, 11)}M`,
    `P1DT${source.nextInt(1, 59)}M${source.nextInt(1, 59)}S`,
  );
const pointer: FormatSampler = (source) => {
  let text = '';
  for (let count = source.nextInt(0, 3); count > 0; count--)
    text += `/${one(source, word(source, 0, 5), 'a~0b', 'a~1b', '0')}`;
  return text;
};
const ipv6: FormatSampler = (source) =>
  source.nextInt(0, 3) === 0
    ? `${hex(source, 4)}::${hex(source, 1)}`
    : Array.from({ length: 8 }, () => hex(source, source.nextInt(1, 4))).join(':');
const byte: FormatSampler = (source) => Buffer.from(word(source, 0, 12)).toString('base64');

/** Samples a text of a format, for every format that ajv-formats knows and some that it does not. */
export const formats: { readonly [format: string]: FormatSampler | undefined } = {
  __proto__: null as never,
  date,
  time: (source) => clock(source) + zone(source),
  'iso-time': (source) => clock(source) + (source.nextInt(0, 1) === 0 ? '' : zone(source)),
  'date-time': (source) => `${date(source)}T${clock(source)}${zone(source)}`,
  'iso-date-time': (source) =>
    `${date(source)}T${clock(source)}${source.nextInt(0, 1) === 0 ? '' : zone(source)}`,
  duration,
  email: (source) => `${word(source, 1, 8)}@${domain(source)}`,
  'idn-email': (source) => `${word(source, 1, 8)}@${domain(source)}`,
  hostname,
  'idn-hostname': hostname,
  ipv4: (source) => Array.from({ length: 4 }, () => source.nextInt(0, 255)).join('.'),
  ipv6,
  uri,
  url: uri,
  iri: uri,
  'uri-reference': (source) =>
    source.nextInt(0, 1) === 0 ? uri(source) : `${path(source)}#${word(source, 0, 4)}`,
  'iri-reference': uri,
  'uri-template': (source) => `${uri(source)}/{${word(source, 1, 5)}}`,
  uuid: (source) =>
    `${hex(source, 8)}-${hex(source, 4)}-4${hex(source, 3)}-${one(source, '8', '9', 'a', 'b')}${hex(source, 3)}-${hex(source, 12)}`,
  regex: (source) => one(source, '^[a-z]+$', 'a|b', '\\d{2,4}', '.*', word(source, 1, 5)),
  'json-pointer': pointer,
  'json-pointer-uri-fragment': (source) => `#${pointer(source)}`,
  'relative-json-pointer': (source) =>
    `${source.nextInt(0, 12)}${source.nextInt(0, 3) === 0 ? '#' : pointer(source)}`,
  byte,
};

/** Texts that break a format, near misses first; the caller finds out which of them break it. */
export const nearMisses: { readonly [format: string]: readonly string[] | undefined } = {
  __proto__: null as never,
  date: ['2023-02-30', '2023-13-01', '2023-1-1', '20230101', '2023-02-29'],
  time: ['24:00:00Z', '12:60:00Z', '12:00Z', '12:00:00'],
  'date-time': [
    '2023-02-30T00:00:00Z',
    '2023-01-01T25:00:00Z',
    '2023-01-01 ',
    '2023-01-01',
    '2023-01-01T00:00:00',
  ],
  duration: ['P', 'PT', '1D', 'P1', 'P1S'],
  email: ['a@', '@b.c', 'a.b.c', 'a@b@c.d', 'a b@c.d'],
  hostname: ['-a', 'a-', 'a..b', 'a_b', ' a'],
  ipv4: ['256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', 'a.b.c.d'],
  ipv6: ['1::2::3', '12345::', ':', '1:2:3:4:5:6:7', 'g::'],
  uri: ['//a', 'a b:c', 'no scheme', '/relative', 'http://[', 'a'],
  'uri-reference': ['\\\\a', 'a b', '#a#b ', '%zz'],
  'uri-template': ['{', '{a', '}', '{a b}'],
  uuid: [
    '00000000-0000-0000-0000-00000000000',
    '0000000000000000000000000000000g',
    'g0000000-0000-0000-0000-000000000000',
    '00000000000000000000000000000000',
  ],
  regex: ['(', '[', '*', 'a{2,1}'],
  'json-pointer': ['a', '/~2', '/~', '#'],
  'json-pointer-uri-fragment': ['/a', '#a', '#/~'],
  'relative-json-pointer': ['/a', '-1', '01', '1a'],
  byte: ['a', 'ab=c', '====', 'a*b='],
};
