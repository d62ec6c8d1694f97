import { describe, expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { mockOf } from '../run/suite.ts';
import { key, openLiveBench, quick } from './testing/live-bench.ts';
import { servers, usual } from './testing/rehearsal-servers.ts';
import { vendorServer } from './testing/vendor-server.ts';

const bench = await openLiveBench();
/** In the short run the two servers with the most behaviours at once. */
const tried = isFull ? servers : servers.filter(({ name }) => /does all of it|dates its models/.test(name));

describe.each(tried)('a server that $name', ({ name, manners, least = usual }) => {
  it.each(isFull ? [1, 2, 3, 4, 5] : [1])(
    'has no false error, and spends the budget on the most informative calls, seed %i',
    async (seed) => {
      // The vendor serves models that the document does not have.
      const lenient = { ...bench.subject, strength: 'document' } as const;
      const server = vendorServer(mockOf(lenient, 1, key), manners);
      const { url, close } = await listen(server.handler);
      const { findings } = await bench.run({
        ...quick,
        seed,
        target: url,
        journal: bench.at(`${name.replaceAll(' ', '-')}-${seed}.ndjson`),
      });
      await close();
      const said = bench.said();
      const errors = findings.filter(({ severity }) => severity === 'error');
      expect(errors.map(({ check, operationId, message }) => `${operationId} ${check}: ${message}`)).toEqual(
        [],
      );
      const paid = [...server.count.paid.values()].reduce((sum, each) => sum + each, 0);
      // The line of the batch names a served model.
      const listed = [...manners.serves, ...(manners.appears === undefined ? [] : [manners.appears.model])];
      const served = [...listed, 'batch'].reduce(
        (sum, model) => sum + (server.count.paid.get(model) ?? 0),
        0,
      );
      const off = offBy(said);
      expect(paid).toBeLessThanOrEqual(20);
      expect(served).toBeGreaterThanOrEqual(least.served);
      const reached = Number(/features of kimi-k2\.6\S*: (\d+) of/.exec(said)?.[1]);
      expect(reached, said).toBeGreaterThanOrEqual(least.features);
      // 429 and what is sent again count for the server alone.
      expect(Number(/sent (\d+) requests/.exec(said)?.[1])).toBeLessThanOrEqual(120);
      if (least.isPlanKept) expect(off, said).toBeLessThan(0.1);
      const undocumented = listed.filter((model) => /k3|k4|2026/i.test(model));
      for (const model of undocumented) {
        expect(server.count.paid.get(model), said).toBeGreaterThanOrEqual(1);
        expect(findings.map(({ message }) => message)).toContain(
          `${model} is served, but the document does not declare it`,
        );
      }
      figure({
        issue: 19,
        what: `a rehearsal server that ${name}, seed ${seed}`,
        expected: `0 false errors, at most 20 paid, at least ${least.served} to served ids, ${least.features} features reached${least.isPlanKept ? ', the plan right within 10 %' : ''}`,
        seen: `${errors.length} errors, ${paid} paid, ${served} to served ids, ${reached} features, ${server.count.requests} requests; the plan was off by ${(100 * off).toFixed(1)} %`,
        ok:
          errors.length === 0 &&
          paid <= 20 &&
          served >= least.served &&
          reached >= least.features &&
          (off < 0.1 || !least.isPlanKept),
      });
    },
  );
});

/** How far the plan was from what happened: requests, paid calls, tokens and money, the worst of them. */
function offBy(said: string): number {
  const numbers = (line: RegExp): readonly number[] => (line.exec(said) ?? []).slice(1).map(Number);
  const planned = numbers(
    /plan for \S+: (\d+) requests, (\d+) paid calls, about (\d+) tokens, about ([\d.]+)/,
  );
  const sent = numbers(/sent (\d+) requests, (\d+) paid, about (\d+) tokens, about ([\d.]+)/);
  return planned.length === 0
    ? Number.NaN
    : Math.max(...planned.map((each, index) => Math.abs(each - (sent[index] ?? 0)) / (sent[index] ?? 1)));
}
