import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';

/** Whether the nearest existing parent of what stands in a place lies outside the folder, by a symbolic link. */
export function leavesFolder(folder: string, place: string): boolean {
  const root = realPathOf(folder);
  if (root === undefined) return false;
  for (let parent = place; parent.length >= folder.length; parent = dirname(parent)) {
    const real = realPathOf(parent);
    if (real !== undefined) return real !== root && !real.startsWith(`${root}${sep}`);
  }
  return false;
}

/** A path without symbolic links, undefined where nothing stands. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
