/** A single-quoted string literal, safe in any source file and inside `<script>`. */
export function stringLiteral(value: string): string {
  const body = JSON.stringify(value)
    .slice(1, -1)
    .replace(/\\.|'/g, (piece) => (piece === '\\"' ? '"' : piece === "'" ? "\\'" : piece));
  return `'${escapeLines(body)}'`;
}

/** A value as JSON that can stand in TypeScript; `undefined` members are left out. */
export const jsonLiteral = (value: unknown): string => escapeLines(JSON.stringify(value) ?? 'undefined');

const escapeLines = (text: string): string =>
  text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029').replaceAll('</', '<\\/');

/** A name that needs no quotes in TypeScript; ASCII only, so that no two names look alike. */
export const isIdentifier = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

/** A property name in a type or an object literal, quoted where need be. */
export const propertyKey = (name: string): string => (isIdentifier(name) ? name : stringLiteral(name));

/** A property name in an object literal; `__proto__` in brackets, because bare or quoted it would set the prototype. */
export const literalKey = (name: string): string =>
  name === '__proto__' ? "['__proto__']" : propertyKey(name);

/** `.name` or `['odd name']`. */
export const memberAccess = (name: string): string =>
  isIdentifier(name) ? `.${name}` : `[${stringLiteral(name)}]`;

/**
 * Text for a comment: the end of a comment broken up, every line terminator a line break, control characters gone.
 * An `@` that would begin a tag of ours is kept from doing so.
 */
export const commentText = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .replaceAll('*/', '*\\/')
    .replace(/^(\s*)@/gm, '$1\\@');

/** Breaks paragraphs at spaces so that lines have at most `width` characters; a longer word stands alone. */
export const wrap = (text: string, width: number): readonly string[] =>
  text.split('\n').flatMap((line) => wrapLine(line.trimEnd(), width));

function wrapLine(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const indent = /^\s*(?:[-*] )?/.exec(line)?.[0].length ?? 0;
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    const end = at > indent ? at : rest.indexOf(' ', width);
    if (end < 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = ' '.repeat(indent) + rest.slice(end + 1).trimStart();
  }
  return [...lines, rest];
}

/** Stands for a line break that ts-morph must not indent: what follows it is indented already. */
const heldBreak = '\u0001';

/** Keeps the line breaks of a printed type from ts-morph, which would indent lines that hang once more. */
export const holdBreaks = (text: string): string => text.replaceAll('\n', heldBreak);

/** The line breaks again. No other part of a module holds the character: strings escape it, comments drop it. */
export const releaseBreaks = (text: string): string => text.replaceAll(heldBreak, '\n');
