import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { createExercise } from '../../conformance/coverage/exercise.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Users } from '../../conformance/model.ts';
import { inProcessTransport } from '../../conformance/transport/in-process.ts';
import { loadSubject, type Subject } from '../run/subject.ts';
import { openSuite } from '../run/suite.ts';
import { savingsDocument, savingsServer, savingsTokens } from './savings.ts';
import { sequencesOf } from './testing/sequences.ts';

/** Several users, scopes, optional keys, HEAD, amounts: each fault is found, and correct servers are silent. */

const users: Users = {
  other: { keyEnv: 'SAVINGS_OTHER' },
  limited: { keyEnv: 'SAVINGS_LIMITED', scopes: ['read'] },
};
let folder = '';
let api: Api;
let withFees: Api;

interface Api {
  readonly subject: Subject;
  readonly plans: readonly CasePlan[];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-users-'));
  process.env['SAVINGS_FIRST'] = savingsTokens.first;
  process.env['SAVINGS_OTHER'] = savingsTokens.other;
  process.env['SAVINGS_LIMITED'] = savingsTokens.limited;
  const open = async (hasFees: boolean): Promise<Api> => {
    const file = join(folder, `savings-${hasFees}.json`);
    writeFileSync(file, JSON.stringify(savingsDocument(hasFees)));
    const subject = await loadSubject(file);
    return { subject, plans: planCases(subject.contract, { seed: 1, users }) };
  };
  api = await open(false);
  withFees = await open(true);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run({ subject, plans }: Api, as: string, sequences?: RegExp) {
  const config = { file: '', document: '', overlays: [], conform: { users } };
  const { parts } = openSuite({ ...subject, config }, { target: 'mock', seed: 1, keyEnv: 'SAVINGS_FIRST' });
  const { add, exercise } = createExercise(subject.contract);
  const own =
    sequences === undefined
      ? plans
      : [...plans.filter(({ phase }) => phase === 'auth'), ...sequencesOf(plans, sequences)];
  const findings: string[] = [];
  for await (const event of runSuite({
    ...parts,
    transport: inProcessTransport(savingsServer(as)),
    plans: own,
  })) {
    add(event);
    if (event.event === 'failure')
      findings.push(`${event.finding.check} ${event.finding.operationId}: ${event.finding.message}`);
  }
  return { findings, exercise: exercise() };
}

describe('A correct server has no finding', () => {
  it.each([
    { as: 'plain', why: 'nothing is special about it' },
    { as: 'shared', why: 'all users share what they have', sequences: /other-user$/ },
    { as: 'pending', why: 'amounts are booked later, and it says so', sequences: /amounts$/ },
    { as: 'fees', why: 'a fee is taken of each amount, and it says so', sequences: /amounts$/ },
    { as: 'hides-by-204', why: 'changes by another user succeed without effect', sequences: /other-user$/ },
    {
      as: 'open-rates',
      why: 'a wrong key counts as none where a key is optional',
      sequences: /optional-key$|head$/,
    },
    {
      as: 'busy',
      why: 'it refuses some requests with 429, until Retry-After is over',
      sequences: /lifecycle$/,
    },
  ])(
    '$as: $why',
    async ({ as, sequences }) => {
      const { findings, exercise } = await run(as === 'fees' ? withFees : api, as, sequences);
      expect(findings).toEqual([]);
      if (as === 'plain')
        expect(
          [...exercise.operations].filter(([, { accepted }]) => accepted === 0).map(([id]) => id),
        ).toEqual([]);
    },
    60_000,
  );
});

describe('A fault is found', () => {
  it.each([
    { as: 'reads-others', sequence: 'other-user', finding: 'other-user getAccount: ' },
    { as: 'changes-others', sequence: 'other-user', finding: 'other-user relabel: ' },
    { as: 'lists-others', sequence: 'other-user', finding: 'other-user listAccounts: ' },
    {
      as: 'ignores-scopes',
      sequence: 'none',
      finding: 'ignored-auth openAccount: the status is 201 with a key that lacks',
    },
    { as: 'rates-any-token', sequence: 'optional-key', finding: 'optional-auth getRates: ' },
    { as: 'head-404', sequence: 'head', finding: 'head-conformance headRates: HEAD gets 404, GET gets 200' },
    { as: 'head-other-type', sequence: 'head', finding: 'head-conformance headRates: HEAD has content-type' },
    { as: 'bad-retry-after', sequence: 'lifecycle', finding: 'retry-after ' },
    { as: 'balance-stuck', sequence: 'amounts', finding: 'amounts-add-up getAccount: balance still reads' },
    { as: 'books-twice', sequence: 'amounts', finding: 'amounts-add-up getAccount: balance went from' },
    { as: 'transfers-half', sequence: 'amounts', finding: 'amounts-add-up getAccount: ' },
    { as: 'closes-filled', sequence: 'amounts', finding: 'amounts-add-up closeAccount: 204 although' },
    { as: 'entry-lost', sequence: 'pagination', finding: 'created-is-listed listEntries: ' },
    { as: 'cards-stay', sequence: 'orphans', finding: 'use-after-delete getCard: ' },
  ])(
    '$as',
    async ({ as, sequence, finding }) => {
      const { findings } = await run(api, as, new RegExp(`${sequence}$`));
      expect(findings.filter((each) => each.startsWith(finding))).not.toEqual([]);
      // It is what this fault is about: no other check finds it.
      expect([...new Set(findings.map((each) => each.split(' ')[0]))]).toEqual([finding.split(' ')[0]]);
    },
    60_000,
  );
});
