import type { KnownFailing } from '../../conformance/engine/baseline.ts';
import { checkAccepted, isOfRun } from '../../generator/contract/accepted.ts';
import { type Diagnostic, DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { readSource } from '../../generator/load/named.ts';

/**
 * Reads `{ known-failing: [...] }`, YAML or JSON, or the entries of a list `ignore` that name a fingerprint, beside those of drift.
 * Throws a DiagnosticError with every mistake and its place.
 */
export async function readBaseline(file: string): Promise<readonly KnownFailing[]> {
  const source = await readSource(file);
  const wrong: Diagnostic[] = [];
  const problem = (pointer: string, message: string): void => {
    wrong.push({
      severity: 'error',
      code: 'bad-baseline',
      file,
      pointer,
      ...source.position(pointer),
      message,
      hint: 'An entry is { fingerprint, reason } as a finding shows it, and may have expires (YYYY-MM-DD).',
    });
  };
  const { 'known-failing': own, ignore } = source.value;
  if (!Array.isArray(own) && !Array.isArray(ignore)) problem('#', 'expected a list `known-failing`');
  const entries = [
    ...listOf(own).map((entry, index) => ({ entry, place: `#/known-failing/${index}` })),
    ...listOf(ignore)
      .map((entry, index) => ({ entry, place: `#/ignore/${index}` }))
      .filter(({ entry }) => isOfRun(entry)),
  ];
  for (const { entry, place } of entries) checkAccepted(entry, place, ['fingerprint'], problem);
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return entries.map(({ entry }) => entry as KnownFailing);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
