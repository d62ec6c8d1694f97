import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { figure } from '../../generator/testing/figure.ts';
import { sdkAt } from '../../scripts/tests/sdk/sdk.ts';

const sdk = sdkAt(resolve(import.meta.dirname, '../../generated'));
const client = "import { Moonshot } from './index.js'; console.log(Moonshot);";
const all = `${client} import * as helpers from './helpers/index.js'; console.log(helpers);`;
const gzipped = (code: Uint8Array): number => gzipSync(code).length;

it('all helpers together are small on top of the class', async () => {
  const atOnce = gzipped(await sdk.loadedAtOnce(all)) - gzipped(await sdk.loadedAtOnce(client));
  const whole = gzipped(await sdk.bundle(all)) - gzipped(await sdk.bundle(client));
  figure({
    issue: 26,
    what: 'all helpers on top of the class, esbuild --minify --splitting, gzip, what is loaded before a schema is sent',
    expected: 'at most 6000 B',
    seen: `${atOnce} B (${whole} B with the check of schemas, which is loaded with the first one)`,
    ok: atOnce <= 6_000,
  });
  expect(atOnce).toBeLessThanOrEqual(6_000);
  expect(atOnce).toBeGreaterThan(1_000);
  expect(whole).toBeLessThanOrEqual(9_000);
});

it('who uses no helper pays nothing', async () => {
  const without = await sdk.bundle(client);
  const unused = await sdk.bundle(`import { runTools, streamChat } from './helpers/index.js'; ${client}`);
  figure({
    issue: 26,
    what: 'cost of the helpers for who takes none, bytes of the bundle',
    expected: '0',
    seen: String(unused.length - without.length),
    ok: Buffer.from(unused).equals(Buffer.from(without)),
  });
  expect(Buffer.from(unused).equals(Buffer.from(without))).toBe(true);
});
