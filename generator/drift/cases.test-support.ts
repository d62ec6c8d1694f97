import { readFileSync } from 'node:fs';
import { instanceTokensOf } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';

/** One change to the document of spec/, and the verdict that is right. */
export interface DriftCase {
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

/** One step of a JSON Patch. */
export interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'move';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** The cases of spec/drift-cases.jsonl. */
export const driftCases: readonly DriftCase[] = readFileSync(
  new URL('../../spec/drift-cases.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as DriftCase);

/** RFC 6902, as far as the cases use it. */
export function applyPatch(document: unknown, steps: readonly PatchStep[]): JsonObject {
  const root = structuredClone(document) as Record<string, unknown>;
  const holder = (
    path: string,
  ): { readonly parent: Record<string, unknown> | unknown[]; readonly key: string } => {
    const all = [...instanceTokensOf(path)];
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
