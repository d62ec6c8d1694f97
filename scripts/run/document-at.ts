import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fail } from '../../generator/contract/diagnostics.ts';

/** Where a document is read from: a file, or a text that is shown under that name. */
export interface DocumentSource {
  readonly file: string;
  readonly text?: string;
}

const run = promisify(execFile);

/** Milliseconds until a host counts as unreachable. */
const patience = 15_000;

/**
 * A path, `git:REV:path`, or a URL whose host is among `hosts`. Anything else about it that is wrong is a DiagnosticError:
 * exit code 2, and 3 for a host that cannot be reached.
 */
export async function documentAt(
  place: string | undefined,
  hosts: readonly string[],
): Promise<DocumentSource> {
  if (place === undefined) {
    return fail({
      code: 'no-document',
      message: 'no second document is given and there is no plumbline.config.ts here',
      hint: 'Give both: plumbline drift old.json new.json',
    });
  }
  if (place.startsWith('git:')) return fromGit(place);
  if (/^https?:\/\//i.test(place)) return fromHost(place, hosts);
  return { file: place };
}

async function fromGit(place: string): Promise<DocumentSource> {
  const match = /^git:([^:]+):(.+)$/.exec(place);
  const [, revision = '', path = ''] = match ?? [];
  if (match === null || revision.startsWith('-')) {
    return fail({
      code: 'bad-git-place',
      message: `expected git:REVISION:path, not ${place}`,
      hint: 'For example git:main:spec/openapi.json',
    });
  }
  try {
    const { stdout } = await run('git', ['show', `${revision}:./${path}`], { maxBuffer: 512 * 1024 * 1024 });
    return { file: place, text: stdout };
  } catch (cause) {
    const said = String((cause as { readonly stderr?: string }).stderr ?? (cause as Error).message)
      .trim()
      .split('\n')[0];
    return fail({ code: 'git-failed', message: `git cannot show ${place}: ${said}` });
  }
}

async function fromHost(place: string, hosts: readonly string[]): Promise<DocumentSource> {
  const url = new URL(place);
  if (!hosts.includes(url.hostname) && !hosts.includes(url.host)) {
    return fail({
      code: 'host-not-allowed',
      message: `${url.host} is not among the hosts that may be asked`,
      hint: `Allow it: --allow-host ${url.hostname}`,
    });
  }
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patience) });
    if (!response.ok)
      return fail({ code: 'fetch-failed', message: `${place} answers ${response.status}` }, 3);
    return { file: place, text: await response.text() };
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'DiagnosticError') throw cause;
    const reason =
      (cause as { readonly cause?: { readonly code?: string } }).cause?.code ?? (cause as Error).message;
    return fail({ code: 'unreachable', message: `${place} cannot be reached: ${reason}` }, 3);
  }
}
