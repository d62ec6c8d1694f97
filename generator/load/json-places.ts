/** Where a member or an item stands in the text: the offsets of its key (of itself, for an item) and of its value. */
interface TextPlace {
  readonly key: number;
  readonly value: number;
}

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;

/**
 * Finds the offset of the key (of the item, in a list) that the tokens of a pointer lead to in valid JSON text. A syntax tree of a large document takes longer to build
 * than the document takes to read, so that only the objects and lists on the way are looked through, each once.
 *
 * @example placesInJson('{"a": [1, 2]}')(['a', '1']) // 10
 */
export function placesInJson(text: string): (tokens: readonly string[]) => number {
  const root = afterSpace(text, 0);
  const members = new Map<number, ReadonlyMap<string, TextPlace>>();
  const ends: Ends = new Map();
  const membersAt = (offset: number): ReadonlyMap<string, TextPlace> => {
    const known = members.get(offset) ?? membersOf(text, offset, ends);
    members.set(offset, known);
    return known;
  };
  return (tokens) => {
    let place: TextPlace = { key: root, value: root };
    for (const token of tokens) {
      const next = membersAt(place.value).get(token);
      // The nearest ancestor stands for what is not there.
      if (next === undefined) break;
      place = next;
    }
    return place.key;
  };
}

/** Where objects and lists end, by where they begin: what was passed over once need not be looked through again. */
type Ends = Map<number, number>;

/** Ends are kept of what is at most so deep in what is passed over. */
const deepestKept = 4;

/** The members or items of what begins at an offset; none of a scalar. The last of equal names counts, as in JSON.parse. */
function membersOf(text: string, start: number, ends: Ends): ReadonlyMap<string, TextPlace> {
  const found = new Map<string, TextPlace>();
  const opening = text.charCodeAt(start);
  if (opening !== openBrace && opening !== openBracket) return found;
  for (let at = afterSpace(text, start + 1); at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === closeBrace || code === closeBracket) break;
    if (code === comma) {
      at = afterSpace(text, at + 1);
      continue;
    }
    const key = at;
    if (opening === openBrace) {
      const end = afterString(text, at);
      const value = afterSpace(text, afterSpace(text, end) + 1);
      found.set(nameOf(text.slice(key, end)), { key, value });
      at = value;
    } else found.set(String(found.size), { key, value: at });
    at = afterSpace(text, afterValue(text, at, ends));
  }
  return found;
}

const nameOf = (quoted: string): string =>
  quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);

function afterSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function afterString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** What opens and closes objects, lists and strings. */
const structure = /["{}[\]]/g;

function afterValue(text: string, start: number, ends: Ends): number {
  const known = ends.get(start);
  if (known !== undefined) return known;
  const first = text.charCodeAt(start);
  if (first === quote) return afterString(text, start);
  if (first !== openBrace && first !== openBracket) return afterScalar(text, start);
  const open: number[] = [];
  structure.lastIndex = start;
  while (structure.test(text)) {
    const at = structure.lastIndex - 1;
    const code = text.charCodeAt(at);
    if (code === quote) structure.lastIndex = afterString(text, at);
    else if (code === openBrace || code === openBracket) open.push(at);
    else {
      const opening = open.pop() ?? start;
      if (open.length < deepestKept) ends.set(opening, at + 1);
      if (open.length === 0) return at + 1;
    }
  }
  return text.length;
}

/** A number, `true`, `false` or `null` ends where its holder goes on or ends. */
function afterScalar(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); at < text.length; code = text.charCodeAt(++at))
    if (code === comma || code === closeBrace || code === closeBracket || code <= 0x20) break;
  return at;
}
