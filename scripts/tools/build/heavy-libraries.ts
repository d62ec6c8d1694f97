import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { packageRoot } from '../../run/package-info.ts';

/**
 * Libraries of megabytes, each put into one minified file of its own that is loaded when a run needs it: installed as they are
 * published, they and what they need took 55 of 78 MB. They have no source maps, which would be larger than they are.
 */
const libraries = ['openapi-typescript', 'ts-morph', 'typescript'] as const;

/** Libraries that the code loads by `require` when a run needs them, each in a CommonJS file of its own. */
const lazy = ['yaml', 'refa', 'scslre'] as const;

const fileOf = (name: string): string => `./library-${name}.js`;

/** Points imports of the heavy libraries to their files. These stand beside the chunks that import them. */
export const heavyLibraries: Plugin = {
  name: 'heavy-libraries',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(?:${libraries.join('|')})$`) }, ({ path }) => ({
      path: fileOf(path),
      external: true,
    }));
  },
};

/** Points `createRequire(import.meta.url)('yaml')`, which no bundler reads, to the file of the library. */
export const lazyLibraries: Plugin = {
  name: 'lazy-libraries',
  setup({ onLoad, onResolve }) {
    const call = new RegExp(`createRequire\\(import\\.meta\\.url\\)\\('(${lazy.join('|')})'\\)`, 'g');
    onLoad(
      { filter: /[/\\]generator[/\\](?:json[/\\]slow-pattern|load[/\\]yaml|containment[/\\]languages)\.ts$/ },
      ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (text.search(call) < 0) throw new Error(`${path} loads no library by createRequire`);
        return { contents: text.replaceAll(call, "require('./library-$1.cjs')"), loader: 'ts' };
      },
    );
    onResolve({ filter: /^\.\/library-[\w-]+\.cjs$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** Writes the files of the heavy libraries into `folder`; returns the paths of the files that are inside. */
export async function bundleLibraries(folder: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: packageRoot,
    entryPoints: Object.fromEntries(libraries.map((name) => [fileOf(name).slice(2, -3), `names-of:${name}`])),
    outdir: folder,
    chunkNames: 'library-[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    banner: { js: commonJs },
    plugins: [
      { name: 'names', setup: nameExports },
      { name: 'no-type-libraries', setup: dropTypeLibraries },
    ],
    metafile: true,
    logLevel: 'error',
  });
  const small = await build({
    absWorkingDir: packageRoot,
    entryPoints: Object.fromEntries(lazy.map((name) => [`library-${name}`, name])),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    metafile: true,
    logLevel: 'error',
  });
  for (const name of typeLibraries())
    copyFileSync(join(packageRoot, 'node_modules/typescript/lib', name), join(folder, name));
  return [...Object.keys(metafile.inputs), ...Object.keys(small.metafile.inputs)];
}

/** What libraries written as CommonJS ask Node for; TypeScript finds its type libraries beside its own file. */
const commonJs = [
  "import { createRequire as requireFrom } from 'node:module';",
  "import { fileURLToPath as pathFrom } from 'node:url';",
  'const require = requireFrom(import.meta.url);',
  "const __filename = pathFrom(import.meta.url), __dirname = pathFrom(new URL('.', import.meta.url));",
].join('\n');

/** An entry for each library with its exports by name, which no bundler sees in CommonJS. */
function nameExports({ onResolve, onLoad }: Parameters<Plugin['setup']>[0]): void {
  onResolve({ filter: /^names-of:/ }, ({ path }) => ({
    path: path.replace('names-of:', ''),
    namespace: 'names-of',
  }));
  onLoad({ filter: /.*/, namespace: 'names-of' }, async ({ path }) => {
    const names = Object.keys(await import(path)).filter((name) => /^\w+$/.test(name) && name !== 'default');
    const own = path === 'typescript' ? [] : names;
    return {
      contents: [
        `import * as library from ${JSON.stringify(path)};`,
        ...own.map((name) => `export const ${name} = library[${JSON.stringify(name)}];`),
        'export default library.default;',
      ].join('\n'),
      resolveDir: packageRoot,
    };
  });
}

/** Leaves the type libraries out that ts-morph brings as text, 3 MB: we print with it and check no types. */
function dropTypeLibraries({ onLoad }: Parameters<Plugin['setup']>[0]): void {
  onLoad({ filter: /[/\\]@ts-morph[/\\]common[/\\]dist[/\\]ts-morph-common\.js$/ }, ({ path }) => {
    const text = readFileSync(path, 'utf8');
    const begin = text.indexOf('const libFiles = [{');
    const end = text.indexOf('\n    }];', begin);
    if (begin < 0 || end < 0) throw new Error(`${path} has its type libraries in another form`);
    return { contents: `${text.slice(0, begin)}const libFiles = [];${text.slice(end + '\n    }];'.length)}` };
  });
}

/** The type libraries of TypeScript that helpers are compiled with, and those that these refer to. */
function typeLibraries(): readonly string[] {
  const found = new Set<string>();
  const pending = ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'].map((name) => `lib.${name}.d.ts`);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const text = readFileSync(join(packageRoot, 'node_modules/typescript/lib', name), 'utf8');
    for (const [, other = ''] of text.matchAll(/<reference lib="([^"]+)"/g))
      pending.push(`lib.${other}.d.ts`);
  }
  return [...found];
}
