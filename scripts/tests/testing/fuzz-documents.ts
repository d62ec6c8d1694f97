import { runInThisContext } from 'node:vm';
import { type BuildOptions, build } from 'esbuild';
import ts from 'typescript';
import { isObject } from '../../../generator/json/pointer.ts';
import type { RenderedFile } from '../../../generator/render/render.ts';
import { packageRoot } from '../../run/package-info.ts';

/** Generated packages as they would stand on disk: absolute path to text. */
type Disk = ReadonlyMap<string, string>;

const root = '/documents';

/** Strict, as the tsconfig of the packages is, with the declarations of the validators looked at. */
const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
  types: [],
};

/**
 * Compiles many packages as one program, without a disk. The runtime is the same text in all of them and stands once.
 * Errors begin with the number of their document.
 */
export function compileTogether(packages: readonly (readonly RenderedFile[])[]): readonly string[] {
  const disk = new Map<string, string>([[`${root}/package.json`, '{"type":"module"}']]);
  const same = new Map<string, string>();
  for (const [index, files] of packages.entries()) {
    for (const { path, text } of files) {
      const own = `${root}/${index}/${path}`;
      const shared = `${root}/0/${path}`;
      const isShared = path.startsWith('src/runtime/') && disk.get(shared) === text;
      if (isShared) same.set(own, shared);
      else if (/^src\/.*\.ts$/.test(path)) disk.set(own, text);
    }
  }
  const host = hostOf(disk, same);
  const names = [...disk.keys()].filter((name) => name.endsWith('.ts'));
  const program = ts.createProgram(names, compilerOptions, host);
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, start = 0, messageText }) => {
    if (file !== undefined && !file.fileName.startsWith(root)) return [];
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    const source = file?.text.split('\n')[line - 1]?.trim() ?? '';
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    return [`${file?.fileName.slice(root.length + 1) ?? ''}:${line}: ${text} [${source.slice(0, 160)}]`];
  });
}

let library: Map<string, ts.SourceFile | undefined> | undefined;

function hostOf(disk: Disk, same: Disk): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions);
  const { getSourceFile, fileExists, readFile } = host;
  library ??= new Map();
  const known = library;
  const real = (name: string): string => same.get(name) ?? name;
  host.fileExists = (name) => (name.startsWith(root) ? disk.has(name) : fileExists.call(host, name));
  host.readFile = (name) => (name.startsWith(root) ? disk.get(name) : readFile.call(host, name));
  host.directoryExists = () => true;
  host.realpath = (name) => name;
  host.getSourceFile = (name, ...rest) => {
    const text = disk.get(name);
    if (text !== undefined)
      return ts.createSourceFile(name, text, {
        ...compilerOptions,
        languageVersion: ts.ScriptTarget.ES2022,
        impliedNodeFormat: ts.ModuleKind.ESNext,
      });
    if (!known.has(name)) known.set(name, getSourceFile.call(host, name, ...rest));
    return known.get(name);
  };
  const outside = ts.createModuleResolutionCache(packageRoot, (name) => name, compilerOptions);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      if (!text.startsWith('.')) {
        // As if the package stood in this repository, where its dependency is.
        const within = `${packageRoot}/scripts/x.ts`;
        return ts.resolveModuleName(
          text,
          within,
          compilerOptions,
          ts.createCompilerHost(compilerOptions),
          outside,
          undefined,
          ts.ModuleKind.ESNext,
        );
      }
      const path = new URL(text, `file://${from}`).pathname.replace(/\.js$/, '');
      const found = [`${path}.ts`, `${path}.d.ts`].map(real).find((name) => disk.has(name));
      if (found === undefined) return { resolvedModule: undefined };
      const extension = found.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts;
      return { resolvedModule: { resolvedFileName: found, extension, isExternalLibraryImport: false } };
    });
  return host;
}

/** Everything that a package exports, run: its client, and its validators for the first error and for all. */
export async function runPackage(files: readonly RenderedFile[]): Promise<{
  readonly client: Readonly<Record<string, unknown>>;
  readonly validators: Readonly<Record<string, unknown>>;
}> {
  const disk: Disk = new Map(files.map(({ path, text }) => [`/${path}`, text]));
  const fromDisk: NonNullable<BuildOptions['plugins']>[number] = {
    name: 'rendered',
    setup(builder) {
      builder.onResolve({ filter: /^\.|^\// }, ({ path, resolveDir, importer }) => {
        const base = importer === '' || importer === '<stdin>' ? '/' : importer;
        const wanted = new URL(path, `file://${base}`).pathname;
        const found = [wanted, wanted.replace(/\.js$/, '.ts')].find((name) => disk.has(name));
        if (found === undefined)
          return { errors: [{ text: `there is no ${wanted} (from ${resolveDir}${base})` }] };
        return { path: found, namespace: 'rendered' };
      });
      builder.onLoad({ filter: /.*/, namespace: 'rendered' }, ({ path }) => ({
        contents: disk.get(path) ?? '',
        loader: path.endsWith('.ts') ? 'ts' : 'js',
        resolveDir: packageRoot,
      }));
    },
  };
  const entry = `export * as client from './src/index.js';
    export * as functions from './src/functions.js';
    export * as validators from './src/validators/index.js';`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: packageRoot, loader: 'js' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'generated',
    target: 'es2022',
    logLevel: 'silent',
    plugins: [fromDisk],
  });
  const code = outputFiles[0]?.text ?? '';
  const exported: unknown = runInThisContext(`(() => {${code}\nreturn generated;})()`);
  if (!isObject(exported) || !isObject(exported['client']) || !isObject(exported['validators']))
    throw new Error('the package exports nothing');
  return { client: exported['client'], validators: exported['validators'] };
}
