import { spawn } from 'node:child_process';
import { readFileSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { type ConformOptions, conformSubject } from '../cli/verbs/conform.ts';
import { mockOf } from '../run/suite.ts';
import { counting, key, openLiveBench, prints, quick } from './testing/live-bench.ts';

const bench = await openLiveBench();

describe('a run that dies', () => {
  const options = (target: string, journal: string): ConformOptions => ({
    ...quick,
    target,
    journal,
    ...(isFull ? {} : { maxRequests: 25, include: bench.simple }),
  });

  it('goes on where it was, and sends nothing twice but what was under way', async () => {
    const whole = counting(mockOf(bench.subject, 1, key));
    const calm = await listen(whole.handler);
    const expected = await bench.run(options(calm.url, bench.at('whole.ndjson')));
    await calm.close();

    for (const dies of isFull ? [2, 17, 40, 77] : [17]) {
      const server = counting(mockOf(bench.subject, 1, key));
      const listening = await listen(server.handler);
      const journal = bench.at(`died-${dies}.ndjson`);
      let left = dies;
      const broken = {
        // Sleeping is where a paced run dies most often.
        now: () => 0,
        sleep: async () => undefined,
      };
      const died = conformSubject(
        bench.subject,
        {
          ...options(listening.url, journal),
          pace: 1,
          clock: {
            ...broken,
            async sleep() {
              if (--left <= 0) throw new Error('killed');
            },
          },
        },
        false,
      );
      await expect(died).rejects.toThrow('killed');
      // Killed while it wrote the response to a request that the server had accepted.
      const text = readFileSync(journal, 'utf8');
      truncateSync(journal, Buffer.byteLength(text) - 30);
      const resumed = await bench.run({ ...quick, resume: journal });
      await listening.close();
      expect(bench.said()).toContain('cut off');
      const extra = server.seen.length - whole.seen.length;
      expect(extra).toBe(1);
      const twice = server.seen.findIndex((request, index) => request !== whole.seen[index]);
      expect(server.seen.toSpliced(twice, 1)).toEqual(whole.seen);
      expect(prints(resumed)).toEqual(prints(expected));
      figure({
        issue: 9,
        what: `killed after ${dies} requests, then --resume`,
        expected: 'no case lost, none sent twice beyond the one in flight',
        seen: `${whole.seen.length} requests, ${extra} sent again`,
        ok: extra === 1,
      });
    }
  });

  it.runIf(isFull)('survives kill -9 of the command', { timeout: 240_000 }, async () => {
    const server = counting(mockOf(bench.subject, 1, key));
    const listening = await listen(server.handler);
    const journal = bench.at('killed.ndjson');
    const command = (...words: string[]) =>
      spawn(process.execPath, ['--import', 'tsx', 'scripts/plumbline.ts', 'conform', ...words], {
        stdio: 'ignore',
      });
    const first = command(
      '--target',
      listening.url,
      '--live',
      '--yes',
      '--pace',
      '0.05',
      '--journal',
      journal,
    );
    while (server.seen.length < 30) await new Promise((resolve) => setTimeout(resolve, 5));
    first.kill('SIGKILL');
    await new Promise((resolve) => first.once('exit', resolve));
    const second = command('--resume', journal, '--pace', '0');
    const code = await new Promise((resolve) => second.once('exit', resolve));
    await listening.close();
    expect(code).toBe(0);
    const whole = counting(mockOf(bench.subject, 1, key));
    const calm = await listen(whole.handler);
    await bench.run({ ...quick, target: calm.url, journal: bench.at('calm.ndjson') });
    await calm.close();
    const extra = server.seen.length - whole.seen.length;
    expect([0, 1]).toContain(extra);
    figure({
      issue: 9,
      what: 'kill -9 of the command, then --resume',
      expected: 'no case lost, at most 1 sent twice',
      seen: `${whole.seen.length} requests, ${extra} sent again`,
      ok: extra <= 1,
    });
  });

  it('ends by Ctrl-C after the request under way, takes away what it made, and goes on later', async () => {
    let made = 0;
    let isInterrupted = false;
    const handler = mockOf(bench.subject, 1, key);
    const { url, close } = await listen(async (request) => {
      const isUpload = request.method === 'POST' && new URL(request.url).pathname === '/v1/files';
      const response = await handler(request);
      if (isUpload && response.ok) made++;
      if (request.method === 'DELETE' && response.ok) made--;
      if (made === 2 && !isInterrupted) {
        isInterrupted = true;
        process.emit('SIGINT');
      }
      return response;
    });
    const journal = bench.at('interrupted.ndjson');
    const { summary } = await bench.run({ ...quick, target: url, journal, include: bench.simple });
    expect(summary.aborted).toBe('interrupted');
    expect(made).toBe(0);
    const again = await bench.run({ replay: journal });
    expect(again.summary.requests).toBe(summary.requests);
    const { summary: all, findings } = await bench.run({ ...quick, resume: journal });
    expect(all.aborted).toBeUndefined();
    expect(findings).toEqual([]);
    expect(made).toBe(0);
    await close();
  });
});
