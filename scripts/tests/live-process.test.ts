import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import type { Handler } from '../../conformance/model.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { packageRoot } from '../run/package-info.ts';
import { mockOf } from '../run/suite.ts';
import { key, openLiveBench } from './testing/live-bench.ts';
import { runCommand, startCommand } from './testing/run-command.ts';
import { type VendorManners, vendorServer } from './testing/vendor-server.ts';

/** The command as its user runs it, in a process of its own, against servers that this file starts. */

const bench = await openLiveBench();
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const serve = async (handler: Handler): Promise<string> => {
  const { url, close } = await listen(handler);
  ends.push(close);
  return url;
};
const raw = async (respond: RequestListener): Promise<string> => {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const vendor = (manners: Partial<VendorManners> = {}) =>
  vendorServer(mockOf({ ...bench.subject, strength: 'document' }, 1, key), {
    serves: ['kimi-k2.6', 'kimi-k3'],
    ...manners,
  });
const live = (target: string, ...words: readonly string[]) =>
  runCommand(['conform', '--target', target, '--live', '--yes', ...words], packageRoot);

describe.runIf(isFull)('a preflight', () => {
  it.each([
    { pace: 22, most: 180 },
    { pace: 1, most: 10 },
  ])(
    'takes less than $most s where each request takes $pace s',
    { timeout: 300_000 },
    async ({ pace, most }) => {
      const url = await serve(vendor({ slow: pace * 1000 }).handler);
      const { code, seconds, stdout } = await live(url, '--preflight', '--pace', String(pace));
      expect(stdout).toContain('one call that costs money');
      expect(code).toBe(0);
      expect(seconds).toBeLessThan(most);
      figure({
        issue: 19,
        what: `the command with --preflight, ${pace} s a request`,
        expected: `under ${most} s`,
        seen: `${seconds.toFixed(1)} s`,
        ok: seconds < most,
      });
    },
  );

  const dated =
    (hours: number): RequestListener =>
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const method = request.method ?? 'GET';
      const answered = await vendor().handler(
        new Request(`http://mock${request.url}`, {
          method,
          headers: request.headers as Record<string, string>,
          ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
        }),
      );
      response.writeHead(answered.status, {
        'content-type': 'application/json',
        date: new Date(Date.now() - hours * 3_600_000).toUTCString(),
      });
      response.end(await answered.text());
    };
  const page = async (): Promise<Response> =>
    new Response('<html><title>Sign in</title></html>', { headers: { 'content-type': 'text/html' } });
  const wrong: readonly {
    readonly what: string;
    readonly want: string;
    readonly code: number;
    url(): Promise<string>;
    readonly env?: Readonly<Record<string, string>>;
  }[] = [
    {
      what: 'no key',
      want: 'no key is set for it',
      code: 2,
      url: async () => 'https://api.example.test',
      env: { MOONSHOT_API_KEY: '' },
    },
    {
      what: 'a wrong key',
      want: 'rejects the key (401)',
      code: 3,
      url: () => serve(mockOf(bench.subject, 1, 'another')),
    },
    {
      what: 'a wrong host',
      want: 'this is not the address of the API',
      code: 3,
      url: () => serve(async () => Response.json({ error: 'no route' }, { status: 404 })),
    },
    {
      what: 'the address with /v1',
      want: 'one call that costs money',
      code: 0,
      url: async () => `${await serve(vendor().handler)}/v1/`,
    },
    {
      what: 'an empty balance',
      want: 'PROBLEM the balance is 0 USD',
      code: 3,
      url: () => serve(vendor({ money: { balance: 0, perCall: 1 } }).handler),
    },
    {
      what: 'no served id',
      want: 'PROBLEM none of the documented values is served; served are: other-model',
      code: 3,
      url: () => serve(vendor({ serves: ['other-model'], documented: [], answersAs: 'kimi-k2.6' }).handler),
    },
    {
      what: 'a page of a proxy',
      want: 'with a web page',
      code: 3,
      url: () => serve(page),
    },
    {
      what: 'a clock that is wrong',
      want: 'PROBLEM the clock of this machine is 180 minutes ahead',
      code: 3,
      url: () => raw(dated(3)),
    },
  ];
  it.each(wrong)(
    'names what is wrong: $what',
    { timeout: 60_000 },
    async ({ what, want, code, url, env }) => {
      const words = ['conform', '--target', await url(), '--live', '--yes', '--preflight', '--pace', '0'];
      const ran = await runCommand(words, packageRoot, env);
      const said = ran.stdout + ran.stderr;
      expect(said).toContain(want);
      expect(ran.code, said).toBe(code);
      expect(said).not.toContain(key);
      figure({
        issue: 19,
        what: `the command with --preflight and ${what}`,
        expected: 'named rightly',
        seen: `exit ${ran.code}, in ${ran.seconds.toFixed(1)} s: ${said.split('\n').find((line) => line.includes(want)) ?? ''}`,
        ok: said.includes(want),
      });
    },
  );
});

