import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { officialSchemas } from '../../generator/load/official-validators.ts';
import { packageRoot } from '../run/package-info.ts';
import { bundle, entries, printedFile, sharedFolder } from './build/bundle.ts';
import { licencesOf } from './build/licences.ts';
import { printOfficial } from './build/print-official.ts';
import { pruneTypes } from './build/prune-types.ts';

/**
 * `npm run build [-- --out dir]`: the command and the entries of the package in few files, since opening a thousand took half
 * of the time of a short run; their types; the licences of the libraries that are inside.
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
const folder = resolve(packageRoot, values.out);

rmSync(folder, { recursive: true, force: true });
const libraries = await bundle(folder);
for (const name of officialSchemas)
  writeFileSync(join(folder, sharedFolder, printedFile(name)), printOfficial(name));
writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(libraries));
const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', folder], {
  cwd: packageRoot,
  stdio: 'inherit',
});
pruneTypes(
  folder,
  entries.filter((entry) => entry.includes('/api/')).map((entry) => entry.replace(/\.ts$/, '.d.ts')),
);
