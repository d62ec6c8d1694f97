import { describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { examples } from '../../conformance/examples/index.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { serverOf } from '../tools/score-examples.ts';
import { runAgainst } from '../tools/score-faults.ts';
import { sequencesOf } from './testing/sequences.ts';

/** Correct servers that differ from the plain example: a run finds nothing about them. */

/** The servers on which `npm test` runs the sequences. */
const always = ['library/weak-tags', 'print-shop/opaque-cursors', 'print-shop/deletes-twice'];

const servers = examples.flatMap((example) =>
  Object.entries(example.lookAlikes).map(([name, { what }]) => ({
    id: `${example.name}/${name}`,
    example,
    name,
    what,
  })),
);

/** Faults that `npm test` shows to be found, one for each repaired scenario; `npm run score` runs all. */
const faults = [
  { example: 'library', fault: 'other-parent', check: 'of-another', plan: 'of-another' },
  { example: 'library', fault: 'read-once', check: 'created-is-readable', plan: 'books/lifecycle' },
  {
    example: 'print-shop',
    fault: 'unknown-document-accepted',
    check: 'reference-conformance',
    plan: 'unknown-reference',
  },
  { example: 'print-shop', fault: 'cancel-again', check: 'state-conformance', plan: 'states' },
  {
    example: 'print-shop',
    fault: 'cursor-never-ends',
    check: 'pagination-conformance',
    plan: 'documents/pagination',
  },
  {
    example: 'print-shop',
    fault: 'total-of-page',
    check: 'pagination-conformance',
    plan: 'presets/pagination',
  },
  { example: 'print-shop', fault: 'cancel-forgotten', check: 'action-is-stored', plan: 'states' },
  { example: 'print-shop', fault: 'cancel-done', check: 'action-is-stored', plan: 'states' },
  { example: 'print-shop', fault: 'title-kept', check: 'stored-as-sent', plan: 'documents/lifecycle' },
  { example: 'print-shop', fault: 'content-stays', check: 'use-after-delete', plan: 'documents/lifecycle' },
  { example: 'print-shop', fault: 'put-forgotten', check: 'stored-as-sent', plan: 'presets/lifecycle' },
  { example: 'print-shop', fault: 'put-merges', check: 'replace-conformance', plan: 'presets/replace-least' },
  { example: 'print-shop', fault: 'another-job', check: 'item-of-path', plan: 'siblings' },
];

describe('correct look-alikes', () => {
  it.each(servers.filter(({ id }) => isFull || always.includes(id)))(
    '$id: $what',
    async ({ id, example, name }) => {
      const server = await serverOf(example);
      const all = planCases(server.subject.contract, { seed: 1, receivesCallbacks: isFull });
      const plans = isFull ? all : sequencesOf(all, /./);
      const { findings } = await runAgainst(server, plans, { fault: name, seed: 1 }, () => false);
      figure({
        issue: 24,
        what: `findings about the correct server ${id}`,
        expected: '0',
        seen: String(findings.length),
        ok: findings.length === 0,
      });
      expect(
        findings.map(({ check, operationId, message }) => `${check} ${operationId}: ${message}`),
      ).toEqual([]);
    },
    120_000,
  );
});

describe('faults', () => {
  it.each(faults)(
    '$example: $fault is found by $check',
    async ({ example, fault, check, plan }) => {
      const found = examples.find(({ name }) => name === example);
      if (found === undefined) throw new Error(`unknown example ${example}`);
      const server = await serverOf(found);
      const plans = planCases(server.subject.contract, { seed: 1, receivesCallbacks: true });
      const own = sequencesOf(plans, new RegExp(`/${plan}$`));
      expect(own.length).toBeGreaterThan(0);
      const { findings } = await runAgainst(
        server,
        own,
        { fault, seed: 1 },
        (found) => found.check === check,
      );
      expect(findings.map((finding) => finding.check)).toContain(check);
    },
    60_000,
  );
});
