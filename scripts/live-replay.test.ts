import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listen } from '../conformance/mock/listen.ts';
import { figure } from '../conformance/testing/figure.ts';
import { mockOf, withFaults } from './suite.ts';
import { formsOfKey, key, openLiveBench, prints } from './testing/live-bench.ts';

const bench = await openLiveBench();

describe('a replay', () => {
  it('finds what the run found, with nothing to send to', async () => {
    const faulty = withFaults(mockOf(bench.subject, 1, key), bench.subject.contract, bench.subject.config, [
      'B_META_ECHO',
    ]);
    const { url, close } = await listen(faulty);
    const journal = bench.at('recorded.ndjson');
    const recorded = await bench.run({
      target: url,
      journal,
      include: ['createBatch', 'retrieveBatch', 'listModels'],
    });
    await close();
    const again = await bench.run({ replay: journal });
    expect(prints(recorded).length).toBeGreaterThan(0);
    expect(prints(again)).toEqual(prints(recorded));
    expect(again.summary.requests).toBe(recorded.summary.requests);
    figure({
      issue: 9,
      what: '--replay with the server gone',
      asked: 'the fingerprints of the live run',
      seen: `${prints(again).length} of ${prints(recorded).length}, ${again.summary.requests} requests judged`,
      ok: prints(again).join() === prints(recorded).join(),
    });
  });

  it('still tells that the key was said, though the journal does not say it', async () => {
    const handler = mockOf(bench.subject, 1, key);
    const { url, close } = await listen(async (request) => {
      const response = await handler(request);
      return request.url.endsWith('/v1/models') && response.ok
        ? Response.json(
            { ...((await response.json()) as object), key: request.headers.get('authorization') },
            { headers: { 'msh-org-id': 'org-1234567' } },
          )
        : response;
    });
    const journal = bench.at('leak.ndjson');
    const leaked = await bench.run({ target: url, journal, include: ['listModels'] });
    await close();
    expect(leaked.findings.map(({ oracle }) => oracle)).toContain('secret-leak');
    expect(prints(await bench.run({ replay: journal }))).toEqual(prints(leaked));
    const text = readFileSync(journal, 'utf8');
    for (const form of [...formsOfKey, 'org-1234567']) expect(text).not.toContain(form);
  });
});
