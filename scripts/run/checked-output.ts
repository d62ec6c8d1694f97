import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../../generator/json/pointer.ts';
import { isFilePath } from '../../generator/load/locations.ts';
import { compiledFolder, type LoadedConfig } from './config.ts';
import { codeRoot, packageRoot } from './package-info.ts';
import { writeWhole } from './write-whole.ts';

/** A folder that was found up to date, as it is shown, and how many files it has. */
export interface CheckedFolder {
  readonly shown: string;
  readonly count: number;
}

/** What a clean `generate --check` read and found: it holds for as long as no byte of all that changes. */
interface CheckedOutput {
  /** Of the flags, the configuration, this program and the versions of its dependencies. */
  readonly program: string;
  /** Every file that was read or compared, to the digest of its bytes. */
  readonly files: Readonly<Record<string, string>>;
  readonly folders: readonly CheckedFolder[];
}

const digestOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64');

/** The digest of a file; empty where there is none. */
const digestAt = (file: string): string =>
  existsSync(file) && statSync(file).isFile() ? digestOf(readFileSync(file)) : '';

/** Every file below a folder, sorted. */
export const filesBelow = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [];

/** The manifest of a dependency of this package, as Node would find it. */
function manifestOf(name: string): string {
  for (let folder = packageRoot; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return '';
  }
}

/** One digest of all that decides what is printed beside the files that are read: flags, configuration, program, versions. */
function programDigest(config: LoadedConfig, flags: unknown): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const isBuilt = codeRoot !== packageRoot;
  // Of the libraries that the build needs, `dist/` holds what runs.
  const libraries = (isBuilt ? ['dependencies'] : ['dependencies', 'devDependencies']).flatMap((kind) =>
    isObject(manifest) && isObject(manifest[kind]) ? Object.keys(manifest[kind]) : [],
  );
  const printing = isBuilt
    ? [codeRoot]
    : ['generator', 'scripts/api', 'scripts/cli', 'scripts/run'].map((room) => join(packageRoot, room));
  // Files that are copied or filled, which `dist/` does not hold.
  const texts = ['generator/schema/code/runtime', 'templates'].map((room) => join(packageRoot, room));
  const code = [
    join(packageRoot, 'package.json'),
    ...[...printing, ...texts]
      .flatMap(filesBelow)
      .filter((file) => !/\.(test|test-support|d)\.ts$|\.map$/.test(file)),
    ...libraries.map(manifestOf),
  ];
  const { behaviours: _, mutants: __, dialects: ___, live: ____, ...read } = config;
  const helpers = config.helpers === undefined ? [] : filesBelow(config.helpers);
  return digestOf(
    JSON.stringify([process.version, flags, read, helpers, code.map((file) => [file, digestAt(file)])]),
  );
}

/**
 * Where a clean check is noted; `undefined` where the next one has to look at everything: something is read that is no
 * file, is printed by code of the configuration, or there is no folder for it.
 */
function noteOf(config: LoadedConfig): string | undefined {
  const places = [config.document, ...config.overlays, ...(config.strengthOverlays ?? [])];
  if ((config.emitters ?? []).length > 0 || !places.every(isFilePath)) return undefined;
  const folder = compiledFolder(config.file);
  return folder === undefined ? undefined : join(folder, 'checked-output.json');
}

/** A note that cannot be read is none. */
function readNote(file: string): CheckedOutput | undefined {
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CheckedOutput) : undefined;
  } catch {
    return undefined;
  }
}

/** The folders that an earlier check found up to date, when nothing has changed since; `undefined` when anything has. */
export function checkedBefore(config: LoadedConfig, flags: unknown): readonly CheckedFolder[] | undefined {
  const note = noteOf(config);
  const known = note === undefined ? undefined : readNote(note);
  if (known === undefined) return undefined;
  const isSame =
    known.program === programDigest(config, flags) &&
    Object.entries(known.files).every(([file, digest]) => digestAt(file) === digest);
  return isSame ? known.folders : undefined;
}

/**
 * Notes a clean check.
 * @param started when the check began, in milliseconds since 1970: a file changed after that is not what was read
 * @param files every file that was read or compared
 */
export async function noteChecked(
  config: LoadedConfig,
  flags: unknown,
  started: number,
  files: readonly string[],
  folders: readonly CheckedFolder[],
): Promise<void> {
  const note = noteOf(config);
  const changed = (file: string): boolean => !existsSync(file) || statSync(file).mtimeMs >= started;
  if (note === undefined || files.some(changed)) return;
  const known: CheckedOutput = {
    program: programDigest(config, flags),
    files: Object.fromEntries([config.file, ...files].map((file) => [file, digestAt(file)])),
    folders,
  };
  mkdirSync(dirname(note), { recursive: true });
  await writeWhole(note, JSON.stringify(known));
}

/** What is said of a folder that is as it would be generated. */
export const upToDate = (shown: string, count: number): string => `${shown} is up to date (${count} files)`;
