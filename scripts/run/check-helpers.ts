import { dirname, join } from 'node:path';
import ts from 'typescript';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { RenderedFile } from '../../generator/render/render.ts';

/** The virtual folder of the package during compilation: inside this package, so that its dependencies are found. */
const root = join(import.meta.dirname, 'helpers-of-the-package');

/**
 * Compiles the helpers of a package before it is written, as its own tsconfig does. Throws a DiagnosticError that names file
 * and line of each helper that does not compile against the package: the document no longer has what it uses. `folder` is
 * where the helpers stand, `files` the whole package.
 */
export function checkHelpers(folder: string, files: readonly RenderedFile[]): void {
  const texts = new Map(files.map(({ path, text }) => [join(root, path), text]));
  const folders = new Set([...texts.keys()].map(dirname));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists.call(host, name);
  host.readFile = (name) => texts.get(name) ?? readFile.call(host, name);
  host.directoryExists = (name) => folders.has(name) || (directoryExists?.call(host, name) ?? true);
  host.getSourceFile = (name, language, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile.call(host, name, language, ...rest)
      : ts.createSourceFile(name, text, language);
  };
  const helpers = join(root, 'src/helpers');
  const program = ts.createProgram([join(helpers, 'index.ts')], options, host);
  const diagnostics = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(`${helpers}/`))
    .flatMap((source) =>
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ start = 0, messageText }) => {
          const { line, character } = source.getLineAndCharacterOfPosition(start);
          return {
            severity: 'error' as const,
            code: 'helper-does-not-compile',
            file: join(folder, source.fileName.slice(helpers.length + 1)),
            // The first line of the shipped file is its banner, so the 0-based line there is the 1-based one here.
            line,
            column: character + 1,
            message: ts.flattenDiagnosticMessageText(messageText, ' '),
            hint: 'The document no longer has what the helper uses, or has it in another form: change the helper or the document.',
          };
        },
      ),
    );
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
}
