import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { loadContract } from '../../../generator/index.ts';
import { writeOutput } from '../../../generator/render/write.ts';
import { renderSdk } from '../../cli/verbs/generate.ts';
import { sdkMutants } from './sdk-mutants.ts';

const root = resolve(import.meta.dirname, '../../..');
/** Below node_modules, so that the package finds its dependency. */
const cache = join(root, 'node_modules/.cache');

/** Every overlay of the configured contract: the client as it is published. */
export const contractOverlays: readonly string[] = readdirSync(join(root, 'spec/overlays'))
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => `spec/overlays/${name}`);

/** A generated package on disk, for a test. */
export interface BuiltSdk {
  readonly folder: string;
  /** Imports an entry (`index`, `node`, `functions`, ...), bundled for Node. */
  load<Module>(entry: string): Promise<Module>;
  /** Bundles code that stands in the package's folder, as `esbuild --minify` does. */
  bundle(code: string): Promise<Uint8Array>;
  /** The same, without what is loaded later, when it is needed: `esbuild --minify --splitting`. */
  loadedAtOnce(code: string): Promise<Uint8Array>;
  remove(): Promise<void>;
}

/** Generates the client of a document into a temporary folder. */
export async function buildSdk(
  document: string,
  options: { readonly overlays?: readonly string[]; readonly packageName?: string } = {},
): Promise<BuiltSdk> {
  const { overlays = [], packageName } = options;
  const contract = await loadContract(resolve(root, document), {
    overlays: overlays.map((file) => resolve(root, file)),
  });
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'plumbline-sdk-'));
  const names = packageName === undefined ? {} : { packageName };
  writeOutput(folder, await renderSdk(contract, names));
  await breakIt(folder);
  return sdkAt(folder);
}

/** Applies the mutant that the environment names, for the test that the behaviour table notices it. */
async function breakIt(folder: string): Promise<void> {
  const mutant = sdkMutants.find(({ name }) => name === process.env['PLUMBLINE_SDK_MUTANT']);
  if (mutant === undefined) return;
  const file = join(folder, 'src/runtime', mutant.file);
  const text = await readFile(file, 'utf8');
  if (!text.includes(mutant.from)) throw new Error(`the mutant ${mutant.name} finds nothing to break`);
  await writeFile(file, text.replaceAll(mutant.from, mutant.to));
}

/** A package that is there already, such as `generated/`. */
export function sdkAt(folder: string): BuiltSdk {
  const common: BuildOptions = {
    bundle: true,
    format: 'esm',
    target: 'es2022',
    nodePaths: [join(root, 'node_modules')],
  };
  return {
    folder,
    async load<Module>(entry: string) {
      const out = await mkdtemp(join(tmpdir(), 'plumbline-bundle-'));
      const outfile = join(out, `${entry.replaceAll('/', '-')}.mjs`);
      await build({ ...common, entryPoints: [join(folder, `src/${entry}.ts`)], platform: 'node', outfile });
      const module: unknown = await import(pathToFileURL(outfile).href);
      await rm(out, { recursive: true });
      return module as Module;
    },
    async bundle(code) {
      const stdin = { contents: code, resolveDir: join(folder, 'src'), loader: 'ts' } as const;
      const { outputFiles } = await build({ ...common, stdin, minify: true, write: false });
      return outputFiles?.[0]?.contents ?? new Uint8Array();
    },
    async loadedAtOnce(code) {
      const stdin = { contents: code, resolveDir: join(folder, 'src'), loader: 'ts' } as const;
      const split = { splitting: true, outdir: folder, minify: true, write: false, stdin } as const;
      const { outputFiles } = await build({ ...common, ...split });
      const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
      const loaded = (name: string): readonly string[] => {
        const text = texts.get(name) ?? '';
        const imports = [...text.matchAll(/\bimport\s*(?:[^("';]*from)?"\.\/([^"]+)"/g)];
        return [...imports.flatMap(([, file = '']) => loaded(file)), text];
      };
      return Buffer.from([...new Set(loaded('stdin.js'))].join('\n'));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
