import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { createExercise } from '../../conformance/coverage/exercise.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Handler, Phase } from '../../conformance/model.ts';
import { inProcessTransport } from '../../conformance/transport/in-process.ts';
import { loadSubject, type Subject } from '../run/subject.ts';
import { openSuite } from '../run/suite.ts';
import { depotDocument, depotServer } from './depot.ts';
import { shelfDocument, shelfServer } from './shelf.ts';

interface Api {
  readonly subject: Subject;
  readonly plans: readonly CasePlan[];
  readonly server: (as: string) => Handler;
}

let folder = '';
let shelf: Api;
let depot: Api;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-relations-'));
  const open = async (name: string, document: object, server: Api['server']): Promise<Api> => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(document));
    const subject = await loadSubject(file);
    return { subject, plans: planCases(subject.contract, { seed: 1 }), server };
  };
  shelf = await open('shelf.json', shelfDocument, shelfServer);
  depot = await open('depot.json', depotDocument, depotServer);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The findings of a run about the server, in the given phases or in all. */
async function findingsOf({ subject, plans, server }: Api, as: string, ...phases: readonly Phase[]) {
  return run({ subject, plans, server }, as, phases, () => false);
}

/** Whether a check finds a fault; the run ends there. */
async function isFoundBy(api: Api, as: string, check: string, phases: readonly Phase[]): Promise<boolean> {
  const isIt = (finding: string): boolean => finding.startsWith(`${check}: `);
  return (await run(api, as, phases, isIt)).findings.some(isIt);
}

async function run(
  { subject, plans, server }: Api,
  as: string,
  phases: readonly Phase[],
  isEnough: (finding: string) => boolean,
) {
  const { parts } = openSuite(subject, { target: 'mock', seed: 1 });
  const { add, exercise } = createExercise(subject.contract);
  const findings: string[] = [];
  const transport = inProcessTransport(server(as));
  const own = plans.filter(({ phase }) => phases.length === 0 || phases.includes(phase));
  for await (const event of runSuite({ ...parts, transport, plans: own })) {
    add(event);
    if (event.event !== 'failure') continue;
    const finding = `${event.finding.check}: ${event.finding.message}`;
    findings.push(finding);
    if (isEnough(finding)) break;
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
    const { findings, exercise } = await findingsOf(shelf, as, ...phases);
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
    const phases: readonly Phase[] = ['stateful', ...(as === 'answers-403' ? (['auth'] as const) : [])];
    expect(await isFoundBy(shelf, as, check, phases)).toBe(true);
  });
});

describe('A correct depot has no finding', () => {
  it.each([
    { as: 'plain', why: 'nothing is special about it' },
    { as: 'slow-actions', why: 'an action takes two reads to show' },
    { as: 'weak-tags', why: 'its ETags are weak and stay' },
    { as: 'refuses-same-key', why: 'a repeated idempotency key is a conflict' },
    { as: 'refuses-read-only', why: 'a readOnly member in a request is refused' },
  ])('$as: $why', async ({ as }) => {
    const { findings, exercise } = await findingsOf(
      depot,
      as,
      ...(as === 'plain' ? [] : (['stateful'] as const)),
    );
    expect(findings).toEqual([]);
    if (as === 'plain')
      expect([...exercise.operations].filter(([, { accepted }]) => accepted === 0).map(([id]) => id)).toEqual(
        [],
      );
  });
});

describe('A fault of the depot is found', () => {
  it.each([
    { as: 'any-state', check: 'state-conformance' },
    { as: 'ships-again', check: 'state-conformance' },
    { as: 'delivers-unshipped', check: 'state-conformance' },
    { as: 'acts-not', check: 'action-is-stored' },
    { as: 'sorts-not', check: 'sort-conformance' },
    { as: 'sorts-one-way', check: 'sort-conformance' },
    { as: 'takes-any-depot', check: 'reference-conformance' },
    { as: 'takes-twice', check: 'unique-is-refused' },
    { as: 'forgets-keys', check: 'same-key-same-item' },
    { as: 'deletes-all', check: 'others-stay' },
    { as: 'changes-all', check: 'others-stay' },
    { as: 'answers-another', check: 'item-of-path' },
    { as: 'takes-read-only', check: 'read-only-conformance' },
    { as: 'merges', check: 'replace-conformance' },
    { as: 'same-tag', check: 'etag-conformance' },
    { as: 'wrong-size', check: 'download-conformance' },
    { as: 'cuts-files', check: 'download-conformance' },
    { as: 'cuts-notes', check: 'shown-as-sent', phases: ['coverage'] as const },
  ])('$as is found by $check', async ({ as, check, phases = ['stateful'] as const }) => {
    expect(await isFoundBy(depot, as, check, phases)).toBe(true);
  });
});

it('builds cases on a call that the server accepts, where it refuses the least one', async () => {
  const { findings, exercise } = await findingsOf(depot, 'wants-plausible');
  // The refused least calls are valid by the document; nothing else is wrong.
  expect(findings.filter((finding) => !finding.startsWith('positive-data-acceptance: '))).toEqual([]);
  expect(findings).not.toEqual([]);
  expect([...exercise.operations].filter(([, { accepted }]) => accepted === 0)).toEqual([]);
  const twins = exercise.undecided.filter(({ reason }) => reason.includes('twin was refused'));
  expect(twins.map(({ operationId }) => operationId)).not.toContain('createParcel');
});
