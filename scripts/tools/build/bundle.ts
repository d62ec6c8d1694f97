import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { officialSchemas } from '../../../generator/load/official-validators.ts';
import { packageRoot } from '../../run/package-info.ts';
import { bundleLibraries, heavyLibraries, lazyLibraries } from './heavy-libraries.ts';

/** The command, and the entries of the package as package.json lists them. */
export const entries: readonly string[] = [
  'scripts/plumbline.ts',
  ...['index', 'arbitraries', 'mock', 'vitest'].map((name) => `scripts/api/${name}.ts`),
];

/**
 * Libraries that stay outside: those whose instances users share with us (fast-check, vitest), the one that
 * reads its own parts by name (jiti), and the one that is optional (recheck). All others are inside of `dist/`, and are dependencies of the build.
 */
const external = ['fast-check', 'jiti', 'recheck', 'vitest'];

/** Where files stand that several entries share, below the folder of the build. */
export const sharedFolder = 'shared';

/** The name of the printed validator of an official schema. */
export const printedFile = (name: string): string => `official-${name}.cjs`;

/** Puts the printed validators in the place of the empty table. */
const printedValidators: Plugin = {
  name: 'printed-validators',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]generator[/\\]load[/\\]printed-validators\.ts$/ }, () => ({
      contents: [
        'export const printedValidators = {',
        ...officialSchemas.map(
          (name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(`./${printedFile(name)}`)}),`,
        ),
        '};',
      ].join('\n'),
      loader: 'js',
    }));
  },
};

/** Writes the bundled code below `folder`; returns the folders of the libraries that are inside, sorted. */
export async function bundle(folder: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: packageRoot,
    entryPoints: [...entries],
    outbase: '.',
    outdir: folder,
    chunkNames: `${sharedFolder}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Where a library ships both, modules: some of the others load their parts by names that no bundler sees.
    mainFields: ['module', 'main'],
    external: [...external, ...officialSchemas.map((name) => `./${printedFile(name)}`)],
    plugins: [printedValidators, heavyLibraries, lazyLibraries],
    // Libraries written as CommonJS ask for modules of Node by `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    // Traces name the files of the sources, whose text is not needed for that.
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  for (const [file, { imports }] of Object.entries(metafile.outputs))
    if (imports.some(({ path }) => path.includes('./library-')) && !file.includes(`/${sharedFolder}/`))
      throw new Error(`${file} imports a heavy library, which stands in ${sharedFolder}/`);
  const inside = [
    ...Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
    ...(await bundleLibraries(join(folder, sharedFolder))),
  ];
  const folders = inside.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter((each) => each !== undefined))].sort();
}
