import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planCases } from '../../../conformance/cases/plan-cases.ts';
import { createExercise } from '../../../conformance/coverage/exercise.ts';
import { runSuite } from '../../../conformance/engine/run-suite.ts';
import type { CasePlan, Exchange, Handler } from '../../../conformance/model.ts';
import { inProcessTransport } from '../../../conformance/transport/in-process.ts';
import { loadSubject, type Subject } from '../../run/subject.ts';
import { openSuite } from '../../run/suite.ts';

/** A document that is ready to be run against servers in this process. */
export interface LoadedApi {
  readonly subject: Subject;
  readonly plans: readonly CasePlan[];
}

/** Loads a document and plans its cases. */
export async function loadApi(document: object): Promise<LoadedApi> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-api-'));
  try {
    const file = join(folder, 'api.json');
    writeFileSync(file, JSON.stringify(document));
    const subject = await loadSubject(file);
    return { subject, plans: planCases(subject.contract, { seed: 1 }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The findings of a run, `check operation: message` each, what it exercised, and its exchanges. */
export async function runInProcess({ subject, plans }: LoadedApi, handler: Handler) {
  const { parts } = openSuite(subject, { target: 'mock', seed: 1 });
  const { add, exercise } = createExercise(subject.contract);
  const findings: string[] = [];
  const exchanges: Exchange[] = [];
  for await (const event of runSuite({ ...parts, plans, transport: inProcessTransport(handler) })) {
    add(event);
    if (event.event === 'exchange') exchanges.push(event.exchange);
    if (event.event === 'failure')
      findings.push(`${event.finding.check} ${event.finding.operationId}: ${event.finding.message}`);
  }
  return { findings, exercise: exercise(), exchanges };
}
