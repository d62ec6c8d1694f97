import { join } from 'node:path';
import type { Figure } from '../../../generator/testing/figure.ts';
import { packageRoot } from '../../run/package-info.ts';
import { benchMock } from '../bench/mock.ts';
import { benchMockPages } from '../bench/mock-pages.ts';
import { growthOf, soakMock } from '../bench/soak.ts';
import { run } from './run.ts';
import { served } from './served.ts';

/** What the mock must do and takes too long for a test: conformance over HTTP, load beside Prism, memory. */
export async function verifyMock(add: (figure: Omit<Figure, 'issue'>) => void): Promise<void> {
  const mock = await served();
  try {
    for (const seed of ['1', '2', '3']) {
      const { code, output } = await run(
        process.execPath,
        [
          ...['--import', 'tsx', join(packageRoot, 'scripts/plumbline.ts'), 'conform'],
          ...['--target', mock.url, '--seed', seed],
        ],
        packageRoot,
      );
      const [last = ''] = output.trimEnd().split('\n').slice(-1);
      const requests = Number(/([\d,]+) requests/.exec(last)?.[1]?.replaceAll(',', '') ?? 0);
      add({
        what: `conformance at full strength against the mock over HTTP, seed ${seed}`,
        expected: 'exit 0, no failure, no warning, 2,000 requests',
        seen: `exit ${code}, ${last}`,
        ok: code === 0 && /^no failures /.test(last) && !/warning/.test(last) && requests >= 2000,
      });
    }
  } finally {
    mock.stop();
  }
  const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
  const soak = await soakMock({ requests: 200_000, uploads: 2000 });
  for (const [name, pair] of [
    ['heap', soak.heap],
    ['resident memory', soak.resident],
  ] as const) {
    const grown = growthOf(pair);
    add({
      what: `${name} of the mock over 200,000 requests and 2,000 uploads with deletes`,
      expected: 'grows by less than 10 %',
      seen: `${percent(grown)}, from ${(pair[0] / 2 ** 20).toFixed(0)} to ${(pair[1] / 2 ** 20).toFixed(0)} MiB`,
      ok: grown < 0.1,
    });
  }
  for (const { style, few, many, ratio } of await benchMockPages())
    add({
      what: `p95 of a page of 20 among 100,000 items beside 100, by ${style}`,
      expected: 'at most 2 times',
      seen: `${ratio.toFixed(2)} times: ${many.toFixed(0)} and ${few.toFixed(0)} us`,
      ok: ratio <= 2,
    });
  for (const { request, ours, prism, ratio } of await benchMock()) {
    const least = request.startsWith('GET') ? 5 : 3.2;
    add({
      what: `requests a second beside Prism, ${request}`,
      expected: `at least ${least} times`,
      seen: `${ratio.toFixed(1)} times: ${ours.toFixed(0)} and ${prism.toFixed(0)}`,
      ok: ratio >= least,
    });
  }
}
