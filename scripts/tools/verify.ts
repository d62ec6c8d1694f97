import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from '../../generator/testing/figure.ts';
import { ExitCode, paletteFor, print, say } from '../cli/terminal.ts';
import { packageRoot } from '../run/package-info.ts';
import { verifyMock } from './verify/mock.ts';
import { verifyOtherApis } from './verify/other-apis.ts';
import { run } from './verify/run.ts';
import { verifySpine } from './verify/spine.ts';
import { verifyVendors } from './verify/vendors.ts';

/**
 * `npm run verify [-- spine|other-apis|mock|vendors|full|score|corpus|bench ...]`: every figure of every issue, ending in
 * one table of expected against seen.
 */
async function verify(wanted: readonly string[]): Promise<ExitCode> {
  const { green, red, bold } = paletteFor(process.stdout);
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-verify-'));
  const figures: Figure[] = [];
  const add = (figure: Figure): void => {
    figures.push(figure);
    say(`${figure.ok ? green('✓') : red('✗')} ${figure.what}: ${figure.seen}`);
  };
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  try {
    if (isWanted('spine')) await verifySpine(folder, (figure) => add({ issue: 2, ...figure }));
    if (isWanted('other-apis')) await verifyOtherApis((figure) => add({ issue: 8, ...figure }));
    if (isWanted('mock')) await verifyMock((figure) => add({ issue: 7, ...figure }));
    if (isWanted('vendors')) await verifyVendors((figure) => add({ issue: 25, ...figure }));
    const path = join(folder, 'figures.ndjson');
    const noted = (): void => {
      if (!existsSync(path)) return;
      for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) add(JSON.parse(line));
      rmSync(path);
    };
    if (isWanted('full')) {
      const tests = await run(
        'npx',
        ['vitest', 'run', '--no-file-parallelism', '--testTimeout', '1800000'],
        packageRoot,
        { PLUMBLINE_FULL: '1', PLUMBLINE_FIGURES: path },
      );
      noted();
      if (tests.code !== 0) say(tests.output);
      add({
        issue: 0,
        what: 'every test at full runs',
        expected: 'exit 0',
        seen: `exit ${tests.code}, ${tests.seconds.toFixed(0)} s`,
        ok: tests.code === 0,
      });
    }
    for (const name of ['score', 'corpus', 'bench'].filter(isWanted)) {
      const { code, output, seconds } = await run('npm', ['run', '-s', name], packageRoot, {
        PLUMBLINE_FIGURES: path,
      });
      print(output);
      noted();
      add({
        issue: 0,
        what: `npm run ${name}`,
        expected: 'exit 0',
        seen: `exit ${code}, ${seconds.toFixed(0)} s`,
        ok: code === 0,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print(bold('\nissue  what | expected | seen'));
  for (const { issue, what, expected, seen, ok } of figures)
    print(`${ok ? green('✓') : red('✗')} ${String(issue).padStart(3)}  ${what} | ${expected} | ${seen}`);
  const short = figures.filter(({ ok }) => !ok).length;
  print(
    short === 0
      ? green(`all ${figures.length} figures hold`)
      : red(`${short} of ${figures.length} figures fall short`),
  );
  return short === 0 ? ExitCode.clean : ExitCode.findings;
}

process.exitCode = await verify(process.argv.slice(2));
