import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Depth of the search. */
const deepest = 3;

/** Most entries that are read: a larger folder is not searched. */
const mostEntries = 5_000;

/** Characters at the start of a file that are read to recognise a document. */
const head = 4_000;

/** OpenAPI and Swagger documents in a folder and a few below it, the shortest path first; relative to it. */
export function findDocuments(folder: string): readonly string[] {
  const found: string[] = [];
  let entries = 0;
  const look = (below: string, depth: number): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      if (++entries > mostEntries) return;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && depth < deepest && !/^(node_modules|dist|build|\..*)$/.test(entry.name))
        look(path, depth + 1);
      if (entry.isFile() && /\.(json|ya?ml)$/i.test(entry.name) && isDocument(join(folder, path)))
        found.push(path);
    }
  };
  look('', 0);
  return found.sort((a, b) => a.split('/').length - b.split('/').length || a.localeCompare(b));
}

/** Whether a file begins as a document does. */
function isDocument(file: string): boolean {
  if (statSync(file).size > 100_000_000) return false;
  const text = readFileSync(file, 'utf8');
  // Some generators write `openapi` last.
  const ends = `${text.slice(0, head)}\n${text.slice(-head)}`;
  return (
    /^\s*["']?(openapi|swagger)["']?\s*:\s*["']?[23]\./m.test(ends) ||
    /^\s*\{\s*"(openapi|swagger)"\s*:\s*"[23]\./.test(ends)
  );
}