/** Money before, after and spent, as a run prints it. */
const balanceLine = /balance: ([\d.-]+) USD before, ([\d.-]+) after, ([\d.-]+) spent/;

describe('a limit on money', () => {
  const cases = [
    { what: 'as dear as the price list', perCall: 0, perToken: 2e-6, maxCost: 0.002, least: 8 },
    { what: 'fifty times dearer', perCall: 0, perToken: 1e-4, maxCost: 0.1, least: 5 },
    { what: 'dear by the call', perCall: 0.02, perToken: 0, maxCost: 0.1, least: 1 },
    { what: 'so dear that one call is all', perCall: 0.09, perToken: 0, maxCost: 0.1, least: 1 },
  ];
  it.each(isFull ? cases : cases.slice(1, 2))(
    'is kept by the whole command where the server is $what',
    { timeout: 120_000 },
    async ({ what, perCall, perToken, maxCost, least }) => {
      const server = vendor({ money: { balance: 10, perCall, perToken } });
      const url = await serve(server.handler);
      const words = [
        '--pace',
        '0',
        '--max-cost',
        String(maxCost),
        '--journal',
        bench.at(`cost-${perCall}-${perToken}.ndjson`),
      ];
      const { stdout, stderr, code } = await live(url, ...words, ...(isFull ? [] : ['--max-requests', '40']));
      const paid = [...server.count.paid.values()].reduce((sum, each) => sum + each, 0);
      expect(server.count.spent).toBeLessThanOrEqual(maxCost);
      expect(paid, stdout).toBeGreaterThanOrEqual(least);
      const [, before, after, spent] = (balanceLine.exec(stdout) ?? []).map(Number);
      expect(before, stdout).toBe(10);
      expect(after).toBeCloseTo(10 - server.count.spent, 5);
      expect(spent).toBeCloseTo(server.count.spent, 5);
      expect(stderr).toContain(`and at most ${maxCost} USD`);
      expect(stdout).toContain('cut by the budget');
      expect(code).toBe(0);
      figure({
        issue: 19,
        what: `--max-cost ${maxCost} against a server that is ${what}`,
        expected: 'not passed; balance read before and after; spend printed',
        seen: `${server.count.spent.toFixed(4)} spent in ${paid} calls; ${balanceLine.exec(stdout)?.[0]}`,
        ok: server.count.spent <= maxCost,
      });
    },
  );
});

it.runIf(isFull)('a replay of 100 exchanges takes less than 3 s of CPU', { timeout: 240_000 }, async () => {
  // As it is published: built.
  const folder = await mkdtemp(join(packageRoot, 'node_modules/.cache/plumbline-live-'));
  ends.push(() => rm(folder, { recursive: true }));
  const tsc = join(packageRoot, 'node_modules/.bin/tsc');
  await promisify(execFile)(
    tsc,
    ['-p', 'tsconfig.build.json', '--outDir', folder, '--incremental', 'false', '--tsBuildInfoFile', 'null'],
    { cwd: packageRoot },
  );
  const built = [join(folder, 'scripts/plumbline.js')];
  for (const { what, url } of [
    { what: 'one served model', url: await serve(vendor().handler) },
    { what: '14 served models', url: await serve(mockOf(bench.subject, 1, key)) },
  ]) {
    const journal = bench.at(`replay-${what.slice(0, 2).trim()}.ndjson`);
    await live(url, '--pace', '0', '--max-requests', '113', '--journal', journal);
    const times: number[] = [];
    for (let run = 0; run < 3; run++) {
      const replay = startCommand(['conform', '--replay', journal], packageRoot, {}, built);
      const { cpu, code, stdout } = await replay.ended;
      expect(code, stdout).toBe(0);
      times.push(cpu);
    }
    const least = Math.min(...times);
    const { length } = readFileSync(journal, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"event":"exchange"'));
    expect(length).toBeGreaterThanOrEqual(100);
    expect(least).toBeLessThan(3);
    figure({
      issue: 19,
      what: `conform --replay of ${length} exchanges, ${what}`,
      expected: 'under 3 s (CPU, built)',
      seen: `${times.map((time) => time.toFixed(2)).join(', ')} s`,
      ok: least < 3,
    });
  }
});
