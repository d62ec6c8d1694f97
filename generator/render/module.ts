import { IndentationText, NewLineKind, Project, QuoteKind } from 'ts-morph';
import type { Statement } from '../emit/emitter.ts';
import { releaseBreaks } from '../print/text.ts';
import { wrapLongLines } from './wrap.ts';

const newProject = (): Project =>
  new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { noLib: true },
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Single,
      useTrailingCommas: true,
    },
  });

let project = newProject();

/**
 * A project forgets a file node by node, in time that grows with the square of a long list; beyond this it is left
 * whole.
 */
const longestForgotten = 50_000;

/** What was printed before, by path: statements that are the same again need no printing. For programs that go on. */
export type Printed = Map<string, { readonly statements: string; readonly text: string }>;

/** Prints the statements of one module. Built once and printed once: every later edit would parse it all again. */
export function printModule(path: string, statements: readonly Statement[], printed?: Printed): string {
  if (printed === undefined) return textOf(path, statements);
  const described = JSON.stringify(statements, plainOnly);
  const before = printed.get(path);
  if (before?.statements === described) return before.text;
  const text = textOf(path, statements);
  printed.set(path, { statements: described, text });
  return text;
}

function plainOnly(_: string, value: unknown): unknown {
  if (typeof value === 'function') throw new Error('emitters describe files as plain data, without writers');
  return value;
}

/**
 * The writer of ts-morph counts quotes and slashes to know whether it is in a string or a comment, and counts wrong: a
 * string that ends in a backslash is open for it. So each line of text stands as an identifier of our own while
 * ts-morph lays statements out, which also spares it the reading of every line.
 */
class HiddenLines {
  readonly #lines: string[] = [];

  /** The text with a stand-in for each line that is more than a word; a word may choose a kind of declaration. */
  hide(text: string): string {
    return text.replace(/\S.*/g, (line) =>
      /^\w+$/.test(line) ? line : `${mark}${this.#lines.push(line) - 1}${mark}`,
    );
  }

  show(text: string): string {
    return text.replace(standIn, (_, index) => this.#lines[Number(index)] ?? '');
  }
}

/** A letter that no word has. */
const mark = '\u02d0';
const standIn = new RegExp(`${mark}(\\d+)${mark}`, 'g');

/** Statements with every text hidden from the writer. */
function hidden<T>(value: T, lines: HiddenLines): T;
function hidden(value: unknown, lines: HiddenLines): unknown {
  if (typeof value === 'string') return lines.hide(value);
  if (Array.isArray(value)) return value.map((each) => hidden(each, lines));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hidden(each, lines)]));
}

function textOf(path: string, statements: readonly Statement[]): string {
  const lines = new HiddenLines();
  const file = project.createSourceFile(
    `/${path}`,
    { statements: hidden([...statements], lines) },
    { overwrite: true },
  );
  // A type that begins on the next line leaves a space behind its colon.
  const text = wrapLongLines(releaseBreaks(lines.show(file.getFullText())).replace(/[ \t]+$/gm, ''));
  if (text.length > longestForgotten) project = newProject();
  else project.removeSourceFile(file);
  return text.endsWith('\n') ? text : `${text}\n`;
}
