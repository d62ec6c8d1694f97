import { gzipSync } from 'node:zlib';

/** How a key is written by somebody who wants it read, or does not know that it is one. */
export interface KeyEncoding {
  readonly name: string;
  encode(key: string): string;
}

const each = (text: string, write: (code: number) => string): string =>
  [...text].map((character) => write(character.charCodeAt(0))).join('');
const digits = (code: number, length: number): string => code.toString(16).padStart(length, '0');
const percent = (text: string): string => each(text, (code) => `%${digits(code, 2).toUpperCase()}`);
const unicode = (text: string): string => each(text, (code) => `\\u${digits(code, 4)}`);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const decimal = (text: string): string => each(text, (code) => `&#${code};`);
const named: Readonly<Record<string, string>> = {
  '/': '&sol;',
  '+': '&plus;',
  '"': '&quot;',
  '&': '&amp;',
  '<': '&lt;',
  '=': '&equals;',
  '%': '&percnt;',
};

/** At most two layers each. */
export const keyEncodings: readonly KeyEncoding[] = [
  { name: 'plain', encode: (key) => key },
  { name: 'escapes of JSON, all characters', encode: unicode },
  {
    name: 'escapes of JSON, as they must be, and the solidus',
    encode: (key) => JSON.stringify(key).slice(1, -1).replaceAll('/', '\\/'),
  },
  {
    name: 'escapes of JavaScript, two digits',
    encode: (key) => each(key, (code) => `\\x${digits(code, 2)}`),
  },
  { name: 'escapes of JavaScript, braces', encode: (key) => each(key, (code) => `\\u{${digits(code, 2)}}`) },
  { name: 'percent-encoding, all characters', encode: percent },
  { name: 'percent-encoding, as it must be', encode: encodeURIComponent },
  { name: 'percent-encoding in lower case', encode: (key) => percent(key).toLowerCase() },
  { name: 'entities, decimal', encode: decimal },
  { name: 'entities, hexadecimal', encode: (key) => each(key, (code) => `&#x${digits(code, 1)};`) },
  { name: 'entities by name', encode: (key) => key.replace(/[/+"&<=%]/g, (mark) => named[mark] ?? mark) },
  { name: 'hexadecimal', encode: hex },
  { name: 'hexadecimal in capitals, a digit before', encode: (key) => `7${hex(key).toUpperCase()}` },
  { name: 'hexadecimal with colons', encode: (key) => hex(key).replace(/..(?=.)/g, '$&:') },
  { name: 'base64', encode: base64 },
  { name: 'base64url', encode: (key) => Buffer.from(key).toString('base64url') },
  { name: 'basic credentials, the key behind a user', encode: (key) => base64(`user:${key}`) },
  { name: 'base64, letters right before', encode: (key) => `Zz${base64(`:${key}:`)}` },
  { name: 'UTF-16', encode: (key) => each(key, (code) => `${String.fromCharCode(code)}\0`) },
  { name: 'percent-encoding twice', encode: (key) => encodeURIComponent(encodeURIComponent(key)) },
  { name: 'JSON in JSON', encode: (key) => JSON.stringify(unicode(key)).slice(1, -1) },
  { name: 'base64 twice', encode: (key) => base64(base64(key)) },
  { name: 'percent-encoding in base64', encode: (key) => base64(percent(key)) },
  { name: 'base64, percent-encoded', encode: (key) => percent(base64(key)) },
  { name: 'hexadecimal in base64', encode: (key) => base64(hex(key)) },
  { name: 'entities in percent-encoding', encode: (key) => percent(decimal(key)) },
  { name: 'gzip in base64', encode: (key) => gzipSync(`{"echo":"${key}"}`).toString('base64') },
];
