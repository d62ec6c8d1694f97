import { existsSync, type FSWatcher, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Files that are watched through their folders, since editors replace a file by a new one. */
export interface WatchedFiles {
  /** Looks at one more file; its folder has to be there. */
  follow(file: string): void;
  /** How many files are looked at. */
  count(): number;
  /** The files that changed since the last call, once they are quiet; undefined when it was stopped. */
  changed(): Promise<ReadonlySet<string> | undefined>;
  /** Stops watching; a pending wait for changes ends. */
  stop(): void;
}

/** An editor writes, renames and sets times; what comes within so many milliseconds is one change. */
const quietAfter = 15;

/** Nothing is looked at to begin with. */
export function watchFiles(): WatchedFiles {
  const files = new Set<string>();
  const folders = new Map<string, FSWatcher>();
  let pending = new Set<string>();
  let isStopped = false;
  let wake = (): void => {};
  const look = (folder: string): FSWatcher =>
    watch(folder, (_, name) => {
      // Where the system does not say which file it was, any of the folder may be.
      const hit = [...files].filter((file) =>
        name === null ? dirname(file) === folder : file === join(folder, name),
      );
      for (const file of hit) pending.add(file);
      if (hit.length > 0) wake();
    });
  return {
    follow(path) {
      const file = resolve(path);
      const folder = dirname(file);
      if (isStopped || files.has(file) || !existsSync(folder)) return;
      files.add(file);
      if (!folders.has(folder)) folders.set(folder, look(folder));
    },
    count: () => files.size,
    async changed() {
      if (pending.size === 0 && !isStopped)
        await new Promise<void>((done) => {
          wake = done;
        });
      wake = () => {};
      for (let seen = -1; seen !== pending.size && !isStopped; ) {
        seen = pending.size;
        await new Promise((done) => setTimeout(done, quietAfter));
      }
      const changes = pending;
      pending = new Set();
      return isStopped ? undefined : changes;
    },
    stop() {
      isStopped = true;
      for (const watcher of folders.values()) watcher.close();
      wake();
    },
  };
}
