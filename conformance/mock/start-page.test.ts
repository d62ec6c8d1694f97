import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { isFull } from '../../generator/testing/figure.ts';
import type { Behaviour } from '../model.ts';
import { createMock } from './mock.ts';

/** The start page as text, and in a real browser with PLUMBLINE_FULL=1. */

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (isFull && chromium === undefined)
  process.stderr.write('start-page.test.ts: SKIPPED: chromium was not found\n');

const contract = await loadContract(fileURLToPath(new URL('../../spec/openapi.json', import.meta.url)));
const hostile = '</pre><script>document.title="broken"</script>{url}';
const behaviour: Behaviour = {
  id: 'page',
  appliesTo: [],
  clients: { [hostile]: hostile },
  controls: { sample: { title: hostile, apply: () => ({}) } },
};

it('texts of behaviours are inserted as text', async () => {
  const mock = createMock(contract, { behaviours: [behaviour] });
  const page = await (await mock.fetch(new Request('http://mock.test/'))).text();
  expect(page).not.toContain(hostile);
  expect(page).toContain('&lt;/pre&gt;&lt;script&gt;');
  expect(page).toContain('POST /__mock/sample');
});

it.skipIf(!isFull || chromium === undefined)(
  'shows the live log and its own address in chromium',
  async () => {
    const mock = createMock(contract, { behaviours: [behaviour] });
    const server = await mock.listen();
    await fetch(`${server.url}/v1/models?a=<b>`, { headers: { authorization: 'Bearer k' } });
    await fetch(`${server.url}/nothing`);
    const profile = await mkdtemp(join(tmpdir(), 'plumbline-chromium-'));
    const args = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
    const { stdout } = await promisify(execFile)(
      chromium ?? '',
      [...args, '--timeout=15000', '--virtual-time-budget=4000', '--dump-dom', `${server.url}/`],
      { timeout: 240_000 },
    );
    await server.close();
    expect(stdout).toContain(`curl '${server.url}/v1/models' -H 'Authorization: Bearer any-key'`);
    expect(stdout).toMatch(/<td>GET \/v1\/models\?a=(?:%3Cb%3E|&lt;b&gt;)<\/td><td>200<\/td>/);
    expect(stdout).toMatch(/<tr class="bad"><td>[\d:]+<\/td><td>GET \/nothing<\/td><td>404<\/td>/);
    expect(stdout).not.toContain('<title>broken');
  },
  90_000,
);
