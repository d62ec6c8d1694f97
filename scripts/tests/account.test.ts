import { expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import type { Handler } from '../../conformance/model.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { conformSubject } from '../cli/verbs/conform.ts';
import { cleanUp } from '../run/cleanup.ts';
import { mockOf } from '../run/suite.ts';
import { key, openLiveBench, quick } from './testing/live-bench.ts';
import { vendorServer } from './testing/vendor-server.ts';

const bench = await openLiveBench();
const headers = { authorization: `Bearer ${key}` };

interface Account {
  readonly handler: Handler;
  readonly files: readonly string[];
  readonly batches: readonly string[];
  /** Requests that would change something and name what is the user's. */
  readonly touched: string[];
  /** Whether all files of the user are there still, and how many that a run made are there too. */
  look(): Promise<{ readonly isWhole: boolean; readonly left: number }>;
}

/** An account with files and batches of its own, on a server that serves one documented model. */
async function account(files: number, batches: number): Promise<Account> {
  const { handler: inner } = vendorServer(mockOf(bench.subject, 1, key), {
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
  return {
    files: own,
    batches: jobs,
    touched,
    async handler(request) {
      const text = await request.clone().text();
      if (request.method !== 'GET' && theirs.some((id) => `${request.url} ${text}`.includes(id)))
        touched.push(`${request.method} ${request.url}`);
      const response = await inner(request);
      if (request.method === 'POST' && request.url.endsWith('/v1/files') && response.ok)
        made.push(String(((await response.clone().json()) as { id?: unknown }).id));
      return response;
    },
    async look() {
      const response = await inner(new Request('http://mock/v1/files', { headers }));
      const { data } = (await response.json()) as { data: readonly { id: string }[] };
      // Batches of the user come to their end in the meantime, and have files of results then.
      const there = new Set(data.map(({ id }) => id));
      return {
        isWhole: own.every((id) => there.has(id)),
        left: made.filter((id) => there.has(id)).length,
      };
    },
  };
}

it.each(isFull ? Array.from({ length: 20 }, (_, index) => index + 1) : [1])(
  'leaves what is the user’s untouched, also when it is killed and cleaned up, seed %i',
  async (seed) => {
    const own = await account(50, 20);
    expect(own.files.filter((id) => id !== 'undefined').length).toBe(50);
    expect(own.batches.filter((id) => id !== 'undefined').length).toBe(20);
    const { url, close } = await listen(own.handler);
    // What chat costs to plan says nothing of files: it is in the full run only.
    const some = isFull ? {} : { include: bench.simple };
    await bench.run({ ...quick, ...some, seed, target: url, journal: bench.at(`account-${seed}.ndjson`) });
    expect(own.touched).toEqual([]);
    expect(await own.look()).toEqual({ isWhole: true, left: 0 });

    // Killed while files of its own are there: nothing of them is taken away by the run itself.
    const journal = bench.at(`killed-${seed}.ndjson`);
    let left = 60;
    const killed = conformSubject(
      bench.subject,
      {
        ...quick,
        ...some,
        seed,
        target: url,
        journal,
        pace: 1,
        clock: {
          now: () => 0,
          async sleep() {
            if (--left <= 0) throw new Error('killed');
          },
        },
      },
      false,
    );
    await expect(killed).rejects.toThrow('killed');
    const { left: before } = await own.look();
    expect(before).toBeGreaterThan(0);
    const gone: string[] = [];
    await cleanUp(bench.subject, journal, { pace: 0 }, ({ request, isGone }) => {
      if (isGone) gone.push(request);
    });
    await close();
    expect(own.touched).toEqual([]);
    expect(await own.look()).toEqual({ isWhole: true, left: 0 });
    figure({
      issue: 19,
      what: `an account with 50 files and 20 batches of its own, seed ${seed}`,
      expected: 'untouched, kill -9 included',
      seen: `untouched; killed with ${before} files of its own, ${gone.length} things taken away`,
      ok: own.touched.length === 0,
    });
  },
);
