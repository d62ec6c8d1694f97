import { beforeAll, describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { printShop } from '../../conformance/examples/index.ts';
import type { CasePlan } from '../../conformance/model.ts';
import { serverOf } from '../tools/score-examples.ts';
import { type FaultyServer, runAgainst } from '../tools/score-faults.ts';
import { sequencesOf } from './testing/sequences.ts';

/** Callbacks that a server on this machine sends to the harness, and what is found about them. */

const servers = [
  { altered: undefined, finds: [] },
  { altered: 'slow-callbacks', finds: [] },
  { altered: 'callbacks-twice', finds: [] },
  {
    altered: 'callback-never',
    finds: [
      'warning: no callback jobDone arrived at the URL of the request within N s; check that the server reaches this machine, or give more time with --callback-wait',
    ],
  },
  {
    altered: 'callback-lost',
    finds: ['error: no callback jobDone arrived at the URL of the request within N s'],
  },
  { altered: 'callback-as-put', finds: ['error: the callback jobDone is PUT, expected POST'] },
  {
    altered: 'callback-as-text',
    finds: ['error: the callback jobDone has the content type text/plain, expected application/json'],
  },
  { altered: 'callback-without-state', finds: ['error: the callback jobDone lacks the member "state"'] },
  {
    altered: 'callback-elsewhere',
    finds: ['error: the callback arrived at /createJob/done, expected at /createJob'],
  },
] as const;

describe('callbacks', () => {
  let server: FaultyServer;
  let plans: readonly CasePlan[];
  beforeAll(async () => {
    server = await serverOf(printShop);
    const all = planCases(server.subject.contract, { seed: 1, receivesCallbacks: true });
    plans = sequencesOf(all, /^\/jobs\/callbacks$/);
  });

  it.each(servers)('of the print shop, $altered', async ({ altered, finds }) => {
    expect(plans.length).toBe(1);
    const fault = altered === undefined ? {} : { fault: altered };
    const { findings } = await runAgainst(server, plans, { ...fault, seed: 1 }, () => false);
    expect(
      findings.map(({ severity, message }) => `${severity}: ${message.replace(/\d+\.\d s/, 'N s')}`),
    ).toEqual(finds);
  });

  it('gives no server a URL that cannot reach it', () => {
    expect(sequencesOf(planCases(server.subject.contract, { seed: 1 }), /callbacks$/)).toEqual([]);
  });
});
