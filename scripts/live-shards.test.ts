import { afterAll, expect, it } from 'vitest';
import { listen } from '../conformance/mock/listen.ts';
import { figure, isFull } from '../conformance/testing/figure.ts';
import { mergeJournals } from './merge-journals.ts';
import { mockOf } from './suite.ts';
import { brokenAtEnd, key, openLiveBench, prints } from './testing/live-bench.ts';
import { mergeReports } from './verbs/report.ts';

const bench = await openLiveBench();

const server = await listen(brokenAtEnd(mockOf(bench.subject, 1, key)));
afterAll(() => server.close());

it('finds in four parts, merged, what one run finds', { timeout: 240_000 }, async () => {
  const options = { target: server.url, ...(isFull ? {} : { include: bench.simple.slice(0, 4) }) };
  const whole = await bench.run(options);
  const journals = [1, 2, 3, 4].map((part) => bench.at(`part-${part}.ndjson`));
  const requests: number[] = [];
  for (const [index, journal] of journals.entries())
    requests.push((await bench.run({ ...options, journal, shard: `${index + 1}/4` })).summary.requests);
  const { events } = await mergeJournals(bench.subject, journals);
  const findings = events.flatMap((event) => (event.event === 'failure' ? [event.finding] : []));
  const operations = new Set(findings.map(({ operationId }) => operationId)).size;
  expect(operations).toBeGreaterThan(2);
  expect(prints({ findings })).toEqual(prints(whole));
  expect(Math.min(...requests)).toBeGreaterThan(0);
  const ids = events.flatMap((event) => (event.event === 'exchange' ? [event.exchange.id] : []));
  expect(ids.length).toBe(requests.reduce((sum, each) => sum + each, 0));
  expect(new Set(ids).size).toBe(ids.length);
  figure({
    issue: 9,
    what: '--shard 1/4 to 4/4, then report merge, of a server that breaks every answer',
    asked: 'the fingerprints of the whole run',
    seen: `${findings.length} of ${prints(whole).length} in ${operations} operations, ${requests.join(' + ')} requests`,
    ok: prints({ findings }).join() === prints(whole).join(),
  });

  const again = [...journals, journals[0] ?? ''];
  await expect(mergeJournals(bench.subject, again)).rejects.toThrow('this is the part 1/4 that');
  if (isFull) expect(await mergeReports({ journals, quiet: true })).toBe(1);
});
