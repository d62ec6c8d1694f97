import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../contract/diagnostics.ts';
import { shortDiff } from './diff.ts';
import { finishInterrupted, replaceFiles, type StagedFile } from './journal.ts';
import { leavesFolder } from './leaves-folder.ts';
import { makeFolder } from './make-folder.ts';
import { isSafePath } from './paths.ts';
import type { RenderedFile } from './render.ts';

/** What happened to one file; `path` is relative to the output folder. */
export interface FileChange {
  readonly path: string;
  readonly kind: 'created' | 'updated' | 'removed';
}

/** A file that is not as it would be generated, with the lines that differ. */
export interface StaleFile extends FileChange {
  readonly diff: string;
}

interface PlannedChange extends FileChange {
  readonly before: string | undefined;
  readonly text: string;
}

/**
 * Lists the generated files of the folder, which distinguishes a file that is no longer generated from a foreign
 * one.
 */
export const manifestName = '.plumbline-files.json';

interface Plan {
  readonly changes: readonly PlannedChange[];
  readonly manifest: readonly string[];
}

/** Compares a folder with what would be generated; writes nothing. */
export function compareOutput(folder: string, files: readonly RenderedFile[]): readonly StaleFile[] {
  return plan(folder, files).changes.map((change) => ({
    path: change.path,
    kind: change.kind,
    diff: diffOf(change),
  }));
}

function diffOf({ kind, before = '', text }: PlannedChange): string {
  switch (kind) {
    case 'created':
      return '  the file is missing';
    case 'updated':
      return shortDiff(before, text);
    case 'removed':
      return '  the file is no longer generated';
    default:
      return kind satisfies never;
  }
}

/**
 * Brings a folder up to date and says what changed. Everything is first written beside the old files and then renamed
 * into place by a journal, so a failure leaves no half-written file, and the next run finishes what a kill interrupted.
 * Files that we did not write are never changed or removed: one at a path of ours is a diagnostic.
 *
 * Calls of the file system are synchronous: a large document has ten thousand files, and a trip through the thread pool
 * costs ten times what the call itself does.
 */
export function writeOutput(folder: string, files: readonly RenderedFile[]): readonly FileChange[] {
  try {
    finishInterrupted(folder);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
  const { changes, manifest } = plan(folder, files);
  refuseForeign(folder, changes, manifest);
  const paths = files.map(({ path }) => path).sort();
  if (changes.length === 0 && same(manifest, paths)) return [];
  try {
    makeFolder(folder);
    bring(folder, changes, manifest, paths);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
  return changes.map(({ path, kind }) => ({ path, kind }));
}

function bring(
  folder: string,
  changes: Plan['changes'],
  manifest: readonly string[],
  paths: readonly string[],
): void {
  const written = changes.filter(({ kind }) => kind !== 'removed');
  const removed = changes.filter(({ kind }) => kind === 'removed');
  const listed = (files: readonly string[]): StagedFile => ({
    path: manifestName,
    text: manifestText(files),
  });
  replaceFiles(folder, {
    // Both lists until the renames are through: whatever interrupts us, no file of ours looks foreign afterwards.
    written: [listed([...new Set([...manifest, ...paths])].sort()), ...written],
    removed: removed.map(({ path }) => path),
    last: listed(paths),
  });
}

function plan(folder: string, files: readonly RenderedFile[]): Plan {
  const manifest = readManifest(folder);
  const wanted = new Set(files.map(({ path }) => path));
  const changes: PlannedChange[] = [];
  for (const { path, text } of files) {
    const before = textAt(join(folder, path));
    // A checkout on Windows may have turned the ends of lines: that does not change the file.
    if (before === text || before?.replaceAll('\r\n', '\n') === text) continue;
    changes.push({ path, kind: before === undefined ? 'created' : 'updated', before, text });
  }
  for (const path of manifest) {
    if (wanted.has(path) || textAt(join(folder, path)) === undefined) continue;
    changes.push({ path, kind: 'removed', before: undefined, text: '' });
  }
  return { changes, manifest };
}

function refuseForeign(folder: string, changes: Plan['changes'], manifest: readonly string[]): void {
  const ours = new Set(manifest);
  const outside = new Map<string, boolean>();
  const leaves = (place: string): boolean => {
    const known = outside.get(place) ?? leavesFolder(folder, place);
    outside.set(place, known);
    return known;
  };
  const diagnostics: Diagnostic[] = [];
  for (const { path, kind } of changes) {
    const target = join(folder, path);
    if (kind === 'updated' && !ours.has(path)) {
      diagnostics.push({
        code: 'foreign-file',
        severity: 'error',
        file: target,
        message: 'a file stands here that plumbline did not write, so it is left alone',
        hint: 'Remove it or choose another output folder.',
      });
    } else if (leaves(dirname(target))) {
      diagnostics.push({
        code: 'link-out-of-output',
        severity: 'error',
        file: target,
        message: 'a symbolic link leads out of the output folder',
        hint: 'Remove the link or choose another output folder.',
      });
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
}

function readManifest(folder: string): readonly string[] {
  const text = textAt(join(folder, manifestName));
  if (text === undefined) return [];
  try {
    const { files } = JSON.parse(text) as { readonly files?: unknown };
    return Array.isArray(files)
      ? files.filter((path): path is string => typeof path === 'string' && isSafePath(path))
      : [];
  } catch {
    return [];
  }
}

function manifestText(files: readonly string[]): string {
  const note = 'written by plumbline: the files of this folder that `plumbline generate` owns';
  return `${JSON.stringify({ note, files }, null, 2)}\n`;
}

/** The text of a file; empty for anything else or an unreadable file, undefined where nothing exists. */
function textAt(file: string): string | undefined {
  let stands = false;
  try {
    const known = lstatSync(file);
    stands = true;
    return known.isFile() || known.isSymbolicLink() ? readFileSync(file, 'utf8') : '';
  } catch {
    return stands ? '' : undefined;
  }
}

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((path, index) => path === right[index]);

function notWritable(folder: string, cause: unknown): DiagnosticError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const diagnostic: Diagnostic = {
    code: 'output-not-writable',
    severity: 'error',
    file: relative(process.cwd(), folder) || '.',
    message,
  };
  return new DiagnosticError([diagnostic], 3);
}
