import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The blocks of TypeScript in a package's README, in order. */
export async function readmeBlocks(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'README.md'), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');
}

/** The calls under "Every operation": `client.files.list()`. */
export async function readmeCalls(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'README.md'), 'utf8');
  const section = text.slice(text.indexOf('\n## Every operation'));
  return [...section.matchAll(/^(?:const result = )?await (client\b.*);$/gm)].map(([, call]) => call ?? '');
}
