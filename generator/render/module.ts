import { IndentationText, NewLineKind, Project, QuoteKind, type StatementStructures } from 'ts-morph';
import { releaseBreaks } from '../print/text.ts';
import { wrapLongLines } from './wrap.ts';

const project = new Project({
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

/** Prints the statements of one module. Built once and printed once: every later edit would parse it all again. */
export function printModule(path: string, statements: readonly (string | StatementStructures)[]): string {
  const file = project.createSourceFile(`/${path}`, { statements: [...statements] }, { overwrite: true });
  // A type that begins on the next line leaves a space behind its colon.
  const text = wrapLongLines(releaseBreaks(file.getFullText()).replace(/[ \t]+$/gm, ''));
  project.removeSourceFile(file);
  return text.endsWith('\n') ? text : `${text}\n`;
}
