import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { createExercise } from '../../conformance/coverage/exercise.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Phase } from '../../conformance/model.ts';
import { inProcessTransport } from '../../conformance/transport/in-process.ts';
import { loadSubject, type Subject } from '../run/subject.ts';
import { openSuite } from '../run/suite.ts';
import { shelfDocument, shelfServer } from './shelf.ts';

let folder = '';
let subject: Subject;
let plans: readonly CasePlan[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-relations-'));
  const file = join(folder, 'shelf.json');
  writeFileSync(file, JSON.stringify(shelfDocument));
  subject = await loadSubject(file);
  plans = planCases(subject.contract, { seed: 1 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The findings of a run about the server, in the given phases or in all. */
async function findingsOf(as: string, ...phases: readonly Phase[]) {
  const { parts } = openSuite(subject, { target: 'mock', seed: 1 });
  const { add, exercise } = createExercise(subject.contract);
  const findings: string[] = [];
  const transport = inProcessTransport(shelfServer(as));
  const own = plans.filter(({ phase }) => phases.length === 0 || phases.includes(phase));
  for await (const event of runSuite({ ...parts, transport, plans: own })) {
    add(event);
    if (event.event === 'failure') findings.push(`${event.finding.check}: ${event.finding.message}`);
  }
  return { findings, exercise: exercise() };
}

describe('A correct server has no finding', () => {
  it.each([
    { as: 'plain', why: 'nothing is special about it' },
    { as: 'answers-415', why: 'it says 415 to a body of another type, which is not documented' },
    { as: 'counts-views', why: 'a member counts how often a thing was read' },
    { as: 'lags', why: 'what is made shows after a while' },
    { as: 'newest-first', why: 'lists begin with what was made last' },
    { as: 'soft-delete', why: 'what is deleted stays, and says that it is archived' },
    { as: 'marks-deleted', why: 'what is deleted stays listed, and is marked as deleted' },
  ])('$as: $why', async ({ as }) => {
    const phases: readonly Phase[] = as === 'plain' ? [] : ['stateful', 'protocol', 'auth'];
    const { findings, exercise } = await findingsOf(as, ...phases);
    expect(findings).toEqual([]);
    expect([...exercise.operations].filter(([, { accepted }]) => accepted === 0).map(([id]) => id)).toEqual(
      [],
    );
  });
});

describe('A fault that no schema can express is found', () => {
  it.each([
    { as: 'stores-nothing', check: 'created-is-readable' },
    { as: 'spells-otherwise', check: 'stored-as-sent' },
    { as: 'drops-note', check: 'stored-as-sent' },
    { as: 'patches-nothing', check: 'stored-as-sent' },
    { as: 'puts-nothing', check: 'stored-as-sent' },
    { as: 'resets-note', check: 'update-keeps-the-rest' },
    { as: 'changes-tint', check: 'idempotent-get' },
    { as: 'keeps-deleted', check: 'use-after-delete' },
    { as: 'leaks-pin', check: 'write-only-leak' },
    { as: 'takes-twice', check: 'unique-is-refused' },
    { as: 'ignores-if-match', check: 'stale-is-refused' },
    { as: 'skips', check: 'pagination-conformance' },
    { as: 'one-too-many', check: 'pagination-conformance' },
    { as: 'lists-twice', check: 'pagination-conformance' },
    { as: 'ignores-offset', check: 'pagination-conformance' },
    { as: 'counts-the-page', check: 'pagination-conformance' },
    { as: 'ignores-filter', check: 'filter-conformance' },
    { as: 'lists-all', check: 'of-another' },
    { as: 'reads-another', check: 'of-another' },
    { as: 'names-another-room', check: 'of-another' },
    { as: 'answers-403', check: 'ignored-auth' },
  ])('$as is found by $check', async ({ as, check }) => {
    const { findings } = await findingsOf(
      as,
      'stateful',
      ...(as === 'answers-403' ? (['auth'] as const) : []),
    );
    expect(findings.filter((finding) => finding.startsWith(`${check}: `))).not.toEqual([]);
  });
});
