import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import type { readArguments } from '../../../conformance/mock/request.ts';
import { figure, isFull } from '../../../generator/testing/figure.ts';
import type { encodeRequest } from '../../../generator/wire/encode.ts';
import { faults, type WireFault } from './faults.ts';
import { cells, readable, readBack, written } from './parameter-cells.ts';
import { absent } from './parameter-table.ts';

const root = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'plumbline-wire-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Wire {
  readonly encodeRequest: typeof encodeRequest;
  readonly readArguments: typeof readArguments;
}

/** What writes and reads, with a fault in it. */
async function withFault(index: number, fault?: WireFault): Promise<Wire> {
  const outfile = join(folder, `${index}.mjs`);
  await build({
    stdin: {
      contents: `export { encodeRequest } from './generator/wire/encode.ts';
        export { readArguments } from './conformance/mock/request.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    absWorkingDir: root,
    plugins: [
      {
        name: 'fault',
        setup: (builder) =>
          builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            if (fault === undefined || path !== join(root, fault.file))
              return { contents: text, loader: 'ts' };
            if (!text.includes(fault.from))
              throw new Error(`${fault.what}: nothing to break in ${fault.file}`);
            return { contents: text.replace(fault.from, () => fault.to), loader: 'ts' };
          }),
      },
    ],
  });
  return (await import(pathToFileURL(outfile).href)) as Wire;
}

/** How many cells of the table are written or read otherwise. */
async function wrongCells({ encodeRequest: encode, readArguments: read }: Wire): Promise<number> {
  const wrong = cells.filter((cell) => written(encode, cell) !== cell.want).length;
  const back = await Promise.all(
    readable.map(async (cell) => {
      const wanted = cell.want === absent ? {} : { color: cell.value };
      return JSON.stringify(await readBack(read, cell)) === JSON.stringify(wanted);
    }),
  );
  return wrong + back.filter((isRight) => !isRight).length;
}

/** In `npm test` the first fault of each file; all of them in `npm run verify`. */
const tried = faults
  .map((fault, index) => ({ ...fault, index }))
  .filter(({ file, index }) => isFull || faults.findIndex((other) => other.file === file) === index);

let found = 0;
describe('the table finds', () => {
  it('nothing where nothing is broken', async () => {
    expect(await wrongCells(await withFault(0))).toBe(0);
  });
  it.each(tried)('$what', async ({ index, ...fault }) => {
    expect(await wrongCells(await withFault(index + 1, fault))).toBeGreaterThan(0);
    found++;
  });
  it.runIf(isFull)('as many as were planted', () => {
    figure({
      issue: 21,
      what: `faults planted in writing and reading parameters, found by a table of ${cells.length} cells`,
      expected: `${faults.length} of ${faults.length}`,
      seen: `${found}`,
      ok: found === faults.length,
    });
    expect(found).toBe(faults.length);
  });
});
