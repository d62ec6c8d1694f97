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

/** A project forgets a file node by node, in time that grows with the square of a long list; beyond this it is left whole. */
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

function textOf(path: string, statements: readonly (string | StatementStructures)[]): string {
  const file = project.createSourceFile(`/${path}`, { statements: [...statements] }, { overwrite: true });
  // A type that begins on the next line leaves a space behind its colon.
  const text = wrapLongLines(releaseBreaks(file.getFullText()).replace(/[ \t]+$/gm, ''));
  if (text.length > longestForgotten) project = newProject();
  else project.removeSourceFile(file);
  return text.endsWith('\n') ? text : `${text}\n`;
}
