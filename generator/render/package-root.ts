import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package: the same from source (`generator/render/`) and from `dist/generator/render/`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'openapi-plumbline')
      return folder;
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('the package.json of openapi-plumbline is not above its own modules');
    folder = parent;
  }
}
