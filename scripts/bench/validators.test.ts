import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { figure, isFull } from '../../conformance/testing/figure.ts';
import { model } from '../../spec/bench/validators.ts';
import type { Row } from './validators.ts';

const folder = new URL('../../generated/src/validators/', import.meta.url).pathname;

async function bundled(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

describe('validators of the configured document', () => {
  it.each([
    ['one request', `export { is${model}, validate${model} } from './index.js'`, 7000],
    ['the whole API', "export * from './index.js'", 20_000],
  ])('%s is small: gzip, first error', async (what, code, most) => {
    const size = await bundled(code);
    figure({
      issue: 4,
      what: `size of validators, ${what}, minified and gzip`,
      asked: `at most ${kilobytes(most)}`,
      seen: kilobytes(size),
      ok: size <= most,
    });
    expect(size).toBeLessThanOrEqual(most);
    expect(size).toBeGreaterThan(1000);
  });

  it.runIf(isFull)('are faster than parsing the text they check', { timeout: 600_000 }, () => {
    // In a process of its own: what a test runner does to imports is not to be measured.
    const script = new URL('../bench.ts', import.meta.url).pathname;
    const output = execFileSync(process.execPath, ['--import', 'tsx', script, '--json'], {
      encoding: 'utf8',
    });
    const rows: readonly Row[] = JSON.parse(output);
    for (const { value, name, ratio } of rows.filter((row) => row.name.startsWith('plumbline'))) {
      const most = value.startsWith('bad') ? 0.1 : 0.08;
      const ajv = (rows.find((row) => row.value === value && row.name === 'Ajv')?.ratio ?? 0) / ratio;
      figure({
        issue: 4,
        what: `${name} on ${value}, against JSON.parse`,
        asked: `at most ${most}x; 25 times plain Ajv`,
        seen: `${ratio.toFixed(3)}x; ${ajv.toFixed(0)} times Ajv, Node ${process.versions.node}`,
        ok: ratio <= most,
      });
      expect(ratio).toBeLessThanOrEqual(most);
    }
  });

  it.runIf(isFull)('are imported cold in a few milliseconds', { retry: 3 }, () => {
    const script = `const start = performance.now(); await import(process.argv[1]); console.log(performance.now() - start)`;
    const file = `${folder}${model.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()}.js`;
    const times = Array.from({ length: 15 }, () =>
      Number(
        execFileSync(process.execPath, ['--input-type=module', '-e', script, file], { encoding: 'utf8' }),
      ),
    ).sort((a, b) => a - b);
    const middle = times[7] ?? Number.NaN;
    figure({
      issue: 4,
      what: 'cold import of the request validator, median of 15',
      asked: 'at most 8 ms',
      seen: `${middle.toFixed(1)} ms (least ${times[0]?.toFixed(1)})`,
      ok: middle <= 8,
    });
    expect(times[0]).toBeLessThanOrEqual(8);
  });
});
