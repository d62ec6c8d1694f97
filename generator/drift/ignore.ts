import { checkAccepted, isExpired, isOfRun } from '../contract/accepted.ts';
import { type Diagnostic, DiagnosticError } from '../contract/diagnostics.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { SourceFile } from '../load/source.ts';
import type { Change } from './change.ts';
import { groupsOf } from './one-line.ts';
import { type DriftPolicy, type IgnoreEntry, policyMembers } from './policy.ts';

const severities: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'off']);

/**
 * Reads a policy, from a file or the configuration. Throws a DiagnosticError with all that is wrong. Entries of `ignore` that name
 * a finding of a run are conform's, and left out.
 */
export function readPolicyFile(
  file: string,
  value: unknown,
  position: SourceFile['position'] = () => undefined,
): DriftPolicy {
  const wrong: Diagnostic[] = [];
  const problem = (pointer: Pointer, message: string, hint = entryHint): void => {
    wrong.push({
      severity: 'error',
      code: 'bad-drift-policy',
      file,
      pointer,
      ...position(pointer),
      message,
      hint,
    });
  };
  if (!isObject(value)) problem('#', 'expected an object');
  const policy = isObject(value) ? value : {};
  for (const key of Object.keys(policy))
    if (!policyMembers.has(key))
      problem(child('#', key), `unknown member \`${key}\``, `Expected ${[...policyMembers].join(', ')}.`);
  const { ignore, severity, sunset, noticeDays, unstable } = policy;
  if (ignore !== undefined && !Array.isArray(ignore)) problem('#/ignore', 'expected a list');
  const entries: readonly unknown[] = Array.isArray(ignore) ? ignore : [];
  for (const [index, entry] of entries.entries())
    if (!isOfRun(entry)) checkAccepted(entry, `#/ignore/${index}`, ['code', 'pointer', 'operation'], problem);
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
  const own = entries.filter((entry) => !isOfRun(entry));
  return { ...policy, ...(ignore === undefined ? {} : { ignore: own }) } as DriftPolicy;
}

const entryHint = 'An entry is { code, reason } and may have pointer, operation and expires (YYYY-MM-DD).';

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
    if (isExpired(entry, today)) {
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
