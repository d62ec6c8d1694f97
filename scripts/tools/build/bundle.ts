import { build, type Plugin } from 'esbuild';
import { officialSchemas } from '../../../generator/load/official-validators.ts';
import { packageRoot } from '../../run/package-info.ts';

/** The command, and the entries of the package as package.json lists them. */
const entryPoints = [
  'scripts/plumbline.ts',
  ...['index', 'arbitraries', 'mock', 'vitest'].map((name) => `scripts/api/${name}.ts`),
];

/**
 * Libraries that stay outside: those whose instances users share with us (fast-check, vitest), those that are read only when
 * a run needs them, some of them as folders of files (typescript), and the one that is optional (recheck). All others are
 * inside of `dist/`, and are dependencies of the build.
 */
const external = [
  'fast-check',
  'jiti',
  'openapi-typescript',
  'recheck',
  'refa',
  'scslre',
  'ts-morph',
  'typescript',
  'vitest',
  'yaml',
];

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
    entryPoints,
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
    plugins: [printedValidators],
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
  const inside = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inside.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter((each) => each !== undefined))].sort();
}
