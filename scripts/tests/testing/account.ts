import type { Handler } from '../../../conformance/model.ts';
import type { Subject } from '../../run/subject.ts';
import { mockOf } from '../../run/suite.ts';
import { key } from './live-bench.ts';
import { vendorServer } from './vendor-server.ts';

const headers = { authorization: `Bearer ${key}` };

/** An account on a server, and what happened to it. */
export interface Account {
  readonly handler: Handler;
  readonly files: readonly string[];
  readonly batches: readonly string[];
  /** Requests that would change something and name what is the user's. */
  readonly touched: string[];
  /**
   * Whether all files of the user are there still and none of its batches was cancelled, and how many files and running batches
   * of a run are there too.
   */
  look(): Promise<{ readonly isWhole: boolean; readonly left: number }>;
  /** Called with the number of each request, before it is handled and after its response. */
  onRequest?: (count: number, when: 'before' | 'after') => void;
}

/** An account with files and batches of its own, on a server that serves one documented model. */
export async function openAccount(subject: Subject, files: number, batches: number): Promise<Account> {
  const { handler: inner } = vendorServer(mockOf(subject, 1, key), {
    serves: ['kimi-k2.6', 'kimi-k3'],
  });
  const post = async (path: string, body: string | FormData): Promise<string> => {
    const isForm = typeof body !== 'string';
    const response = await inner(
      new Request(`http://mock${path}`, {
        method: 'POST',
        headers: isForm ? headers : { ...headers, 'content-type': 'application/json' },
        body,
      }),
    );
    return String(((await response.json()) as { id?: unknown }).id);
  };
  const upload = (index: number): Promise<string> => {
    const form = new FormData();
    const line = JSON.stringify({
      custom_id: 'a',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'hi' }] },
    });
    form.append('file', new File([line], `mine-${index}.jsonl`));
    form.append('purpose', 'batch');
    return post('/v1/files', form);
  };
  const own: string[] = [];
  for (let index = 0; index < files; index++) own.push(await upload(index));
  const jobs: string[] = [];
  for (let index = 0; index < batches; index++)
    jobs.push(
      await post(
        '/v1/batches',
        JSON.stringify({
          input_file_id: own[index % own.length],
          endpoint: '/v1/chat/completions',
          completion_window: '24h',
        }),
      ),
    );
  const theirs = [...own, ...jobs];
  const touched: string[] = [];
  const made: string[] = [];
  let count = 0;
  const list = async (
    path: string,
  ): Promise<readonly { readonly id: string; readonly status?: string }[]> => {
    const response = await inner(new Request(`http://mock${path}`, { headers }));
    return ((await response.json()) as { data: readonly { id: string; status?: string }[] }).data;
  };
  const account: Account = {
    files: own,
    batches: jobs,
    touched,
    async handler(request) {
      const number = ++count;
      account.onRequest?.(number, 'before');
      const text = await request.clone().text();
      if (request.method !== 'GET' && theirs.some((id) => `${request.url} ${text}`.includes(id)))
        touched.push(`${request.method} ${request.url}`);
      const response = await inner(request);
      const { pathname } = new URL(request.url);
      if (request.method === 'POST' && /^\/v1\/(?:files|batches)$/.test(pathname) && response.ok)
        made.push(String(((await response.clone().json()) as { id?: unknown }).id));
      setTimeout(() => account.onRequest?.(number, 'after'), 5);
      return response;
    },
    async look() {
      const there = [...(await list('/v1/files')), ...(await list('/v1/batches?limit=100'))];
      const running = ({ status = '' }: { readonly status?: string }): boolean =>
        !/cancel|complet|expired|failed/.test(status);
      // Batches of the user come to their end in the meantime, and have files of results then.
      const byId = new Map(there.map((each) => [each.id, each]));
      return {
        isWhole:
          own.every((id) => byId.has(id)) &&
          jobs.every((id) => byId.get(id)?.status?.startsWith('cancel') === false),
        left: made.filter((id) => {
          const item = byId.get(id);
          return item !== undefined && (jobsMade(id) ? running(item) : true);
        }).length,
      };
    },
  };
  return account;
}

const jobsMade = (id: string): boolean => id.startsWith('batch');
