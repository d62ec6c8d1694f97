import { expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { conformSubject } from '../cli/verbs/conform.ts';
import { cleanUp } from '../run/cleanup.ts';
import { packageRoot } from '../run/package-info.ts';
import { openAccount } from './testing/account.ts';
import { openLiveBench, quick } from './testing/live-bench.ts';
import { runCommand, startCommand } from './testing/run-command.ts';

const bench = await openLiveBench();
/** Reads of the run are spread over the seeds: while a request is under way, and after its response. */
const killMoment = (seed: number) =>
  ({ count: 7 + ((seed * 37) % 90), when: seed % 2 === 0 ? 'after' : 'before' }) as const;

it.each(isFull ? Array.from({ length: 20 }, (_, index) => index + 1) : [1])(
  'leaves what is the user’s untouched, also when it is killed and cleaned up, seed %i',
  async (seed) => {
    const own = await openAccount(bench.subject, 50, 20);
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
    expect(gone.length).toBeGreaterThan(0);
    expect(await own.look()).toEqual({ isWhole: true, left: 0 });
    // The run can go on, and misses nothing of what was taken away.
    const { findings } = await bench.run({ ...quick, resume: journal });
    await close();
    expect(findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
    expect(own.touched).toEqual([]);
    expect(await own.look()).toEqual({ isWhole: true, left: 0 });
  },
);

it.runIf(isFull).each(Array.from({ length: 20 }, (_, index) => index + 1))(
  'is killed with SIGKILL at a moment of its own, and cleanup takes away what it made and nothing else, seed %i',
  async (seed) => {
    const own = await openAccount(bench.subject, 50, 20);
    const { url, close } = await listen(own.handler);
    const journal = bench.at(`process-${seed}.ndjson`);
    const moment = killMoment(seed);
    const words = ['--target', url, '--live', '--yes', '--pace', '0', '--seed', String(seed)];
    const run = startCommand(['conform', ...words, '--journal', journal], packageRoot);
    own.onRequest = (count, when) => {
      if (count === moment.count && when === moment.when) run.kill('SIGKILL');
    };
    const { code } = await run.ended;
    delete own.onRequest;
    expect(code).toBeNull();
    // What was under way at the server is finished there.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { isWhole, left: before } = await own.look();
    expect(isWhole).toBe(true);
    const cleaned = await runCommand(['cleanup', journal, '--pace', '0'], packageRoot);
    await close();
    expect(own.touched).toEqual([]);
    expect(await own.look(), cleaned.stdout + cleaned.stderr).toEqual({ isWhole: true, left: 0 });
    expect(cleaned.code, cleaned.stdout).toBe(0);
    figure({
      issue: 19,
      what: `an account with 50 files and 20 batches of its own, killed at request ${moment.count}, seed ${seed}`,
      expected: 'untouched, kill -9 included',
      seen: `untouched; ${before} things of the run were there, 0 are left: ${cleaned.stdout.trim().split('\n').at(-1)}`,
      ok: own.touched.length === 0,
    });
  },
);
