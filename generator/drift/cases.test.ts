import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildContract } from '../contract/build-contract.ts';
import type { Contract, Dialect, JsonObject } from '../contract/model.ts';
import { isObject } from '../contract/pointer.ts';
import { createJudge } from '../judge/judge.ts';
import { type Change, overallVerdict } from './change.ts';
import { compareContracts } from './compare.ts';

interface Case {
  readonly id: string;
  readonly description: string;
  readonly setup?: readonly PatchStep[];
  readonly patch: readonly PatchStep[];
  readonly expected: {
    readonly verdict: string;
    readonly polarity: string;
    readonly severity: string;
  };
  readonly kind: 'schema' | 'structure';
  readonly contested: boolean;
}

interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'move';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

const folder = new URL('../../../shared/drift-cases/', import.meta.url);
const spec = new URL('../../spec/openapi.json', import.meta.url);

const tokens = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/** RFC 6902, as far as the cases use it. */
function apply(document: unknown, steps: readonly PatchStep[]): JsonObject {
  const root = structuredClone(document) as Record<string, unknown>;
  const holder = (
    path: string,
  ): { readonly parent: Record<string, unknown> | unknown[]; readonly key: string } => {
    const all = tokens(path);
    const key = all.pop() ?? '';
    const parent = all.reduce<unknown>((value, token) => (value as Record<string, unknown>)[token], root);
    return { parent: parent as Record<string, unknown>, key };
  };
  const remove = (path: string): unknown => {
    const { parent, key } = holder(path);
    if (Array.isArray(parent)) return parent.splice(Number(key), 1)[0];
    const value = parent[key];
    delete parent[key];
    return value;
  };
  const add = (path: string, value: unknown): void => {
    const { parent, key } = holder(path);
    if (Array.isArray(parent)) parent.splice(key === '-' ? parent.length : Number(key), 0, value);
    else parent[key] = structuredClone(value);
  };
  for (const { op, path, from, value } of steps) {
    if (op === 'remove') remove(path);
    else if (op === 'move') add(path, remove(from ?? ''));
    else if (op === 'add') add(path, value);
    else {
      const { parent, key } = holder(path);
      (parent as Record<string, unknown>)[key] = structuredClone(value);
    }
  }
  return root;
}

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: String(value['openapi']).slice(0, 3) as Dialect,
    origin: (pointer) => ({ file: 'openapi.json', pointer, position: () => undefined }),
  });

/** The polarity of what weighs most, wire before behaviour before words. */
function polarityOf(changes: readonly Change[]): string {
  const relevant = changes.filter(({ axis }) => axis !== 'source');
  const verdict = overallVerdict(changes);
  const heaviest = relevant.filter((change) => change.verdict === verdict);
  return heaviest.find(({ polarity }) => polarity !== 'none')?.polarity ?? 'none';
}

describe.skipIf(!existsSync(folder))('the cases of ../shared/drift-cases', () => {
  const document = JSON.parse(readFileSync(spec, 'utf8')) as JsonObject;
  const cases = existsSync(folder)
    ? readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Case)
    : [];
  it.each(cases.filter(({ contested }) => !contested).map((each) => [each.id, each] as const))(
    '%s',
    (_, each) => {
      const base = apply(document, each.setup ?? []);
      const head = apply(base, each.patch);
      const judges = { base: createJudge(base, '3.1'), head: createJudge(head, '3.1') };
      const accepts = (side: 'base' | 'head', pointer: string, value: unknown): boolean =>
        judges[side].accepts(pointer, value);
      const changes = compareContracts(contractOf(base), contractOf(head), { accepts });
      const { verdict, polarity } = each.expected;
      const summary = changes.map(
        ({ code, verdict: own, polarity: way, message }) => `${own} ${way} ${code}: ${message}`,
      );
      expect({ verdict: overallVerdict(changes), polarity: polarityOf(changes), summary }).toEqual({
        verdict,
        polarity,
        summary,
      });
      if (each.kind !== 'schema' || verdict !== 'breaking') return;
      const broken = changes.filter((change) => change.verdict === 'breaking' && change.axis === 'wire');
      expect(broken.every(({ witness }) => isObject(witness) && witness.confirmed === true)).toBe(true);
    },
  );
});
