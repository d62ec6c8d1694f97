import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract, Dialect } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { createJudge } from '../judge/judge.ts';
import { applyPatch, driftCases } from './cases.test-support.ts';
import { type Change, overallVerdict } from './change.ts';
import { compareContracts } from './compare.ts';

const spec = new URL('../../spec/openapi.json', import.meta.url);

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: String(value['openapi']).slice(0, 3) as Dialect,
    origin: (pointer) => ({ file: 'openapi.json', pointer, position: () => undefined }),
  });

const severities = ['error', 'warning', 'info', 'none'] as const;

/** The severity of what weighs most. */
function severityOf(changes: readonly Change[]): string {
  const verdict = overallVerdict(changes);
  const heaviest = changes.filter((change) => change.verdict === verdict).map(({ severity }) => severity);
  return severities.find((severity) => heaviest.includes(severity)) ?? 'none';
}

/** The polarity of what weighs most, wire before behaviour before words. */
function polarityOf(changes: readonly Change[]): string {
  const relevant = changes.filter(({ axis }) => axis !== 'source');
  const verdict = overallVerdict(changes);
  const heaviest = relevant.filter((change) => change.verdict === verdict);
  return heaviest.find(({ polarity }) => polarity !== 'none')?.polarity ?? 'none';
}

describe('drift gives the verdict of each case of spec/drift-cases.jsonl', () => {
  const document = JSON.parse(readFileSync(spec, 'utf8')) as JsonObject;
  it.each(driftCases.filter(({ contested }) => !contested).map((each) => [each.id, each] as const))(
    '%s',
    (_, each) => {
      const base = applyPatch(document, each.setup ?? []);
      const head = applyPatch(base, each.patch);
      const judges = { base: createJudge(base, '3.1'), head: createJudge(head, '3.1') };
      const accepts = (side: 'base' | 'head', pointer: string, value: unknown): boolean =>
        judges[side].accepts(pointer, value);
      const changes = compareContracts(contractOf(base), contractOf(head), { accepts });
      const { verdict, polarity, severity } = each.expected;
      const summary = changes.map(
        ({ code, verdict: own, polarity: way, message }) => `${own} ${way} ${code}: ${message}`,
      );
      expect({
        verdict: overallVerdict(changes),
        polarity: polarityOf(changes),
        severity: severityOf(changes),
        summary,
      }).toEqual({ verdict, polarity, severity, summary });
      if (each.kind !== 'schema' || verdict !== 'breaking') return;
      const broken = changes.filter((change) => change.verdict === 'breaking' && change.axis === 'wire');
      expect(broken.every(({ witness }) => isObject(witness) && witness.confirmed === true)).toBe(true);
    },
  );
});
