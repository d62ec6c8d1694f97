import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DiagnosticError, fail } from '../contract/diagnostics.ts';
import { networkClient } from '../network/client.ts';
import { isWeb, type Location } from './locations.ts';

/** Bytes of the largest file that is read: no document that people write comes near. */
export const largestFile = 128 * 1024 * 1024;

/** Milliseconds for a whole response from the web. */
const patience = 15_000;

const run = promisify(execFile);

/** Standard input can be read once; who reads the document again gets the same. */
let standardInput: Promise<Uint8Array> | undefined;

/** How the files of one document are read. */
export interface TextSource {
  /** What people call the document, for messages about it. */
  readonly shown: string;
  /** The revision that `git:` locations are read from. */
  readonly revision?: string;
  /** Milliseconds for each response from the web; 15,000 when absent. */
  readonly timeout?: number;
}

/**
 * The text of one file of a document, whatever it stands on: a regular file, a response from the web with no redirect, a
 * revision, standard input. At most `largestFile` bytes. What cannot be read is a diagnostic: exit code 2, and 3 for a
 * host that cannot be reached.
 */
export async function readText(location: Location, shown: string, source: TextSource): Promise<string> {
  if (isWeb(location)) return decode(await fromWeb(location, source.timeout ?? patience));
  switch (location.protocol) {
    case 'file:':
      return decode(await fromFile(fileURLToPath(location), shown));
    case 'git:':
      return decode(await fromGit(location, source.revision ?? 'HEAD', shown));
    case 'stdin:':
      standardInput ??= bounded(process.stdin, 'standard input');
      return decode(await standardInput);
    default:
      return fail({ code: 'unreadable-file', file: shown, message: `cannot read from ${location.protocol}` });
  }
}

/** UTF-8, or UTF-16 where a byte order mark says so. */
function decode(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

async function fromFile(path: string, shown: string): Promise<Uint8Array> {
  const refuse = (why: string): never =>
    fail({
      code: 'unreadable-file',
      file: shown,
      message: `cannot read the file: ${why}`,
      hint: 'Give the path of a file in JSON or YAML.',
    });
  try {
    // Without O_NONBLOCK a named pipe without a writer would block us forever.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const known = await handle.stat();
      if (known.isDirectory()) return refuse('it is a folder');
      if (!known.isFile()) return refuse('it is a device, a pipe or a socket, not a regular file');
      if (known.size > largestFile) return tooLarge(shown);
      // Files of /proc have no size, so the size alone bounds nothing.
      return await bounded(handle.createReadStream({ autoClose: false }), shown);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof DiagnosticError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    return refuse(code === 'ENOENT' ? 'no such file' : (code ?? message));
  }
}

async function bounded(chunks: AsyncIterable<unknown>, shown: string): Promise<Uint8Array> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > largestFile) return tooLarge(shown);
    kept.push(bytes);
  }
  return Buffer.concat(kept);
}

const tooLarge = (shown: string): never =>
  fail({
    code: 'too-large',
    file: shown,
    message: `the file is larger than ${largestFile / 1024 / 1024} MB`,
    hint: 'Split the document into files, or leave out its examples.',
  });

async function fromWeb(url: URL, timeout: number): Promise<Uint8Array> {
  const client = networkClient({ timeout, maxBody: largestFile });
  try {
    const { status, headers, body } = await client.send(url, {
      method: 'GET',
      target: `${url.pathname}${url.search}`,
      headers: [
        ['Host', url.host],
        ['Accept', 'application/json, application/yaml, text/yaml, */*;q=0.1'],
        ['Accept-Encoding', 'gzip'],
        ['User-Agent', 'plumbline'],
      ],
    });
    if (status >= 300 && status < 400) {
      // A redirect could lead to a host that is not allowed.
      const [, target = 'nowhere'] = headers.find(([name]) => name.toLowerCase() === 'location') ?? [];
      return fail({
        code: 'redirect-refused',
        message: `${url.href} redirects to ${target}; redirects are not followed`,
        hint: 'Refer to the address that it redirects to, if you trust it.',
      });
    }
    if (status !== 200) return fail({ code: 'fetch-failed', message: `${url.href} answers ${status}` }, 3);
    return body;
  } catch (cause) {
    if (cause instanceof DiagnosticError) throw cause;
    return fail(
      { code: 'unreachable', message: `${url.href} cannot be read: ${(cause as Error).message}` },
      3,
    );
  } finally {
    client.close();
  }
}

async function fromGit(location: Location, revision: string, shown: string): Promise<Uint8Array> {
  const path = decodeURIComponent(location.pathname.slice(1));
  try {
    const { stdout } = await run('git', ['show', `${revision}:${path}`], {
      maxBuffer: largestFile,
      encoding: 'buffer',
    });
    return stdout;
  } catch (cause) {
    return gitFailed(`git cannot show ${shown}`, cause);
  }
}

/** The path of a file from the top of the repository, given as from here. */
export async function pathInRepository(path: string): Promise<string> {
  try {
    const { stdout } = await run('git', ['rev-parse', '--show-prefix']);
    // Names may have blanks and percent signs, which mean something in a URL.
    const encoded = (names: string): string => names.split('/').map(encodeURIComponent).join('/');
    const { pathname } = new URL(encoded(path), `file:///${encoded(stdout.replace(/\n$/, ''))}`);
    return decodeURIComponent(pathname.slice(1));
  } catch (cause) {
    return gitFailed('git does not know this folder', cause);
  }
}

function gitFailed(what: string, cause: unknown): never {
  const { stderr, message } = cause as Error & { readonly stderr?: unknown };
  const said = String(stderr ?? message)
    .trim()
    .split('\n')[0];
  return fail({ code: 'git-failed', message: `${what}: ${said}` });
}
