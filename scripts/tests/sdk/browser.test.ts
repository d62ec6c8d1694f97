import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { listen } from '../../../conformance/mock/listen.ts';
import { createMock } from '../../../conformance/mock/mock.ts';
import { loadContract } from '../../../generator/index.ts';
import { counted } from '../../../generator/testing/counted.ts';
import { loadConfig } from '../../run/config.ts';
import { buildSdk, contractOverlays } from './sdk.ts';

/** The generated client in a real browser, across origins, against the mock. Only with PLUMBLINE_FULL=1. */

const root = resolve(import.meta.dirname, '../../..');
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const full = process.env['PLUMBLINE_FULL'] === '1';
if (full && chromium === undefined) process.stderr.write('browser.test.ts: SKIPPED, no chromium here\n');

counted(3, 'list models, create and stream in chromium, cross-origin against the mock', 'all three');

const page = (baseUrl: string) => `
import { Moonshot } from './index.js';
const show = (text) => { document.body.innerHTML = '<pre>' + text + '</pre>'; };
try {
  let refused = '';
  try { new Moonshot({ apiKey: 'key' }); } catch (error) { refused = error.option; }
  const client = new Moonshot({ apiKey: 'key', baseUrl: ${JSON.stringify(baseUrl)}, allowBrowser: true });
  const request = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'hello' }] };
  const models = await client.models.list();
  const whole = await client.chat.completions.create(request);
  let chunks = 0;
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) chunks += chunk ? 1 : 0;
  show(JSON.stringify({ refused, models: typeof models, whole: typeof whole, chunks: chunks > 0 }));
} catch (error) { show(error.name + ': ' + error.message); }
`;

it.skipIf(!full || chromium === undefined)(
  'lists models, creates and streams in chromium',
  async () => {
    const contract = await loadContract(resolve(root, 'spec/openapi.json'), {
      overlays: contractOverlays.map((file) => resolve(root, file)),
    });
    const mock = await listen(
      createMock(contract, { behaviours: (await loadConfig(root))?.behaviours ?? [] }).fetch,
    );
    const built = await buildSdk('spec/openapi.json', { overlays: contractOverlays });
    const script = await built.bundle(page(mock.url));
    const server = createServer((request, response) => {
      const isScript = request.url === '/client.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(
        isScript ? script : '<body>loading</body><script type="module" src="/client.js"></script>',
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const profile = await mkdtemp(join(tmpdir(), 'plumbline-chromium-'));
    const args = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
    const { stdout } = await promisify(execFile)(
      chromium ?? '',
      [...args, '--timeout=15000', '--virtual-time-budget=15000', '--dump-dom', `http://127.0.0.1:${port}/`],
      { timeout: 240_000 },
    );
    server.close();
    await mock.close();
    await built.remove();
    expect(stdout).toContain(
      '<pre>{"refused":"allowBrowser","models":"object","whole":"object","chunks":true}</pre>',
    );
  },
  120_000,
);
