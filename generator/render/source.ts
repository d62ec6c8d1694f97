import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

const known = new Map<string, string>();

/** The text of a module of this package as generated packages have it: what it imports is named as it is when built. */
export function sourceOf(path: string): string {
  const text =
    known.get(path) ??
    readFileSync(join(packageRoot(), path), 'utf8').replace(/(from '\.{1,2}\/[^']*)\.ts'/g, "$1.js'");
  known.set(path, text);
  return text;
}
