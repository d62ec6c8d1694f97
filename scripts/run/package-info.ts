import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of this package, from its sources and from `dist/` alike. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Where the code that runs stands: the sources, or `dist/` with the bundled command and the entries of the package. */
export const codeRoot: string = import.meta.url.endsWith('.ts') ? packageRoot : join(packageRoot, 'dist');

/** An entry of the package (`scripts/api/`), by its name, as an address to import from. */
export const entryAddress = (name: string): string =>
  pathToFileURL(join(codeRoot, `scripts/api/${name}.${codeRoot === packageRoot ? 'ts' : 'js'}`)).href;

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('plumbline is not installed as a package: no package.json above it');
  return findRoot(parent);
}

/** The version of this package. */
export const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  readonly version: string;
};
