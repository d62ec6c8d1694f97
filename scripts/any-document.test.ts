import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planCases } from '../conformance/cases/plan-cases.ts';
import { runSuite } from '../conformance/engine/run-suite.ts';
import { isFull } from '../conformance/testing/figure.ts';
import { loadContract } from '../generator/index.ts';
import { packageRoot } from './package-info.ts';
import { openSuite } from './suite.ts';

const corpus = join(packageRoot, '..', 'shared', 'corpus');

/** Documents that nothing here was written for. */
const documents = [
  'readme-3.1-petstore.json',
  'readme-3.1-train-travel.json',
  'readme-3.0-parameters-style.json',
  'box-2025.json',
];

describe.skipIf(!existsSync(corpus))('the mock of any document keeps to it (needs ../shared)', () => {
  it.each(documents)('%s', async (name) => {
    const contract = await loadContract(join(corpus, name));
    const { parts } = openSuite({ contract, file: name, config: undefined }, { target: 'mock', seed: 1 });
    const found: string[] = [];
    let requests = 0;
    for await (const event of runSuite({ ...parts, plans: planCases(contract, { seed: 1 }) })) {
      if (event.event === 'exchange') requests++;
      if (event.event === 'failure')
        found.push(`${event.finding.operationId} ${event.finding.oracle}: ${event.finding.message}`);
    }
    expect(found).toEqual([]);
    expect(requests).toBeGreaterThan(contract.operations.length);
  });
});

const small = existsSync(corpus)
  ? readdirSync(corpus).filter(
      (name) =>
        /^readme-3\.[01]-.*\.json$/.test(name) && (isFull || statSync(join(corpus, name)).size < 25_000),
    )
  : [];

describe.skipIf(small.length === 0)('any small document is planned without a crash (needs ../shared)', () => {
  it.each(small)('%s', async (name) => {
    const contract = await loadContract(join(corpus, name));
    expect(planCases(contract, { seed: 1 })).toBeInstanceOf(Array);
  });
});
