import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fail } from '../../generator/contract/diagnostics.ts';

/** Locks that this process holds: its process id alone does not distinguish two runs in it. */
const held = new Set<string>();

/**
 * Locks a file for one writer: `<file>.lock` contains the process id of the owner, and is taken over when that process is
 * gone. Returns the function that releases the lock. A lock that another process holds is a diagnostic.
 */
export function lockFile(file: string): () => void {
  const lock = `${file}.lock`;
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      held.add(lock);
      return () => {
        held.delete(lock);
        rmSync(lock, { force: true });
      };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        return fail(
          { code: 'journal-not-writable', file: lock, message: `cannot write the lock: ${code}` },
          3,
        );
      const owner = ownerOf(lock);
      if (owner !== undefined && (isAlive(owner, lock) || attempt > 3 || !takeAway(lock, owner)))
        return fail({
          code: 'journal-locked',
          file,
          message: `another run writes this journal: process ${owner}`,
          hint: `Wait until it ends. If no such run exists, remove ${lock}.`,
        });
    }
  }
}

/** The process that a lock names; `undefined` when the lock was given back just now. */
function ownerOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(owner: string, lock: string): boolean {
  const pid = Number(owner);
  // Empty: its owner is just about to write its number.
  if (!Number.isSafeInteger(pid) || pid <= 0) return owner === '';
  if (pid === process.pid) return held.has(lock);
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Takes the lock of a dead process away. False when another process took it over in the meantime, whose lock is put
 * back.
 */
function takeAway(lock: string, owner: string): boolean {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return true;
  }
  const isOld = ownerOf(aside) === owner;
  if (!isOld) linkSync(aside, lock);
  rmSync(aside, { force: true });
  return isOld;
}
