import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../json/pointer.ts';
import { leavesFolder } from './leaves-folder.ts';
import { makeFolder } from './make-folder.ts';
import { isSafePath } from './paths.ts';

/** A file to be put in place; `path` is relative to the folder. */
export interface StagedFile {
  readonly path: string;
  readonly text: string;
}

/** Files that change together. */
export interface Replacement {
  readonly written: readonly StagedFile[];
  readonly removed: readonly string[];
  /** Put in place when all else is done. */
  readonly last: StagedFile;
}

/** What a journal says: the staged files by number, in the order in which they are put in place. */
interface Journal {
  readonly paths: readonly string[];
  readonly removed: readonly string[];
}

const journalName = 'journal.json';
/** Folders of ours: `.plumbline-<process>-<random>`; older versions left out the process. */
const stagingName = /^\.plumbline-(?:(\d+)-)?\w{6}$/;

/**
 * Puts files in the place of others. Nothing changes before the journal is written; afterwards the next run
 * finishes what was interrupted, so that a folder never stays half old and half new.
 */
export function replaceFiles(folder: string, { written, removed, last }: Replacement): void {
  const staging = mkdtempSync(join(folder, `.plumbline-${process.pid}-`));
  const files = [...written, last];
  const journal: Journal = { paths: files.map(({ path }) => path), removed };
  try {
    for (const [index, { text }] of files.entries()) writeFileSync(join(staging, String(index)), text);
    writeFileSync(join(staging, 'draft'), JSON.stringify(journal));
    renameSync(join(staging, 'draft'), join(staging, journalName));
  } catch (cause) {
    rmSync(staging, { recursive: true, force: true });
    throw cause;
  }
  // What fails from here on (a full disk) is left to the next run, as a kill is.
  apply(folder, staging, journal);
  rmSync(staging, { recursive: true, force: true });
}

/** Finishes what an earlier run was killed in, and clears away what it had only begun. */
export function finishInterrupted(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const match = stagingName.exec(name);
    const staging = join(folder, name);
    if (match === null || !lstatSync(staging).isDirectory() || isRunning(match[1])) continue;
    const journal = readJournal(staging);
    const paths = journal === undefined ? [] : [...journal.paths, ...journal.removed];
    const isInside = !paths.some((path) => leavesFolder(folder, dirname(join(folder, path))));
    if (journal !== undefined && isInside) apply(folder, staging, journal);
    rmSync(staging, { recursive: true, force: true });
  }
}

function apply(folder: string, staging: string, { paths, removed }: Journal): void {
  const lastIndex = paths.length - 1;
  const place = (path: string, index: number): void => {
    const staged = join(staging, String(index));
    // What is not there any more was put in place before the interruption.
    if (!existsSync(staged)) return;
    makeFolder(join(folder, dirname(path)));
    renameSync(staged, join(folder, path));
  };
  for (const [index, path] of paths.entries()) if (index !== lastIndex) place(path, index);
  for (const path of removed) removeFile(folder, path);
  place(paths[lastIndex] ?? '', lastIndex);
}

function readJournal(staging: string): Journal | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(staging, journalName), 'utf8'));
    if (!isObject(value)) return undefined;
    const { paths, removed } = value;
    return isPaths(paths) && isPaths(removed) ? { paths, removed } : undefined;
  } catch {
    return undefined;
  }
}

/** Rejects paths that leave the folder through a symbolic link. */
const isPaths = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((path) => typeof path === 'string' && isSafePath(path));

/** Whether the process that a folder belongs to is at work still. */
function isRunning(pid: string | undefined): boolean {
  if (pid === undefined) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes a file and the folders that it leaves empty, up to the output folder. */
function removeFile(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  try {
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent))
      rmdirSync(join(folder, parent));
  } catch {
    // What is not empty stays, and so does all above it.
  }
}
