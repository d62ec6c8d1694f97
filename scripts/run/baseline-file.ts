import type { KnownFailing } from '../../conformance/engine/baseline.ts';
import { type Diagnostic, DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { readSource } from '../../generator/load/named.ts';

const members = new Set(['fingerprint', 'reason', 'expires']);

/** Reads `{ known-failing: [...] }`, YAML or JSON; throws a DiagnosticError with every mistake and its place. */
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
  const list = source.value['known-failing'];
  if (!Array.isArray(list)) problem('#', 'expected a list `known-failing`');
  for (const [index, entry] of (Array.isArray(list) ? list : []).entries()) {
    const place = `#/known-failing/${index}`;
    if (!isObject(entry)) {
      problem(place, 'expected an object');
      continue;
    }
    for (const key of Object.keys(entry))
      if (!members.has(key)) problem(`${place}/${key}`, `unknown member \`${key}\``);
    for (const key of ['fingerprint', 'reason'])
      if (typeof entry[key] !== 'string' || entry[key] === '')
        problem(place, `an entry needs \`${key}\`, a text`);
    const { expires } = entry;
    if (expires !== undefined && !(typeof expires === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(expires)))
      problem(`${place}/expires`, 'expected a date, YYYY-MM-DD');
  }
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return list as readonly KnownFailing[];
}
