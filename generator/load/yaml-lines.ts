/**
 * Finds the offset of the value that the tokens of a pointer lead to in YAML of the usual kind, block collections line by
 * line, without reading the rest; `undefined` for a way through anything else (flow collections, anchors, merged members).
 */
export function placeByLines(text: string, tokens: readonly string[]): number | undefined {
  if (text.includes('\t')) return undefined;
  let at: Content | undefined = contentFrom(text, 0);
  if (at !== undefined && lineAt(text, at.offset) === '---') at = nextLine(text, at.offset);
  for (const token of tokens) {
    at = at && below(text, at, token);
    if (at === undefined) return undefined;
  }
  return at?.offset;
}

/** Where something begins: its offset, and the column that what stands beside it begins at. */
interface Content {
  readonly offset: number;
  readonly column: number;
}

/** The value of one member or item of the collection that begins at a place. */
function below(text: string, { offset, column }: Content, token: string): Content | undefined {
  const isList = /^-(\s|$)/.test(text.slice(offset, offset + 2));
  let index = 0;
  for (let at: Content | undefined = { offset, column }; at !== undefined; at = nextLine(text, at.offset)) {
    if (at.column < column) return undefined;
    if (at.column > column) continue;
    const line = lineAt(text, at.offset);
    if (isList !== /^-(\s|$)/.test(line)) return undefined;
    if (isList) {
      if (String(index++) === token) return valueAfter(text, at, line, 1);
      continue;
    }
    const key = keyOf(line);
    if (key === undefined) return undefined;
    if (key.name === token) return valueAfter(text, at, line, key.length);
  }
  return undefined;
}

/** The value behind a key and its colon, or behind the dash of an item: on the same line, or below. */
function valueAfter(text: string, at: Content, line: string, length: number): Content | undefined {
  const rest = line.slice(length);
  const blank = rest.length - rest.trimStart().length;
  const [first = ''] = rest.trimStart();
  if (first !== '' && first !== '#') {
    // What an anchor or a tag belongs to is for the reader to say.
    if ('&!*'.includes(first)) return undefined;
    return { offset: at.offset + length + blank, column: at.column + length + blank };
  }
  const next = nextLine(text, at.offset);
  if (next === undefined || next.column < at.column) return undefined;
  // The items of a list may stand as far left as the key.
  const isItem = line[0] !== '-' && /^-(\s|$)/.test(text.slice(next.offset, next.offset + 2));
  return next.column > at.column || isItem ? next : undefined;
}

/** The name of a member, and how much of its line the key with its colon is. */
function keyOf(line: string): { readonly name: string; readonly length: number } | undefined {
  const [whole, double, single, plain] =
    /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'#&*!|>%@`{}[\],?:-].*?|[-?:]\S.*?))\s*:(?=\s|$)/.exec(
      line,
    ) ?? [];
  if (whole === undefined || plain?.includes(' #') === true) return undefined;
  if (double?.includes('\\') === true) return undefined;
  return { name: double ?? single?.replaceAll("''", "'") ?? plain ?? '', length: whole.length };
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(offset, end < 0 ? text.length : end).trimEnd();
}

function nextLine(text: string, offset: number): Content | undefined {
  const end = text.indexOf('\n', offset);
  return end < 0 ? undefined : contentFrom(text, end + 1);
}

/** The first line from here, which begins a line, with more than blanks and a comment. */
function contentFrom(text: string, start: number): Content | undefined {
  for (let line = start; line < text.length; ) {
    let offset = line;
    while (text.charCodeAt(offset) === 0x20) offset++;
    const first = text[offset];
    if (first !== undefined && first !== '\n' && first !== '\r' && first !== '#')
      return { offset, column: offset - line };
    const end = text.indexOf('\n', offset);
    if (end < 0) return undefined;
    line = end + 1;
  }
  return undefined;
}
