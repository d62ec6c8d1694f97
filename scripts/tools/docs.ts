import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print } from '../cli/terminal.ts';
import { packageRoot } from '../run/package-info.ts';
import { pages } from './docs/pages.ts';

/** `npm run docs`: writes what of `docs/` is made from the command, the checks, the changes and the configuration. */
mkdirSync(join(packageRoot, 'docs'), { recursive: true });
for (const { path, text } of pages()) {
  writeFileSync(join(packageRoot, 'docs', path), text);
  print(`docs/${path}`);
}
