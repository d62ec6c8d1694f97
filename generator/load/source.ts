import { readFile } from 'node:fs/promises';
import {
  findNodeAtLocation,
  type ParseError,
  parse as parseJsonc,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { fail } from '../contract/diagnostics.ts';
import { child, isObject, tokensOf } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

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
  /** Where the value at `pointer`, or its nearest ancestor, begins. Worked out only when asked. */
  position(pointer: Pointer): Position | undefined;
}

/** Reads a file. A file that cannot be read or parsed is a diagnostic with its place (exit code 2). */
export async function readSource(file: string, wanted?: string): Promise<SourceFile> {
  return parseSource(file, await readText(file, wanted));
}

/** The text of a file; one that cannot be read is a diagnostic that says what is wanted there. */
export async function readText(
  file: string,
  wanted = 'an OpenAPI document in JSON or YAML',
): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
    return fail({
      code: 'unreadable-file',
      file,
      message: `cannot read the file: ${why}`,
      hint: `Give the path of ${wanted}.`,
    });
  }
}

/** Parses the text of a JSON or YAML file; text that begins with `{` is taken for JSON. */
export function parseSource(file: string, text: string): SourceFile {
  const isJson = /^\s*[{[]/.test(text) && !/\.ya?ml$/i.test(file);
  const value = isJson ? parseJson(file, text) : parseYaml(file, text);
  if (!isObject(value)) {
    return fail({
      code: 'not-an-object',
      file,
      line: 1,
      column: 1,
      message: 'expected a JSON or YAML object at the top level',
    });
  }
  const locate = memo(() => (isJson ? jsonLocator(text) : yamlLocator(text)));
  refuseBombs(file, value);
  return { file, value, position: (pointer) => locate()(pointer) };
}

/** Deeper than any document that people write; what reads documents calls itself for each level. */
const deepest = 400;
/** Values, each as often as it is met: a YAML alias of a large part makes many from little. */
const mostValues = 30_000_000;

/** Refuses what would fill the stack or the memory of whatever reads it, circles that YAML aliases make among it. */
function refuseBombs(file: string, document: Record<string, unknown>): void {
  const levels: (readonly [key: string, value: unknown])[][] = [[['', document]]];
  const path: string[] = [];
  let values = 0;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const next = level.pop();
    path.length = levels.length - 1;
    if (next === undefined) {
      levels.pop();
      continue;
    }
    const [key, value] = next;
    path.push(key);
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.entries(value);
    values += members.length;
    const what =
      levels.length > deepest
        ? `nested more than ${deepest} levels deep`
        : values > mostValues
          ? `more than ${mostValues} values, counted where aliases repeat them`
          : undefined;
    if (what !== undefined)
      fail({
        code: 'too-large',
        file,
        pointer: child('#', ...path.slice(1, 8)),
        message: `cannot read what is ${what}`,
        hint: 'Give large parts a name of their own under `components` and refer to them.',
      });
    levels.push(members);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const errors: ParseError[] = [];
    parseJsonc(text, errors, { disallowComments: true, allowTrailingComma: false });
    const error = errors[0];
    const message = `this is not JSON: ${error === undefined ? 'unexpected end' : words(printParseErrorCode(error.error))}`;
    return fail({ code: 'not-json', file, ...positions(text)(error?.offset ?? text.length), message });
  }
}

function parseYaml(file: string, text: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    fail({ code: 'not-yaml', file, line, column: col, message: `this is not YAML: ${error.message}` });
  }
  try {
    return document.toJS({ maxAliasCount: 10_000 });
  } catch (cause) {
    return fail({
      code: 'not-yaml',
      file,
      line: 1,
      column: 1,
      message: `cannot expand the YAML: ${(cause as Error).message}`,
    });
  }
}

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
