import { createHash } from 'node:crypto';

/** Splits a name into words: at punctuation, and where lower case meets upper case. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([\p{Ll}\p{Nd}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{Nd}]+/u)
    .filter((word) => word !== '');

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `list_user-files` to `ListUserFiles`; never empty and never begins with a digit. */
export function pascalCase(name: string): string {
  const joined = wordsOf(name).map(capital).join('');
  return joined === '' ? 'Unnamed' : /^\p{Nd}/u.test(joined) ? `N${joined}` : joined;
}

/** `List-user files` to `listUserFiles`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  const head = /^\p{Lu}+(?=\p{Lu}\p{Ll}|\p{Nd}|$)|^\p{Lu}/u.exec(pascal)?.[0] ?? '';
  return head.toLowerCase() + pascal.slice(head.length);
}

/** `listUserFiles` to `list-user-files`. */
export const kebabCase = (name: string): string => wordsOf(name).join('-').toLowerCase() || 'unnamed';

/** Names that Windows keeps for devices, with or without an extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** Letters of the longest name of a file, its extension apart. */
const longestFileName = 100;

/**
 * The name of a file, without its extension, for something that the document names: ASCII letters, digits and `-`, no
 * device of Windows, and short. A digest of the whole name keeps shortened names distinct.
 */
export function fileName(name: string): string {
  const kebab = kebabCase(name);
  const plain = kebab
    .normalize('NFKD')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/^-+|-+$|-(?=-)/g, '');
  if (plain === '') return `x-${digestOf(name)}`;
  if (device.test(plain)) return `${plain}_`;
  return plain.length <= longestFileName ? plain : `${plain.slice(0, longestFileName - 9)}-${digestOf(name)}`;
}

const digestOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8);

/**
 * Gives each key a name of its own: `foo-bar`, `foo_bar`, `FooBar` all read `FooBar`, so an exact spelling keeps it and
 * the others get the next free number. The order of keys decides nothing but ties.
 */
export function uniqueNames(
  keys: readonly string[],
  name: (key: string) => string,
  taken: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string> {
  const used = new Set(taken);
  const names = new Map<string, string>();
  for (const key of keys) {
    if (name(key) === key && !used.has(key)) {
      used.add(key);
      names.set(key, key);
    }
  }
  for (const key of keys) {
    if (names.has(key)) continue;
    const wanted = name(key);
    let unique = wanted;
    for (let count = 2; used.has(unique); count++) unique = `${wanted}${count}`;
    used.add(unique);
    names.set(key, unique);
  }
  return names;
}

/** What the index of a generated package exports beside the models; a model of this name gets `Model` appended. */
export const exportedNames: ReadonlySet<string> = new Set([
  'ApiConnectionError',
  'ApiError',
  'ApiPromise',
  'ApiResponse',
  'Array',
  'AtMost',
  'AuthenticationError',
  'BadRequestError',
  'Blob',
  'ClientConfig',
  'ClientError',
  'ClientOptions',
  'ConfigurationError',
  'ConflictError',
  'Inspector',
  'InternalServerError',
  'LogEvent',
  'NotFoundError',
  'Page',
  'PagePromise',
  'PermissionDeniedError',
  'RateLimitError',
  'RequestAbortedError',
  'RequestOptions',
  'RequestTimeoutError',
  'Stream',
  'StreamError',
  'UnprocessableEntityError',
  'Uploadable',
  'ValidationError',
  'Without',
]);

/** The TypeScript name of a schema: Pascal case, and none that the generated package exports for itself. */
export function schemaTypeName(name: string): string {
  const typeName = pascalCase(name);
  return exportedNames.has(typeName) ? `${typeName}Model` : typeName;
}

const reservedWords: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/** A camel case name that can stand for a variable or function: `delete` becomes `delete_`. */
export function variableName(name: string): string {
  const variable = camelCase(name);
  return reservedWords.has(variable) ? `${variable}_` : variable;
}
