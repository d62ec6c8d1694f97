import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import type { Operation } from '../../generator/contract/model.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { openSubjectProxy } from '../cli/verbs/proxy.ts';
import { mockOf } from '../run/suite.ts';
import { key, openLiveBench } from './testing/live-bench.ts';
import { streamServer } from './testing/stream-server.ts';

const bench = await openLiveBench();
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

const isStreamed = ({ responses }: Operation): boolean =>
  responses.some(({ content }) => content.some(({ contentType }) => contentType === 'text/event-stream'));
const operation = bench.subject.contract.operations.find(isStreamed);
const path = operation?.path ?? '/';
const value = [...(operation?.requestBody?.content[0]?.schema?.discriminator?.mapping.keys() ?? [])][0];
const body = JSON.stringify({
  [operation?.requestBody?.content[0]?.schema?.discriminator?.propertyName ?? 'model']: value,
  messages: [{ role: 'user', content: 'hi' }],
  stream: true,
});
const headers = {
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
};

/** One stream to its end: when it began, and whether all of it came. */
const stream = (url: string) =>
  new Promise<{ readonly first: number; readonly isWhole: boolean }>((resolve) => {
    const started = performance.now();
    const { hostname, port } = new URL(url);
    let first = Number.NaN;
    let text = '';
    const end = (): void => resolve({ first, isWhole: text.endsWith('data: [DONE]\n\n') });
    const sent = request({ hostname, port, path, method: 'POST', headers, agent: false }, (received) => {
      received.on('data', (chunk: Buffer) => {
        if (text === '') first = performance.now() - started;
        text += chunk.toString();
      });
      received.on('close', end);
    });
    sent.on('error', end);
    sent.end(body);
  });
const atOnce = (url: string, amount: number) =>
  Promise.all(Array.from({ length: amount }, () => stream(url)));
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** The events of a stream that keeps the contract. */
async function recorded(): Promise<readonly string[]> {
  const received = await mockOf(
    bench.subject,
    1,
    key,
  )(
    new Request(`http://mock${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-length': '' },
      body,
    }),
  );
  return (await received.text()).split(/(?<=\n\n)/);
}

it('loses none of many streams at once, and finds nothing wrong with them', async () => {
  const { url, server } = await streamServer(await recorded(), 1);
  const { proxy, close } = await openSubjectProxy(bench.subject, { target: url, port: 0, quiet: true });
  const streams = await atOnce(proxy.url, 50);
  await proxy.judged();
  const tally = await close();
  server.close();
  expect(streams.every(({ isWhole }) => isWhole)).toBe(true);
  expect(tally.summary?.requests).toBe(50);
  expect(tally.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

it.runIf(isFull)('is near a bare pipe of node:http, and leaks no memory', { timeout: 280_000 }, async () => {
  const start = (words: readonly string[], flags: readonly string[] = []) =>
    new Promise<{ readonly url: string; readonly child: ChildProcess }>((resolve) => {
      const child = spawn(process.execPath, ['--import', 'tsx', ...flags, ...words], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
        if (url !== undefined) resolve({ url, child });
      });
    });
  const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const events = await recorded();
  const server = script('testing/stream-server.ts');
  const { url: direct } = await start([server, 'streams', JSON.stringify(events)]);
  const { url: piped } = await start([server, 'pipe', direct]);
  // Measured on request and after garbage collection: the memory in use.
  const teller = `process.on('SIGUSR2', () => { gc(); process.stderr.write('heap ' + process.memoryUsage().heapUsed) })`;
  const { url, child } = await start(
    [script('../plumbline.ts'), 'proxy', '--target', direct, '--port', '0'],
    ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(teller)}`],
  );
  const heap = () =>
    new Promise<number>((resolve) => {
      const read = (chunk: Buffer): void => {
        const bytes = /heap (\d+)/.exec(chunk.toString())?.[1];
        if (bytes === undefined) return;
        child.stderr?.off('data', read);
        resolve(Number(bytes) / 2 ** 20);
      };
      child.stderr?.on('data', read);
      child.kill('SIGUSR2');
    });

  const one = { direct: [] as number[], proxied: [] as number[] };
  for (let index = 0; index < 120; index++) {
    const [a, b] = [await stream(direct), await stream(url)];
    // The first of each are slow for reasons of their own.
    if (index < 20) continue;
    one.direct.push(a.first);
    one.proxied.push(b.first);
  }
  const more = median(one.proxied) - median(one.direct);
  figure({
    issue: 9,
    what: 'first byte of one stream through the proxy, median of 100',
    expected: 'at most 5 ms more',
    seen: `${more.toFixed(2)} ms more: ${median(one.proxied).toFixed(2)} and ${median(one.direct).toFixed(2)} ms`,
    ok: more <= 5,
  });

  const many = 1000;
  const settle = () => new Promise((resolve) => setTimeout(resolve, 3000));
  const burst = async (through: string) => {
    const streams = await atOnce(through, many);
    await settle();
    return {
      first: median(streams.map(({ first }) => first)),
      lost: streams.filter(({ isWhole }) => !isWhole).length,
    };
  };
  const lost = { piped: 0, proxied: 0 };
  const rounds = { piped: [] as number[], proxied: [] as number[] };
  for (let round = 0; round < 9; round++) {
    const a = await burst(piped);
    const b = await burst(url);
    lost.piped += a.lost;
    lost.proxied += b.lost;
    // The first of each are slow for reasons of their own.
    if (round < 2) continue;
    rounds.piped.push(a.first);
    rounds.proxied.push(b.first);
  }
  const ratio = median(rounds.proxied) / median(rounds.piped);
  figure({
    issue: 9,
    what: '1,000 streams at once through the proxy, 9 times',
    expected: 'none lost, median first byte at most 1.5 times a bare pipe',
    seen: `${lost.proxied} lost (bare pipe: ${lost.piped}); ${ratio.toFixed(2)} times: ${median(rounds.proxied).toFixed(0)} and ${median(rounds.piped).toFixed(0)} ms`,
    ok: lost.proxied === 0 && ratio <= 1.5,
  });

  // Afterwards, because a forced garbage collection slows the burst that follows.
  const memory = [await heap()];
  for (let round = 0; round < 3; round++) {
    lost.proxied += (await burst(url)).lost;
    memory.push(await heap());
  }
  const grown = (memory.at(-1) ?? 0) / (memory[0] ?? 1) - 1;
  figure({
    issue: 9,
    what: 'heap of the proxy, from the 9th to the 12th thousand of streams',
    expected: 'flat: grows by less than 10 %',
    seen: `${(grown * 100).toFixed(1)} %: ${memory.map((each) => each.toFixed(0)).join(', ')} MiB`,
    ok: grown < 0.1,
  });
  expect(more).toBeLessThanOrEqual(5);
  expect(lost.proxied).toBe(0);
  expect(ratio).toBeLessThanOrEqual(1.5);
  expect(grown).toBeLessThan(0.1);
});
