import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DiagnosticError, formatDiagnostic } from '../../generator/contract/diagnostics.ts';
import { loadContract } from '../../generator/index.ts';
import { isSafePath } from '../../generator/render/paths.ts';
import { writeOutput } from '../../generator/render/write.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { renderSdk } from '../cli/verbs/generate.ts';
import { packageRoot } from '../run/package-info.ts';
import { hostileDocuments } from './testing/hostile-documents.ts';

/** Seconds of the processor that any of them may take, at full size. */
const mostSeconds = 20;
const seen: { readonly what: string; readonly seconds: number; readonly ok: boolean }[] = [];

afterAll(() => {
  const slowest = seen.toSorted((a, b) => b.seconds - a.seconds)[0];
  const wrong = seen.filter(({ ok }) => !ok);
  figure({
    issue: 11,
    what: `${seen.length} documents that try to cost or to reach too much`,
    expected: `a package or a refusal with its place, at most ${mostSeconds} s of the processor each`,
    seen: `${seen.length - wrong.length} of ${seen.length}; slowest ${slowest?.seconds.toFixed(1)} s (${slowest?.what})`,
    ok: wrong.length === 0,
  });
});

const scratch = mkdtempSync(join(tmpdir(), 'plumbline-hostile-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Refusals cost nothing; of the others every third is enough for `npm test`. */
const rows = hostileDocuments(isFull ? 1 : 0.02).filter(
  ({ want }, index) => isFull || want !== 'package' || index % 3 === 0,
);

/** What became of a document: the names of the package's files, or the first diagnostic with its place. */
async function outcome(file: string, text: string) {
  try {
    const files = await renderSdk(await loadContract(file, { text }), {});
    return { paths: files.map(({ path }) => path), files };
  } catch (cause) {
    if (!(cause instanceof DiagnosticError)) throw cause;
    const [first] = cause.diagnostics;
    return first === undefined ? {} : { code: first.code, place: formatDiagnostic(first) };
  }
}

describe('a hostile document', () => {
  it.each(rows.map((row) => [row.what, row] as const))(
    '%s',
    { timeout: 240_000 },
    async (what, { file, text, want }) => {
      const started = process.cpuUsage();
      let ok = false;
      try {
        const { paths, code, place } = await outcome(file, text);
        if (want === 'package') {
          expect(place).toBeUndefined();
          expect(paths?.filter((path) => !isSafePath(path))).toEqual([]);
        } else {
          expect(code).toBe(want.code);
          expect(place).toMatch(want.at);
        }
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
        ok = true;
      } finally {
        const { user, system } = process.cpuUsage(started);
        const seconds = (user + system) / 1e6;
        seen.push({ what, seconds, ok: ok && seconds <= mostSeconds });
        expect(seconds).toBeLessThanOrEqual(mostSeconds);
      }
    },
  );

  it('writes nothing outside the folder', async () => {
    const climber = hostileDocuments(0.02).find(({ what }) => what.startsWith('names that climb'));
    const { files = [] } = await outcome('a.json', climber?.text ?? '');
    expect(files.length).toBeGreaterThan(20);
    writeOutput(join(scratch, 'a/b/c/out'), files);
    expect([
      readdirSync(scratch),
      readdirSync(join(scratch, 'a/b')),
      readdirSync(join(scratch, 'a/b/c')),
    ]).toEqual([['a'], ['c'], ['out']]);
  });

  it.skipIf(!isFull)('50 MB are read and written in bounded time and memory', { timeout: 300_000 }, () => {
    const file = join(scratch, 'large.json');
    const schema = {
      type: 'object',
      description: 'word '.repeat(2_000),
      properties: Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [
          `p${index}`,
          { type: 'string', description: 'text '.repeat(40) },
        ]),
      ),
      example: Array.from({ length: 300 }, (_, index) => ({ a: index, b: 'x'.repeat(20) })),
    };
    const schemas = Object.fromEntries(Array.from({ length: 1_950 }, (_, index) => [`S${index}`, schema]));
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'T', version: '1' },
        paths: {},
        components: { schemas },
      }),
    );
    const hook = join(scratch, 'usage.cjs');
    writeFileSync(hook, "process.on('exit', () => console.log(JSON.stringify(process.resourceUsage())));");
    const command = [
      '--require',
      hook,
      '--import',
      'tsx',
      resolve(packageRoot, 'scripts/plumbline.ts'),
      'generate',
      file,
      '-o',
      join(scratch, 'large'),
    ];
    const { status, stdout } = spawnSync(process.execPath, command, {
      cwd: packageRoot,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const usage = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}') as NodeJS.ResourceUsage;
    const seconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
    const megabytes = usage.maxRSS / 1024;
    const ok = status === 0 && seconds <= 60 && megabytes <= 2_048;
    figure({
      issue: 11,
      what: 'a document of 50 MB, 1,950 schemas with long texts and examples',
      expected: 'at most 60 s of the processor and 2 GB',
      seen: `exit ${status}, ${seconds.toFixed(0)} s, ${megabytes.toFixed(0)} MB`,
      ok,
    });
    expect([status, ok]).toEqual([0, true]);
  });
});
