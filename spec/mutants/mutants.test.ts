import { expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import { loadSubject } from '../../scripts/subject.ts';
import { openSuite } from '../../scripts/suite.ts';
import { mutants } from './index.ts';

it.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
  '%s is caught by the check it names, and by no other',
  async (id, { caughtBy, operations }) => {
    const subject = await loadSubject(undefined);
    const { parts } = openSuite(subject, { target: 'mock', seed: 1, fault: [id] });
    const plans = planCases(subject.contract, {
      seed: 1,
      ...(operations === undefined ? {} : { include: operations }),
    });
    const caught = new Set<string>();
    for await (const event of runSuite({ ...parts, plans }))
      if (event.event === 'failure') caught.add(event.finding.oracle);
    expect([...caught]).toEqual(caughtBy);
  },
);
