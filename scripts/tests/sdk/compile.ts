import { join, resolve } from 'node:path';
import ts from 'typescript';

/** Compiles snippets against a generated package, strictly, and gives the first error about each, if any. */
export function compileSnippets(
  folder: string,
  head: string,
  snippets: readonly string[],
): readonly (string | undefined)[] {
  const file = join(resolve(folder), 'src/snippets.ts');
  const lines = [head.replaceAll('\n', ' ')];
  const ends = snippets.map((snippet) => {
    lines.push(...`{ ${snippet} }`.split('\n'));
    return lines.length;
  });
  const text = lines.join('\n');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists.call(host, path);
  host.getSourceFile = (path, ...rest) =>
    path === file
      ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022)
      : getSourceFile.call(host, path, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error('the snippets did not become a program');
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  const others = ts.getPreEmitDiagnostics(program).filter((one) => one.file !== source);
  const [other] = others;
  if (other !== undefined) throw new Error(ts.flattenDiagnosticMessageText(other.messageText, '\n'));
  const errors = found.map((one) => ({
    line: source.getLineAndCharacterOfPosition(one.start ?? 0).line + 1,
    text: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
  }));
  const inHead = errors.find(({ line }) => line === 1);
  if (inHead !== undefined) throw new Error(inHead.text);
  return ends.map((end, index) => {
    const start = index === 0 ? 2 : (ends[index - 1] ?? 0) + 1;
    return errors.find(({ line }) => line >= start && line <= end)?.text;
  });
}
