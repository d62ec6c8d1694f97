import type { Pointer } from './types.ts';

/** Escapes one reference token of a JSON Pointer in URI fragment form (RFC 6901 section 6). */
export const escapeToken = (token: string): string => (plain.test(token) ? token : escaped(token));

/** Escapes one reference token of a JSON Pointer into an instance, which is not a URI: only `~` and `/` (RFC 6901 section 3). */
export const escapeInstanceToken = (token: string): string =>
  token.replaceAll('~', '~0').replaceAll('/', '~1');

/** The tokens of a JSON Pointer into an instance, unescaped; a percent sign is part of a name there. */
export const instanceTokensOf = (path: string): readonly string[] =>
  path === '' ? [] : path.slice(1).split('/').map(unescapeTilde);

const unescapeTilde = (token: string): string =>
  token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;

const mostRemembered = 10_000;

/** Most names need no escape, and large documents have many. */
const plain = /^[\w.-]*$/;

const escaped = remembered((token) =>
  encodeURIComponent(escapeInstanceToken(token)).replaceAll('%24', '$').replaceAll('%40', '@'),
);

/** The names of a document that need an escape, paths and media types, are few and met again and again. */
function remembered(make: (token: string) => string): (token: string) => string {
  const known = new Map<string, string>();
  return (token) => {
    const before = known.get(token);
    if (before !== undefined) return before;
    if (known.size >= mostRemembered) known.clear();
    const made = make(token);
    known.set(token, made);
    return made;
  };
}

/** Appends tokens to a pointer: `child('#/paths', '/pets', 'get')` is `#/paths/~1pets/get`. */
export function child(pointer: Pointer, ...tokens: readonly (string | number)[]): Pointer {
  let path = pointer;
  for (const token of tokens) path += typeof token === 'number' ? `/${token}` : `/${escapeToken(token)}`;
  return path;
}

/** The tokens of a pointer, unescaped. Takes both `#/a/b` and `/a/b`; a bad percent escape is kept as written. */
export function tokensOf(pointer: Pointer): readonly string[] {
  const path = pointer.startsWith('#') ? pointer.slice(1) : pointer;
  if (path === '') return [];
  return path.slice(1).split('/').map(unescapeToken);
}

const unescapeToken = (token: string): string =>
  token.includes('%') || token.includes('~') ? unescaped(token) : token;

const unescaped = remembered((token) => unescapeTilde(token.includes('%') ? decode(token) : token));

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

/** The value at a pointer, own members only; `undefined` when it does not exist. */
export function valueAt(document: unknown, pointer: Pointer): unknown {
  let value = document;
  for (let start = pointer.startsWith('#') ? 1 : 0; start >= 0 && start < pointer.length; ) {
    const end = pointer.indexOf('/', start + 1);
    const token = unescapeToken(end === -1 ? pointer.slice(start + 1) : pointer.slice(start + 1, end));
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Record<string, unknown>)[token];
    start = end;
  }
  return value;
}

export { isObject } from './guards.ts';
