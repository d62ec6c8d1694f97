import { fork } from 'node:child_process';
import { Agent, request as send } from 'node:http';
import { join } from 'node:path';
import { packageRoot } from '../../run/package-info.ts';

/**
 * Memory of a mock in bytes, garbage collected: the mean of the first three and of the last three of eleven measures along a
 * long run. What is resident goes up and down by a fifth as the collector likes, so one measure says little.
 */
export interface Soak {
  readonly requests: number;
  readonly uploads: number;
  readonly heap: readonly [before: number, after: number];
  readonly resident: readonly [before: number, after: number];
}

interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
}

const connections = 10;
const key = { authorization: 'Bearer k' };
const chat = (count: number): string =>
  JSON.stringify({
    model: 'moonshot-v1-8k',
    messages: [{ role: 'user', content: `Hello ${count} ${'x'.repeat(count % 3000)}` }],
  });

/** Loads a mock in a process of its own: models and chats in turn, then uploads that are deleted again. */
export async function soakMock({ requests, uploads }: Pick<Soak, 'requests' | 'uploads'>): Promise<Soak> {
  const child = fork(join(packageRoot, 'scripts/tools/bench/soak-server.ts'), {
    cwd: packageRoot,
    execArgv: ['--expose-gc', '--import', 'tsx'],
  });
  const next = <Message>(): Promise<Message> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the server ended with ${code}`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message as Message);
      });
    });
  try {
    const { url } = await next<{ readonly url: string }>();
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const call = caller(url, agent);
    const measure = (): Promise<Memory> => {
      child.send('memory');
      return next<Memory>();
    };
    // Until caches and the log are full, and the compiler is done, memory grows by right.
    await load(call, 70_000, 700);
    const measures = [await measure()];
    for (let part = 0; part < parts; part++) {
      await load(call, requests / parts, uploads / parts);
      measures.push(await measure());
    }
    agent.destroy();
    const pair = (of: keyof Memory): readonly [number, number] => [
      meanOf(measures.slice(0, 3).map((each) => each[of])),
      meanOf(measures.slice(-3).map((each) => each[of])),
    ];
    return {
      requests,
      uploads,
      heap: pair('heapUsed'),
      resident: pair('rss'),
    };
  } finally {
    child.kill();
  }
}

const parts = 10;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

type Call = (
  method: string,
  path: string,
  body?: string,
  contentType?: string,
) => Promise<{ readonly status: number; readonly text: string }>;

async function load(call: Call, requests: number, uploads: number): Promise<void> {
  let count = 0;
  const each = async (most: number, once: (index: number) => Promise<void>): Promise<void> => {
    count = 0;
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (count < most) await once(count++);
      }),
    );
  };
  const succeed = async (called: ReturnType<Call>): Promise<string> => {
    const { status, text } = await called;
    if (status !== 200) throw new Error(`${status}: ${text}`);
    return text;
  };
  await each(requests, async (index) => {
    await succeed(
      index % 2 === 0 ? call('GET', '/v1/models') : call('POST', '/v1/chat/completions', chat(index)),
    );
  });
  await each(uploads, async (index) => {
    const made = await succeed(call('POST', '/v1/files', form(index), 'multipart/form-data; boundary=b'));
    const { id } = JSON.parse(made) as { readonly id: string };
    await succeed(call('DELETE', `/v1/files/${id}`));
  });
}

/** 64 KB of text in a form. */
const form = (index: number): string =>
  [
    '--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nfile-extract\r\n',
    `--b\r\ncontent-disposition: form-data; name="file"; filename="${index}.txt"\r\n\r\n`,
    `${'text '.repeat(13_000)}\r\n--b--\r\n`,
  ].join('');

const caller =
  (url: string, agent: Agent): Call =>
  (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const headers = {
        ...key,
        ...(body === undefined
          ? {}
          : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) }),
      };
      const request = send(`${url}${path}`, { method, agent, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
        );
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });

/** How much more there is over the whole run, of which a pair of means shows eight tenths: 0.05 is five per cent. */
export const growthOf = ([before, after]: readonly [number, number]): number => (after / before - 1) / 0.8;
