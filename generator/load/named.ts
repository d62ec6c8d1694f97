import { fail } from '../contract/diagnostics.ts';
import type { FileReader } from './files.ts';
import { type Access, followerOf, type Location, locationOf, shownLocation } from './locations.ts';
import { pathInRepository, readText, type TextSource } from './read-text.ts';
import { parseSource, parseValue, type SourceFile } from './source.ts';

/** What a user names: a path, a URL (its own host is allowed for it), `git:REVISION:path`, or `-` for standard input. */
export interface Named {
  readonly location: Location;
  readonly source: TextSource;
}

/** Where a document is, as a user names it. An invalid place is a diagnostic. */
export async function namedPlace(place: string, timeout?: number): Promise<Named> {
  const source = { shown: place, ...(timeout === undefined ? {} : { timeout }) };
  if (!place.startsWith('git:')) return { location: locationOf(place), source };
  const [, revision, path] = /^git:([^:]+):(.+)$/.exec(place) ?? [];
  if (revision === undefined || path === undefined || revision.startsWith('-'))
    return fail({
      code: 'bad-git-place',
      message: `expected git:REVISION:path, not ${place}`,
      hint: 'For example git:main:spec/openapi.json',
    });
  const whole = await pathInRepository(path);
  return { location: locationOf(`git:${revision}:${whole}`), source: { ...source, revision } };
}

/** The text of what a user names; guarded as every file of a document is. */
export async function readNamed(place: string, timeout?: number): Promise<string> {
  const { location, source } = await namedPlace(place, timeout);
  return readText(location, source.shown, source);
}

/** Reads and parses a file that a user names. */
export const readSource = async (place: string, timeout?: number): Promise<SourceFile> =>
  parseSource(place, await readNamed(place, timeout));

/** A file that a document refers to. */
export interface Part {
  readonly file: string;
  /** Its path from the folder of the document; absent where it lies elsewhere. */
  readonly path?: string;
  readonly text: string;
}

/** Receive the files that a document refers to, as each is read. */
export interface PartListeners {
  /** Receives the name of every file of this machine. */
  readonly onRead?: (file: string) => void;
  readonly onPart?: (part: Part) => void;
}

/** Reads the files that a document refers to, as far as it may. */
export function readerFor(
  { location, source }: Named,
  access: Access,
  { onRead, onPart }: PartListeners,
): FileReader {
  const folder = new URL('.', location).href;
  return {
    follow: followerOf(location, access),
    read: async (url) => {
      const shown =
        url.protocol === 'git:'
          ? `git:${source.revision}:${decodeURIComponent(url.pathname.slice(1))}`
          : shownLocation(url);
      if (url.protocol === 'file:') onRead?.(shown);
      const text = await readText(url, shown, source);
      const isBelow = url.href.startsWith(folder);
      onPart?.({
        file: shown,
        ...(isBelow ? { path: decodeURIComponent(url.href.slice(folder.length)) } : {}),
        text,
      });
      return parseValue(shown, text);
    },
  };
}
