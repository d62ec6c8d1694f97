import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const imported = /(?:from |import\(|import )['"](\.[^'"]+)\.[jt]s['"]/g;

/** Deletes the type files below `folder` that no entry reaches: they describe what nobody can import. */
export function pruneTypes(folder: string, entries: readonly string[]): void {
  const reached = new Set<string>();
  const pending = entries.map((entry) => resolve(folder, entry));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path = ''] of text.matchAll(imported)) pending.push(join(dirname(file), `${path}.d.ts`));
  }
  const below = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of below) {
    const file = resolve(entry.parentPath, entry.name);
    // Types of libraries stand in `shared/`, and belong to no module of ours.
    if (entry.isFile() && file.endsWith('.d.ts') && !entry.name.startsWith('lib.') && !reached.has(file))
      rmSync(file);
  }
  const folders = below
    .filter((entry) => entry.isDirectory())
    .map((entry) => resolve(entry.parentPath, entry.name));
  for (const each of folders.sort((a, b) => b.length - a.length))
    if (readdirSync(each).length === 0) rmdirSync(each);
}
