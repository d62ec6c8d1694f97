import {
  findNodeAtLocation,
  type ParseError,
  parse as parseJsonc,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { type Diagnostic, fail } from '../contract/diagnostics.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { guardSize } from './guards.ts';
import { placesInJson } from './json-places.ts';
import { parseYaml } from './yaml.ts';
import { placesInYaml } from './yaml-places.ts';

/** A 1-based place in a text file. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A JSON or YAML file, parsed, that can say where each of its values stands. */
export interface SourceFile {
  /** As the user named it. */
  readonly file: string;
  readonly value: Record<string, unknown>;
  /** What was read otherwise than it stands there. */
  readonly notes: readonly Diagnostic[];
  /** Where the value at `pointer`, or its nearest ancestor, begins. Worked out on demand. */
  position(pointer: Pointer): Position | undefined;
}

/** Parses the text of a JSON or YAML file; text that begins with `{` is taken for JSON. */
export function parseSource(file: string, text: string): SourceFile {
  const source = parseValue(file, text);
  if (isObject(source.value)) return { ...source, value: source.value };
  return fail({
    code: 'not-an-object',
    file,
    line: 1,
    column: 1,
    message: 'expected a JSON or YAML object at the top level',
  });
}

/** A parsed file of a document: like a SourceFile, but it may be a list too. */
export interface ParsedFile extends Omit<SourceFile, 'value'> {
  readonly value: Record<string, unknown> | readonly unknown[];
  readonly letters: number;
}

/** Parses the text of a file that a document refers to: an object or a list, whatever its name says. */
export function parseValue(file: string, marked: string): ParsedFile {
  const text = marked.replace(/^\uFEFF/, '');
  const isJson = /^\s*(\/[/*]|[{[])/.test(text) && !/\.ya?ml$/i.test(file);
  const notes: Diagnostic[] = [];
  const value = isJson ? parseJson(file, text, notes) : parseYaml(file, text);
  if (typeof value !== 'object' || value === null) {
    return fail({
      code: 'not-an-object',
      file,
      line: 1,
      column: 1,
      message: 'expected a JSON or YAML object at the top level',
    });
  }
  const isLenient = notes.length > 0;
  const locate = memo(() => placesIn(text, isJson, isLenient));
  const position = (pointer: Pointer): Position | undefined => locate()(pointer);
  for (const pointer of guardSize(file, value, !isJson)) {
    notes.push({
      severity: 'warning',
      code: 'not-finite',
      file,
      pointer,
      ...position(pointer),
      message: 'a number that is not finite is not JSON; it is left out',
    });
    removeAt(value, pointer);
  }
  return { file, value: value as ParsedFile['value'], position, notes, letters: text.length };
}

/** Takes a member out; an item of a list becomes null, so that the others keep their places. */
function removeAt(value: object, pointer: Pointer): void {
  const tokens = tokensOf(pointer);
  const holder = valueAt(value, child('#', ...tokens.slice(0, -1)));
  const key = tokens.at(-1) ?? '';
  if (Array.isArray(holder)) holder[Number(key)] = null;
  else if (isObject(holder)) delete holder[key];
}

function parseJson(file: string, text: string, notes: Diagnostic[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const errors: ParseError[] = [];
    const lenient: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
    if (errors.length === 0) {
      const message = 'comments and trailing commas are not JSON; they are passed over';
      notes.push({ severity: 'warning', code: 'json-comments', file, message });
      return lenient;
    }
    const error = errors[0];
    const message = `this is not JSON: ${error === undefined ? 'unexpected end' : words(printParseErrorCode(error.error))}`;
    return fail({ code: 'not-json', file, ...positions(text)(error?.offset ?? text.length), message });
  }
}

/** Finds places in text that has been read; comments and trailing commas are beyond the quick way through JSON. */
function placesIn(text: string, isJson: boolean, isLenient: boolean): (pointer: Pointer) => Position {
  const positionAt = positions(text);
  if (!isJson) {
    const find = placesInYaml(text);
    return (pointer) => positionAt(find(tokensOf(pointer)));
  }
  // A member's key says more than its value: point at it where there is one.
  const find = isLenient ? placesInLenientJson(text) : placesInJson(text);
  return (pointer) => positionAt(find(tokensOf(pointer)));
}

function placesInLenientJson(text: string): (tokens: readonly string[]) => number {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return (tokens) => {
    let node = root;
    for (const token of tokens) {
      const next = node && findNodeAtLocation(node, [node.type === 'array' ? Number(token) : token]);
      if (next === undefined) break;
      node = next;
    }
    const shown = node?.parent?.type === 'property' ? node.parent : node;
    return shown?.offset ?? 0;
  };
}

/** The place of an offset of a text; the lines are counted once, as far as they are needed. */
function positions(text: string): (offset: number) => Position {
  const starts = [0];
  let isWhole = false;
  return (offset) => {
    while (!isWhole && (starts.at(-1) ?? 0) <= offset) {
      const end = text.indexOf('\n', starts.at(-1));
      if (end < 0) isWhole = true;
      else starts.push(end + 1);
    }
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

const words = (name: string): string => name.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase();

function memo<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
