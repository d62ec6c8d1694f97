import {
  findNodeAtLocation,
  type ParseError,
  parse as parseJsonc,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { type Diagnostic, DiagnosticError, fail } from '../contract/diagnostics.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { guardSize } from './guards.ts';

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
  const locate = memo(() => (isJson ? jsonLocator(text) : yamlLocator(text)));
  const position = (pointer: Pointer): Position | undefined => locate()(pointer);
  for (const pointer of guardSize(file, value)) {
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

function parseYaml(file: string, text: string): unknown {
  if (text.length > largestYaml)
    return fail({
      code: 'too-large',
      file,
      message: `the file is larger than ${largestYaml / 1024 / 1024} MB of YAML`,
      hint: 'Convert it to JSON, which takes a tenth of the memory.',
    });
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
    const error = document.errors[0];
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      fail({ code: 'not-yaml', file, line, column: col, message: `this is not YAML: ${error.message}` });
    }
    return document.toJS({ maxAliasCount: 10_000 });
  } catch (cause) {
    if (cause instanceof DiagnosticError) throw cause;
    const message = `cannot read the YAML: ${(cause as Error).message}`;
    return fail({ code: 'not-yaml', file, line: 1, column: 1, message });
  }
}

/** Letters of YAML that are parsed: its tree with positions takes 60 times as much memory. */
const largestYaml = 48 * 1024 * 1024;

function jsonLocator(text: string): (pointer: Pointer) => Position | undefined {
  const root = parseTree(text);
  const positionAt = positions(text);
  return (pointer) => {
    let node = root;
    for (const token of tokensOf(pointer)) {
      const next = node && findNodeAtLocation(node, [node.type === 'array' ? Number(token) : token]);
      if (next === undefined) break;
      node = next;
    }
    // A member's key says more than its value: point at it where there is one.
    const shown = node?.parent?.type === 'property' ? node.parent : node;
    return shown && positionAt(shown.offset);
  };
}

function yamlLocator(text: string): (pointer: Pointer) => Position | undefined {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, keepSourceTokens: false });
  return (pointer) => {
    for (let tokens = tokensOf(pointer); ; tokens = tokens.slice(0, -1)) {
      const node = tokens.length === 0 ? document.contents : document.getIn(numeric(tokens), true);
      if (isNode(node) && node.range) {
        const { line, col } = lineCounter.linePos(node.range[0]);
        return { line, column: col };
      }
      if (tokens.length === 0) return undefined;
    }
  };
}

const numeric = (tokens: readonly string[]): (string | number)[] =>
  tokens.map((token) => (/^\d+$/.test(token) ? Number(token) : token));

/** The place of an offset of a text; the lines are counted once. */
function positions(text: string): (offset: number) => Position {
  const lineCounter = new LineCounter();
  for (let start = 0; ; ) {
    lineCounter.addNewLine(start);
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return (offset) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
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
