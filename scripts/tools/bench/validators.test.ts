import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { figure, isFull } from '../../../generator/testing/figure.ts';
import { model } from '../../../spec/bench/validators.ts';
import type { Row } from './validators.ts';

const root = new URL('../../../', import.meta.url).pathname;
const folder = new URL('../../../generated/src/validators/', import.meta.url).pathname;

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

/** A real Node 24, from the npm package that carries it. */
const node24 = (): string =>
  execFileSync(
    'npm',
    ['exec', '--yes', '--package=node@24', '--', 'node', '-p', 'process.execPath'],
    // Outside of this package, whose own node would come first.
    { encoding: 'utf8', cwd: tmpdir() },
  ).trim();

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

describe('validators of the configured document', () => {
  it.each([
    { what: 'one request', code: `export { is${model}, validate${model} } from './index.ts'`, most: 7000 },
    { what: 'the whole API', code: "export * from './index.ts'", most: 20_000 },
  ])('$what is small: gzip, first error', async ({ what, code, most }) => {
    const size = await bundled(code);
    figure({
      issue: 4,
      what: `size of validators, ${what}, minified and gzip`,
      expected: `at most ${kilobytes(most)}`,
      seen: kilobytes(size),
      ok: size <= most,
    });
    expect(size).toBeLessThanOrEqual(most);
    expect(size).toBeGreaterThan(1000);
  });

  // In a process of its own: what a test runner does to imports is not to be measured.
  it.runIf(isFull).each([
    { name: 'this Node', find: () => process.execPath },
    { name: 'Node 24', find: node24 },
  ])('on $name: faster than parsing the text they check', { timeout: 600_000, retry: 2 }, ({ find }) => {
    const node = find();
    const script = new URL('../bench.ts', import.meta.url).pathname;
    const output = execFileSync(node, ['--import', 'tsx', script, 'validators', '--json'], {
      encoding: 'utf8',
    });
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    const rows: readonly Row[] = JSON.parse(output);
    const ours = rows.filter((row) => row.name.startsWith('plumbline'));
    expect(ours).toHaveLength(6);
    for (const { value, name, ratio } of ours) {
      const most = value.startsWith('bad') ? 0.1 : 0.08;
      const ajv = (rows.find((row) => row.value === value && row.name === 'Ajv')?.ratio ?? 0) / ratio;
      figure({
        issue: 4,
        what: `${name} on ${value}, Node ${version}: against JSON.parse, and plain Ajv on the same contract`,
        expected: `at most ${most}x; at least 25 times Ajv`,
        seen: `${ratio.toFixed(3)}x; ${ajv.toFixed(0)} times Ajv`,
        ok: ratio <= most && ajv >= 25,
      });
      expect(ratio).toBeLessThanOrEqual(most);
      expect(ajv).toBeGreaterThanOrEqual(25);
    }
  });

  it.runIf(isFull)('are imported cold in a few milliseconds', { retry: 3, timeout: 120_000 }, () => {
    const script = `const start = performance.now(); await import(process.argv[1]); console.log(performance.now() - start)`;
    const file = `${builtPackage()}validators/models`;
    const times = Array.from({ length: 15 }, () =>
      Number(
        execFileSync(process.execPath, ['--input-type=module', '-e', script, file], {
          encoding: 'utf8',
          cwd: copy,
        }),
      ),
    ).sort((a, b) => a - b);
    const middle = times[7] ?? Number.NaN;
    figure({
      issue: 4,
      what: 'cold import of the request validator from the built package, median of 15',
      expected: 'at most 8 ms',
      seen: `${middle.toFixed(1)} ms (least ${times[0]?.toFixed(1)})`,
      ok: middle <= 8,
    });
    expect(middle).toBeLessThanOrEqual(8);
  });
});

// Below node_modules, so that the tools of its build are found.
const copy = join(root, 'node_modules/.cache/plumbline-validators-bench');

/** Builds the generated package as npm would publish it, and gives the start of its specifiers. */
function builtPackage(): string {
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(root, 'generated'), copy, { recursive: true });
  execFileSync('npm', ['run', '-s', 'build'], { cwd: copy });
  return `${JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')).name}/`;
}
