import { readFileSync } from 'node:fs';
import { reportError } from '../cli/report-error.ts';
import { print } from '../cli/terminal.ts';

/** A comment of a pull request, as GitHub's API describes it. */
interface Comment {
  readonly id: number;
  readonly body?: string;
}

/** Where and as whom the comment is written: what a job of GitHub Actions has in its environment. */
export interface CommentTarget {
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly pullRequest: string;
  readonly token: string;
  /** The document: another document has another comment. */
  readonly document: string;
}

/** Characters that GitHub takes in a comment. */
const longest = 65_000;

/**
 * Writes a comment on a pull request, or changes the one that an earlier run wrote, so that a pull request has one. Returns what
 * it did. Throws where GitHub refuses.
 * https://docs.github.com/en/rest/issues/comments
 */
export async function comment(text: string, target: CommentTarget): Promise<'created' | 'updated'> {
  const { api, repository, pullRequest, token, document } = target;
  const mark = `<!-- plumbline drift of ${document.replaceAll(/--|[<>]/g, '')} -->`;
  const rest =
    text.length > longest ? `${text.slice(0, longest)}\n\n(cut: the summary of the run has all)` : text;
  const comments = `/repos/${repository}/issues`;
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${api}${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'plumbline',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  const body = { body: `${mark}\n${rest}` };
  for (let page = 1; page <= 50; page++) {
    const listed = await send('GET', `${comments}/${pullRequest}/comments?per_page=100&page=${page}`);
    if (!listed.ok) throw new Error(`GitHub lists no comments of the pull request: ${listed.status}`);
    const found = (await listed.json()) as readonly Comment[];
    for (const { id } of found.filter((each) => each.body?.startsWith(mark) === true)) {
      // Somebody else may have copied the mark: their comment is not ours to change.
      if ((await send('PATCH', `${comments}/comments/${id}`, body)).ok) return 'updated';
    }
    if (found.length < 100) break;
  }
  const made = await send('POST', `${comments}/${pullRequest}/comments`, body);
  if (!made.ok)
    throw new Error(
      `GitHub refuses the comment: ${made.status}; the job needs \`permissions: pull-requests: write\``,
    );
  return 'created';
}

const { env, argv } = process;
const [, , file] = argv;
if (env['GITHUB_TOKEN'] !== undefined && env['PULL_REQUEST'] !== undefined && file !== undefined)
  try {
    const done = await comment(readFileSync(file, 'utf8'), {
      api: env['GITHUB_API_URL'] ?? 'https://api.github.com',
      repository: env['GITHUB_REPOSITORY'] ?? '',
      pullRequest: env['PULL_REQUEST'],
      token: env['GITHUB_TOKEN'],
      document: env['DOCUMENT'] ?? '',
    });
    print(`comment ${done}`);
  } catch (cause) {
    process.exitCode = reportError(cause);
  }
