import { type Diagnostic, DiagnosticError } from '../contract/diagnostics.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Change } from './change.ts';
import { groupsOf } from './one-line.ts';
import { type DriftPolicy, type IgnoreEntry, policyMembers } from './policy.ts';

const entryMembers = new Set(['code', 'pointer', 'operation', 'reason', 'expires']);
const severities: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'off']);

/** Reads a policy, from a file or the configuration. Throws a DiagnosticError with all that is wrong. */
export function readPolicyFile(file: string, value: unknown): DriftPolicy {
  const wrong: Diagnostic[] = [];
  const problem = (pointer: Pointer, message: string, hint = entryHint): void => {
    wrong.push({ severity: 'error', code: 'bad-drift-policy', file, pointer, message, hint });
  };
  if (!isObject(value)) problem('#', 'expected an object');
  const policy = isObject(value) ? value : {};
  for (const key of Object.keys(policy))
    if (!policyMembers.has(key))
      problem(child('#', key), `unknown member \`${key}\``, `Expected ${[...policyMembers].join(', ')}.`);
  const { ignore, severity, sunset, noticeDays, unstable } = policy;
  if (ignore !== undefined && !Array.isArray(ignore)) problem('#/ignore', 'expected a list');
  for (const [index, entry] of (Array.isArray(ignore) ? ignore : []).entries())
    checkEntry(entry, `#/ignore/${index}`, problem);
  if (severity !== undefined && !isObject(severity))
    problem('#/severity', 'expected change codes and severities');
  for (const [code, wanted] of Object.entries(isObject(severity) ? severity : {}))
    if (!severities.has(wanted))
      problem(
        child('#/severity', code),
        'expected error, warning, info or off',
        'For example "request-enum-*": warning.',
      );
  if (sunset !== undefined && sunset !== 'allowed' && sunset !== 'never')
    problem('#/sunset', 'expected allowed or never', 'allowed: a removal after its sunset is not breaking.');
  if (
    noticeDays !== undefined &&
    !(typeof noticeDays === 'number' && Number.isInteger(noticeDays) && noticeDays >= 0)
  )
    problem('#/noticeDays', 'expected a number of days', 'For example 180.');
  if (
    unstable !== undefined &&
    !(Array.isArray(unstable) && unstable.every((level) => typeof level === 'string'))
  )
    problem('#/unstable', 'expected a list of values of x-stability-level', 'For example [alpha, beta].');
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return policy as DriftPolicy;
}

const entryHint = 'An entry is { code, reason } and may have pointer, operation and expires (YYYY-MM-DD).';

function checkEntry(
  entry: unknown,
  place: Pointer,
  problem: (pointer: Pointer, message: string) => void,
): void {
  if (!isObject(entry)) {
    problem(place, 'expected an object');
    return;
  }
  for (const key of Object.keys(entry))
    if (!entryMembers.has(key)) problem(child(place, key), `unknown member \`${key}\``);
  for (const key of ['code', 'reason'])
    if (typeof entry[key] !== 'string' || entry[key] === '')
      problem(child(place, key), `an entry needs \`${key}\`, a text`);
  const { expires } = entry;
  if (expires !== undefined && !(typeof expires === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(expires)))
    problem(child(place, 'expires'), 'expected a date, YYYY-MM-DD');
}

/**
 * Which changes are ignored on a day (`YYYY-MM-DD`), and a sentence for each entry that is expired or matches
 * nothing.
 */
export function applyIgnores(
  changes: readonly Change[],
  entries: readonly IgnoreEntry[],
  today: string,
): { readonly ignored: ReadonlyMap<Change, IgnoreEntry>; readonly notes: readonly string[] } {
  const ignored = new Map<Change, IgnoreEntry>();
  const notes: string[] = [];
  // A finding stands for all that follows from its edit, and so does the entry that accepts it.
  const groups = groupsOf(changes);
  for (const entry of entries) {
    const hits = groups.flatMap((group) =>
      speaksOf(entry, group[0]) ? group : group.filter((change) => speaksOf(entry, change)),
    );
    const name = `the ignore entry for ${entry.code}${entry.pointer === undefined ? '' : ` at ${entry.pointer}`}`;
    if (entry.expires !== undefined && entry.expires < today) {
      notes.push(`${name} expired on ${entry.expires}${hits.length > 0 ? '; its change counts again' : ''}`);
      continue;
    }
    if (hits.length === 0) notes.push(`${name} matches nothing`);
    for (const change of hits) ignored.set(change, entry);
  }
  return { ignored, notes };
}

const speaksOf = ({ code, pointer, operation }: IgnoreEntry, change: Change): boolean =>
  code === change.code &&
  (pointer === undefined ||
    [change.pointer, change.base, change.head, change.edit?.base, change.edit?.head].some(
      (place) => place === pointer || place?.startsWith(`${pointer}/`),
    )) &&
  (operation === undefined || change.operations.includes(operation));
