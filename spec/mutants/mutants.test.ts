import { describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { checks, historyChecks } from '../../conformance/checks/index.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan } from '../../conformance/model.ts';
import { counted } from '../../generator/testing/counted.ts';
import { loadSubject } from '../../scripts/run/subject.ts';
import { openSuite } from '../../scripts/run/suite.ts';
import { rules } from '../rules/index.ts';
import { mutants } from './index.ts';

/** One mutant for each check; `npm run score` tries them all. */
const oneForEach = new Map(
  mutants
    .filter(({ id }) => id !== 'SLOW')
    .flatMap((mutant) => mutant.caughtBy.map((check) => [check, mutant] as const))
    .reverse(),
);

counted(6, 'every check and rule: a mutant that it catches', 'all');

const subject = await loadSubject(undefined);
const ids = [...checks, ...historyChecks, ...rules].map(({ id }) => id);

const planned = planCases(subject.contract, { seed: 1, rules });

/** Plans change with nothing that is run, so mutants share them. */
const plansOf = (include: readonly string[] | undefined): readonly CasePlan[] =>
  planned.filter(({ operationId }) => include?.includes(operationId) ?? true);

describe('a mutant is caught by the check it names', () => {
  it.each([...oneForEach].filter(([check]) => ids.includes(check)))(
    '%s',
    async (check, { id, operations }) => {
      const { parts } = openSuite(subject, { target: 'mock', seed: 1, fault: [id] });
      const plans = plansOf(operations === undefined || operations.length > 8 ? undefined : operations);
      const caught = new Set<string>();
      for await (const event of runSuite({ ...parts, plans })) {
        if (event.event === 'failure') caught.add(event.finding.check);
        if (caught.has(check)) break;
      }
      expect([...caught]).toContain(check);
    },
  );
});

it('every rule has a mutant', () => {
  const named = new Set(mutants.flatMap(({ caughtBy }) => caughtBy));
  expect(rules.map(({ id }) => id).filter((id) => !named.has(id))).toEqual(
    // It is a word to the caller; no server has to refuse it.
    ['limits-agree'],
  );
});

it('ids are unique, and every check named exists', () => {
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
});
