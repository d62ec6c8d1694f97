import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createMock, type Listening } from 'openapi-plumbline/mock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { behaviours } from '../behaviours/index.ts';
import { contract } from '../behaviours/testing/with-client.ts';

/** Every example of docs/kimi runs against the mock, as a reader would run it. */

const root = resolve(import.meta.dirname, '../..');
const pages = readdirSync(join(root, 'docs/kimi')).filter((name) => name.endsWith('.md'));
const blocksOf = (page: string): readonly string[] =>
  [...readFileSync(join(root, 'docs/kimi', page), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(
    ([, code = '']) => code,
  );

let server: Listening | undefined;
// Inside the repository, so that the names of the packages resolve as they do in the tests.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
const folder = mkdtempSync(join(root, 'node_modules/.cache/docs-'));

beforeAll(async () => {
  server = await createMock(contract, { behaviours }).listen();
  vi.stubEnv('MOONSHOT_API_KEY', 'sk-test');
  vi.stubEnv('MOONSHOT_BASE_URL', server.url);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await server?.close();
});

describe.each(pages)('docs/kimi/%s', (page) => {
  it('has examples that run and print something', async () => {
    const blocks = blocksOf(page);
    expect(blocks.length).toBeGreaterThan(0);
    for (const [index, code] of blocks.entries()) {
      const file = join(folder, `${page}-${index}.ts`);
      writeFileSync(file, code);
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
      try {
        await import(/* @vite-ignore */ file);
        expect(log).toHaveBeenCalled();
        expect(log.mock.calls.flat()).not.toContain(undefined);
      } finally {
        log.mockRestore();
      }
    }
  });
});
