import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';

/** Loaded where it is used: `npm test` has no time for it. */
const bench = isFull ? await (await import('./testing/live-bench.ts')).openLiveBench() : undefined;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs vitest over the contract files and waits for its end, whatever it finds. */
const vitest = (target: string, ...words: string[]) =>
  new Promise<void>((resolve) => {
    const command = ['node_modules/vitest/vitest.mjs', ...words, '--project', 'contract'];
    const env = { ...process.env, PLUMBLINE_TARGET: target, PLUMBLINE_FULL: '' };
    spawn(process.execPath, command, { cwd: root, env, stdio: 'ignore' }).once('exit', () => resolve());
  });
const printsIn = (file: string): readonly string[] =>
  [...new Set(readFileSync(file, 'utf8').match(/\b[0-9a-f]{12}(?= [\w-]+: )/g) ?? [])].sort();

it.runIf(isFull)(
  'finds in four shards of vitest, blobs merged, what one run finds',
  { timeout: 280_000 },
  async () => {
    const { listen } = await import('../../conformance/mock/listen.ts');
    const { mockOf } = await import('../run/suite.ts');
    const { brokenAtEnd, key, prints } = await import('./testing/live-bench.ts');
    if (bench === undefined) throw new Error('the bench is opened where this runs');
    const { url, close } = await listen(brokenAtEnd(mockOf(bench.subject, 1, key)));
    const json = (name: string): string[] => ['--reporter=json', `--outputFile=${bench.at(name)}`];
    await vitest(url, 'run', ...json('whole.json'));
    for (const part of [1, 2, 3, 4])
      await vitest(
        url,
        'run',
        `--shard=${part}/4`,
        '--reporter=blob',
        `--outputFile=${bench.at(`blobs/${part}.json`)}`,
      );
    await vitest(url, `--merge-reports=${bench.at('blobs')}`, ...json('merged.json'));
    const whole = printsIn(bench.at('whole.json'));
    const merged = printsIn(bench.at('merged.json'));
    const conformed = prints({
      findings: (await bench.run({ target: url })).findings.filter(({ severity }) => severity === 'error'),
    });
    await close();
    expect(whole.length).toBeGreaterThan(10);
    expect(merged).toEqual(whole);
    const missing = conformed.filter((each) => !whole.includes(each));
    figure({
      issue: 9,
      what: 'vitest --shard 1/4 to 4/4, --merge-reports, of a server that breaks every answer',
      expected: 'the fingerprints of the whole run',
      seen: `${merged.length} of ${whole.length}; conform finds ${conformed.length}, ${missing.length} of them not here`,
      ok: merged.join() === whole.join(),
    });
  },
);
