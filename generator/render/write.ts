import { lstat, mkdir, mkdtemp, readFile, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../diagnostics.ts';
import { shortDiff } from './diff.ts';
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

/** Which files of the folder are ours; without it nobody could tell a file that is no longer generated from a foreign one. */
const manifestName = '.plumbline-files.json';

interface Plan {
  readonly changes: readonly (StaleFile & { readonly text: string })[];
  readonly manifest: readonly string[];
}

/** Compares a folder with what would be generated; writes nothing. */
export async function compareOutput(
  folder: string,
  files: readonly RenderedFile[],
): Promise<readonly StaleFile[]> {
  const { changes } = await plan(folder, files);
  return changes.map(({ path, kind, diff }) => ({ path, kind, diff }));
}

/**
 * Brings a folder up to date and says what changed. Everything is first written beside the old files and then renamed
 * into place, so a failure leaves no half-written file. Files that we did not write are never changed or removed: one
 * that stands where we would write is a diagnostic.
 */
export async function writeOutput(
  folder: string,
  files: readonly RenderedFile[],
): Promise<readonly FileChange[]> {
  const { changes, manifest } = await plan(folder, files);
  await refuseForeign(folder, changes, manifest);
  const paths = files.map(({ path }) => path).sort();
  if (changes.length === 0 && same(manifest, paths)) return [];
  try {
    await mkdir(folder, { recursive: true });
    await bring(folder, changes, manifest, paths);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
  return changes.map(({ path, kind }) => ({ path, kind }));
}

async function bring(
  folder: string,
  changes: Plan['changes'],
  manifest: readonly string[],
  paths: readonly string[],
): Promise<void> {
  const staging = await mkdtemp(join(folder, '.plumbline-'));
  try {
    const written = changes.filter(({ kind }) => kind !== 'removed');
    for (const [index, { text }] of written.entries()) await writeFile(join(staging, String(index)), text);
    // Both lists until the renames are through: whatever interrupts us, no file of ours looks foreign afterwards.
    await writeManifest(folder, staging, [...new Set([...manifest, ...paths])].sort());
    for (const [index, { path }] of written.entries()) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await rename(join(staging, String(index)), join(folder, path));
    }
    for (const { path, kind } of changes) if (kind === 'removed') await removeFile(folder, path);
    await writeManifest(folder, staging, paths);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function plan(folder: string, files: readonly RenderedFile[]): Promise<Plan> {
  const manifest = await readManifest(folder);
  const wanted = new Set(files.map(({ path }) => path));
  const changes: (StaleFile & { text: string })[] = [];
  for (const { path, text } of files) {
    const before = await textAt(join(folder, path));
    if (before === text) continue;
    const kind = before === undefined ? 'created' : 'updated';
    changes.push({
      path,
      kind,
      text,
      diff: kind === 'created' ? '  the file is missing' : shortDiff(before ?? '', text),
    });
  }
  for (const path of manifest) {
    if (wanted.has(path) || (await textAt(join(folder, path))) === undefined) continue;
    changes.push({ path, kind: 'removed', text: '', diff: '  the file is no longer generated' });
  }
  return { changes, manifest };
}

async function refuseForeign(
  folder: string,
  changes: Plan['changes'],
  manifest: readonly string[],
): Promise<void> {
  const ours = new Set(manifest);
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
    } else if (await leavesFolder(folder, target)) {
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

/** Whether the nearest existing parent of a file lies outside the folder, by a symbolic link. */
async function leavesFolder(folder: string, target: string): Promise<boolean> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return false;
  for (let parent = dirname(target); parent.length >= folder.length; parent = dirname(parent)) {
    const real = await realpath(parent).catch(() => undefined);
    if (real !== undefined) return real !== root && !real.startsWith(`${root}${sep}`);
  }
  return false;
}

async function readManifest(folder: string): Promise<readonly string[]> {
  const text = await textAt(join(folder, manifestName));
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

async function writeManifest(folder: string, staging: string, files: readonly string[]): Promise<void> {
  const note = 'written by plumbline: the files of this folder that `plumbline generate` owns';
  await writeFile(join(staging, 'manifest'), `${JSON.stringify({ note, files }, null, 2)}\n`);
  await rename(join(staging, 'manifest'), join(folder, manifestName));
}

/** Removes a file and the folders that it leaves empty, up to the output folder. */
async function removeFile(folder: string, path: string): Promise<void> {
  await rm(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (
      !(await rmdir(join(folder, parent)).then(
        () => true,
        () => false,
      ))
    )
      return;
  }
}

async function textAt(file: string): Promise<string | undefined> {
  const known = await lstat(file).catch(() => undefined);
  if (known === undefined) return undefined;
  return known.isFile() || known.isSymbolicLink() ? readFile(file, 'utf8').catch(() => '') : '';
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
