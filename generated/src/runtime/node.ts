import { toFile } from './forms.js';
import type { NamedFile } from './types.js';

interface NodeFiles {
  readFile(path: string): Promise<Uint8Array>;
}

/** A file of the disk, to upload under its own name or the one given. Node only. */
export async function fileFromPath(path: string, name?: string): Promise<NamedFile> {
  const { process } = globalThis as unknown as { process: { getBuiltinModule(name: string): NodeFiles } };
  const data = await process.getBuiltinModule('node:fs/promises').readFile(path);
  return toFile(data, name ?? path.split(/[\\/]/).at(-1) ?? 'file');
}
