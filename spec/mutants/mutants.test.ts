import { describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import { historyOracles, oracles } from '../../conformance/oracles/index.ts';
import { loadSubject } from '../../scripts/subject.ts';
import { openSuite } from '../../scripts/suite.ts';
import { rules } from '../rules/index.ts';
import { mutants } from './index.ts';

/** One mutant for each check; `npm run score` tries them all. */
const oneForEach = new Map(
  mutants
    .filter(({ id }) => id !== 'SLOW')
    .flatMap((mutant) => mutant.caughtBy.map((check) => [check, mutant] as const))
    .reverse(),
);

/** Checks that the configured run makes; streams are judged once an overlay declares them. */
const checks = [...oracles, ...historyOracles, ...rules].map(({ id }) => id);
const { contract } = await loadSubject(undefined);
const streams = contract.operations.some(({ responses }) =>
  responses.some(({ content }) => content.some(({ itemSchema }) => itemSchema !== undefined)),
);

describe('a mutant is caught by the check it names', () => {
  it.each(
    [...oneForEach].filter(([check]) => checks.includes(check) && (streams || check !== 'event-stream')),
  )('%s', async (check, { id, operations }) => {
    const subject = await loadSubject(undefined);
    const { parts } = openSuite(subject, { target: 'mock', seed: 1, fault: [id] });
    const include = operations === undefined || operations.length > 8 ? {} : { include: operations };
    const told = new Set<string>();
    for await (const event of runSuite({
      ...parts,
      plans: planCases(subject.contract, { seed: 1, ...include }),
    })) {
      if (event.event === 'failure') told.add(event.finding.oracle);
      if (told.has(check)) break;
    }
    expect([...told]).toContain(check);
  });
});

it('ids are unique, and every check named exists', () => {
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
});
