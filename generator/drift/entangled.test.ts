import { expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract, Dialect } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { figure, isFull } from '../testing/figure.ts';
import { compareContracts } from './compare.ts';
import { entangledPair } from './entangled.test-support.ts';
import { makeReport } from './report.ts';
import { compareSources } from './source.ts';

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: String(value['openapi']).slice(0, 3) as Dialect,
    origin: (pointer) => ({ file: 'entangled.json', pointer, position: () => undefined }),
  });

it('documents with inheritance, recursion and unions are compared in time, without a full stack', () => {
  const seeds = Array.from({ length: isFull ? 500 : 40 }, (_, index) => index + 1);
  const seen = { slowest: 0, breaking: 0, undecided: 0 };
  for (const seed of seeds) {
    const { base, head } = entangledPair(seed);
    const start = process.cpuUsage();
    const [before, after] = [contractOf(base), contractOf(head)];
    const changes = [...compareContracts(before, after), ...compareSources(before, after)];
    const files = { base: 'base', head: 'head' };
    const report = makeReport({ base: before, head: after, files }, changes, new Map(), []);
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1_000;
    if (
      process.env['PLUMBLINE_LAWS_VERBOSE'] === '1' &&
      (milliseconds > 2_000 || report.verdict === 'unknown')
    )
      process.stderr.write(`  seed ${seed}: ${Math.round(milliseconds)} ms, ${report.verdict}\n`);
    seen.slowest = Math.max(seen.slowest, milliseconds);
    if (report.verdict === 'breaking') seen.breaking++;
    if (report.verdict === 'unknown') seen.undecided++;
    expect({ seed, isInTime: milliseconds < 5_000 }).toEqual({ seed, isInTime: true });
    expect(compareContracts(before, contractOf(structuredClone(base)))).toEqual([]);
  }
  expect(seen.breaking).toBeGreaterThan(seeds.length / 4);
  figure({
    issue: 22,
    what: `drift, ${seeds.length} generated documents with inheritance, recursion and unions`,
    expected: 'each under 5 s, no crash',
    seen: `slowest ${Math.round(seen.slowest)} ms, ${seen.breaking} breaking, ${seen.undecided} undecided`,
    ok: true,
  });
}, 3_600_000);
