import { isObject, type Reply } from 'openapi-plumbline';

/** What the behaviours share: JSON, errors in the form of this API, numbers from a seed. */

export type Json = Readonly<Record<string, unknown>>;

export { isObject };

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A body in JSON. */
export const answerWith = (
  body: unknown,
  status = 200,
  headers: { readonly [name: string]: string } = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** An error in the shape of this API: no `code`, no `param`. */
export const refusal = (
  status: number,
  type: string,
  message: string,
  headers: { readonly [name: string]: string } = {},
): Reply => answerWith({ error: { message, type } }, status, headers);

/** 400 with the words of the vendor. */
export const invalid = (message: string): Reply => refusal(400, 'invalid_request_error', message);

export const notFound = (message: string): Reply => refusal(404, 'resource_not_found_error', message);

/** Generates numbers in [0, 1) from a 32-bit seed (mulberry32), the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every number of two bytes, four digits each. */
const digits = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));

/** Hexadecimal digits from a seed, for ids. */
export function hexFrom(seed: number, length: number): string {
  const random = randomFrom(seed);
  let hex = '';
  while (hex.length < length) hex += digits[Math.floor(random() * 65_536)] ?? '';
  return hex.slice(0, length);
}

export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
