import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadContract } from '../../../generator/index.ts';
import type { RenderedFile } from '../../../generator/render/render.ts';
import { counted } from '../../../generator/testing/counted.ts';
import { figure } from '../../../generator/testing/figure.ts';
import { renderSdk } from '../../cli/verbs/generate.ts';
import { contractOverlays, sdkAt } from './sdk.ts';

counted(3, 'reading, stability and small changes of the generated code', 'all hold');

const root = resolve(import.meta.dirname, '../../..');
const generated = resolve(root, 'generated');
const overlays = contractOverlays.map((file) => resolve(root, file));
const document = resolve(root, 'spec/openapi.json');

const renderWith = async (overlays: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const files: readonly RenderedFile[] = await renderSdk(await loadContract(document, { overlays }), {
    packageName: 'moonshot-plumbline',
  });
  return new Map(files.map(({ path, text }) => [path, text]));
};

describe('the generated code can be read', async () => {
  const names = await readdir(join(generated, 'src'), { recursive: true });
  // types.ts is openapi-typescript's own print, helpers are written by hand.
  const sources = names.filter(
    (name) => name.endsWith('.ts') && name !== 'types.ts' && !name.startsWith('helpers/'),
  );
  const texts = await Promise.all(
    sources.map(async (name) => [name, await readFile(join(generated, 'src', name), 'utf8')] as const),
  );

  it.each(texts)('%s', (name, text) => {
    const lines = text.split('\n');
    expect(lines.filter((line) => line.length > 120 && !/^ *'?[^ ]+$|const properties/.test(line))).toEqual(
      [],
    );
    expect(
      lines.filter((line) => /[:<(,|&] ?any\b|\bas any\b/.test(line) && !/^\s*(\*|\/)/.test(line)),
    ).toEqual([]);
    expect(text).not.toMatch(/@ts-|eslint-disable|biome-ignore/);
    expect(text).not.toMatch(/\b[A-Z]\w*[a-z]2\b/);
    if (!/^(types|models|validators\/models)\.ts$/.test(name)) expect(lines.length).toBeLessThanOrEqual(400);
  });
});

describe('the output is stable', () => {
  it('a second run gives the same bytes', async () => {
    expect(await renderWith(overlays)).toEqual(await renderWith(overlays));
  });

  it('a new optional property changes only the lines that speak of it', async () => {
    const before = await renderWith(overlays);
    const after = await renderWith([...overlays, resolve(import.meta.dirname, 'one-property.yaml')]);
    expect([...after.keys()]).toEqual([...before.keys()]);
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    const own = /^src\/(models\.ts|types\.ts|validators\/models\.ts)$|^testing\/document\.json$/;
    expect(changed.filter((path) => !own.test(path))).toEqual([]);
    for (const path of ['src/models.ts', 'src/types.ts']) {
      const old = new Set(before.get(path)?.split('\n'));
      const added = (after.get(path) ?? '').split('\n').filter((line) => !old.has(line));
      expect(added.length, path).toBeLessThanOrEqual(3);
      expect(added.join('\n')).toContain('plumbline_probe');
    }
  });
});

describe('bundles, esbuild --minify --splitting and gzip', () => {
  const list =
    "import { configure, listModels } from './functions.js'; console.log(await listModels(configure()));";
  const create = (options: string) =>
    `import { configure, createChatCompletion } from './functions.js'; console.log(await createChatCompletion(configure(${options}), { model: 'kimi-k2.6', messages: [] }));`;
  const checked =
    "import { inspector } from './validation.js'; import { createChatCompletion as validators } from './validators/chat.js'; const validate = inspector({ requests: 'throw' }, { createChatCompletion: validators });";
  it.each([
    { what: 'standalone listModels', code: list, most: 3_100 },
    { what: 'createChatCompletion, not streaming', code: create(''), most: 5_000 },
    {
      what: 'createChatCompletion with validation of its request',
      code: checked + create('{ validate }'),
      most: 12_000,
    },
    {
      what: 'the whole class, without validation',
      code: "import { Moonshot } from './index.js'; console.log(new Moonshot());",
      most: 14_000,
    },
  ])('$what', async ({ what, code, most }) => {
    const size = gzipSync(await sdkAt(generated).loadedAtOnce(code)).length;
    const all = gzipSync(await sdkAt(generated).bundle(code)).length;
    figure({
      issue: 3,
      what: `bundle of ${what}, esbuild --minify --splitting, gzip, what is loaded before anything fails`,
      expected: `at most ${most} B`,
      seen: `${size} B (${all} B with what errors and redirects load)`,
      ok: size <= most,
    });
    expect(size).toBeLessThanOrEqual(most);
    expect(size).toBeGreaterThan(1_000);
  });
});
