import { IndentationText, NewLineKind, Project, QuoteKind, type StatementStructures } from 'ts-morph';
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
export function printModule(
  path: string,
  statements: readonly (string | StatementStructures)[],
  printed?: Printed,
): string {
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
 * What the writer of ts-morph counts to know whether it is in a string or a comment. It counts wrong (a string that ends in
 * a backslash is open for it), so it sees none of these; no text holds the characters instead, since strings escape them.
 */
const counted = { '\\': '\u0002', "'": '\u0003', '"': '\u0004', '`': '\u0005', '/': '\u0006' } as const;
const hide = (text: string): string =>
  text.replace(/[\\'"`/]/g, (character) => counted[character as keyof typeof counted]);

const show = (text: string): string =>
  Object.entries(counted).reduce(
    (all, [character, instead]) => all.replaceAll(instead, () => character),
    text,
  );

/** Statements with every text hidden from the writer. */
function hidden<T>(value: T): T;
function hidden(value: unknown): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((each) => hidden(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hidden(each)]));
}

function textOf(path: string, statements: readonly (string | StatementStructures)[]): string {
  const file = project.createSourceFile(
    `/${path}`,
    { statements: hidden([...statements]) },
    { overwrite: true },
  );
  // A type that begins on the next line leaves a space behind its colon.
  const text = wrapLongLines(releaseBreaks(show(file.getFullText())).replace(/[ \t]+$/gm, ''));
  if (text.length > longestForgotten) project = newProject();
  else project.removeSourceFile(file);
  return text.endsWith('\n') ? text : `${text}\n`;
}
