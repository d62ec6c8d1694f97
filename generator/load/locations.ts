import { realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Where a document stands: `file:` for a file, `http(s):` for one on the web, `git:///path` for one of a revision of the
 * repository here, `stdin:///` for standard input.
 */
export type Location = URL;

/** What the files of a document may be read from. */
export interface Access {
  /** Folders beside the document's own that references may lead into; as the user writes them. */
  readonly allowPaths?: readonly string[] | undefined;
  /** Hosts (`example.com`, `localhost:8080`) that references may lead to. */
  readonly allowHosts?: readonly string[] | undefined;
}

/** Why a reference is not followed, as code, sentence and what to do; or where it leads, fragment apart. */
export type Followed =
  | {
      readonly refused: 'ref-outside' | 'network-ref' | 'bad-ref';
      readonly why: string;
      readonly hint: string;
    }
  | { readonly url: Location; readonly fragment: string };

/** Whether what a user names is a path: not a URL, not `git:REVISION:path`, not `-`. */
export const isFilePath = (place: string): boolean => place !== '-' && !/^(https?:\/\/|git:)/i.test(place);

/** A document as a user names it: a path, a URL, `git:REVISION:path` (from the top of the repository) or `-`. */
export function locationOf(place: string): Location {
  if (place === '-') return new URL('stdin:///');
  if (/^https?:\/\//i.test(place) && URL.canParse(place)) return new URL(place);
  const git = /^git:[^:]+:(.+)$/.exec(place);
  if (git !== null) return new URL(`git:///${(git[1] ?? '').split('/').map(encodeURIComponent).join('/')}`);
  return pathToFileURL(resolve(place));
}

/** A location as people write it: relative to the folder they stand in. */
export function shownLocation(url: Location): string {
  if (url.protocol !== 'file:') return url.href;
  const path = fileURLToPath(url);
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith(`..${sep}..`) ? path : near;
}

/** A path with every symbolic link of it resolved; of what does not exist, as far as it exists. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path
      ? path
      : resolve(realPath(parent), path.slice(parent.length).replace(/^[\\/]+/, ''));
  }
}

const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

const hostHint =
  'Save the file beside the document and refer to it by a relative path, or allow its host (--allow-host).';
const pathHint = 'Move the file into the folder of the document, or allow its folder (--allow-path).';

/**
 * Decides, for every reference of a document, whether it may be followed: within the folder of the document and
 * `allowPaths`, to the hosts of `allowHosts`, from a document on the web to its own host, and never from the web to a
 * file of this machine.
 */
export function followerOf(
  document: Location,
  { allowPaths = [], allowHosts = [] }: Access,
): (ref: string, base: URL) => Followed {
  const hosts = new Set(allowHosts.map((host) => host.toLowerCase()));
  if (isWeb(document)) hosts.add(document.host);
  const folders = [
    ...(document.protocol === 'file:' ? [dirname(fileURLToPath(document))] : []),
    ...allowPaths.map((path) => resolve(path)),
  ].map(realPath);
  return (ref, base) => {
    // What comes from standard input has no folder: its references are read as from here.
    const from = base.protocol === 'stdin:' ? pathToFileURL(`${process.cwd()}${sep}-`) : base;
    if (!URL.canParse(ref, from.href))
      return /^[\\/]{2}/.test(ref)
        ? { refused: 'network-ref', why: 'leads to another host', hint: hostHint }
        : {
            refused: 'bad-ref',
            why: 'is not a URI reference',
            hint: 'Percent-encode what a URI cannot hold.',
          };
    const url = new URL(ref, from);
    const fragment = url.hash.slice(1);
    url.hash = '';
    if (isWeb(url)) {
      if (url.username !== '' || url.password !== '')
        return { refused: 'network-ref', why: 'holds a user name or a password', hint: hostHint };
      if (hosts.has(url.host)) return { url, fragment };
      return {
        refused: 'network-ref',
        why: `leads to ${url.host}, which is not an allowed host`,
        hint: hostHint,
      };
    }
    if (url.protocol === 'git:' && base.protocol === 'git:') {
      const folder = new URL('.', document).pathname;
      if (url.pathname.startsWith(folder)) return { url, fragment };
      return { refused: 'ref-outside', why: 'leads out of the folder of the document', hint: pathHint };
    }
    if (url.protocol !== 'file:')
      return {
        refused: 'network-ref',
        why: `has the scheme ${url.protocol} that is never followed`,
        hint: hostHint,
      };
    if (isWeb(base) || isWeb(document))
      return {
        refused: 'ref-outside',
        why: 'leads from a document on the web to a file of this machine',
        hint: 'Save the document first, if its files are yours.',
      };
    if (url.host !== '')
      return { refused: 'network-ref', why: `leads to the host ${url.host}`, hint: hostHint };
    if (url.search !== '') return { refused: 'bad-ref', why: 'is not the path of a file', hint: pathHint };
    const path = pathOf(url);
    if (path === undefined) return { refused: 'bad-ref', why: 'is not the path of a file', hint: pathHint };
    const real = realPath(path);
    if (folders.some((folder) => isWithin(folder, real))) return { url, fragment };
    return { refused: 'ref-outside', why: 'leads out of the folder of the document', hint: pathHint };
  };
}

function pathOf(url: URL): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** Whether a location is on the web. */
export const isWeb = (url: URL): boolean => url.protocol === 'http:' || url.protocol === 'https:';
