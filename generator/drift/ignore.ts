import { type Diagnostic, DiagnosticError } from '../contract/diagnostics.ts';
import { isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Change } from './change.ts';

/** A change that someone looked at and takes as it is. */
export interface IgnoreEntry {
  readonly code: string;
  /** The change's pointer, or one above it; any when absent. */
  readonly pointer?: Pointer;
  /** `METHOD /path`; any when absent. */
  readonly operation?: string;
  readonly reason: string;
  /** Last day on which the entry holds, `YYYY-MM-DD`; for ever when absent. */
  readonly expires?: string;
}

const members = new Set(['code', 'pointer', 'operation', 'reason', 'expires']);

/** Reads `{ ignore: [...] }`; every entry needs a code and a reason. Throws a DiagnosticError with all that is wrong. */
export function readIgnoreFile(file: string, value: unknown): readonly IgnoreEntry[] {
  const wrong: Diagnostic[] = [];
  const problem = (pointer: Pointer, message: string): void => {
    wrong.push({
      severity: 'error',
      code: 'bad-ignore-file',
      file,
      pointer,
      message,
      hint: 'An entry is { code, reason } and may have pointer, operation and expires (YYYY-MM-DD).',
    });
  };
  const list = isObject(value) ? value['ignore'] : undefined;
  if (!Array.isArray(list)) problem('#/ignore', 'expected a list `ignore`');
  const entries = (Array.isArray(list) ? list : []).flatMap(
    (entry: unknown, index): readonly IgnoreEntry[] => {
      const place = `#/ignore/${index}`;
      if (!isObject(entry)) {
        problem(place, 'expected an object');
        return [];
      }
      for (const key of Object.keys(entry))
        if (!members.has(key)) problem(`${place}/${key}`, `unknown member \`${key}\``);
      for (const key of ['code', 'reason']) {
        if (typeof entry[key] !== 'string' || entry[key] === '')
          problem(place, `an entry needs \`${key}\`, a text`);
      }
      const { expires } = entry;
      if (expires !== undefined && !(typeof expires === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(expires))) {
        problem(`${place}/expires`, 'expected a date, YYYY-MM-DD');
      }
      return [entry as unknown as IgnoreEntry];
    },
  );
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return entries;
}

/** Which changes are ignored on a day (`YYYY-MM-DD`), and a sentence for each entry that is expired or matches nothing. */
export function applyIgnores(
  changes: readonly Change[],
  entries: readonly IgnoreEntry[],
  today: string,
): { readonly ignored: ReadonlyMap<Change, IgnoreEntry>; readonly notes: readonly string[] } {
  const ignored = new Map<Change, IgnoreEntry>();
  const notes: string[] = [];
  for (const entry of entries) {
    const hits = changes.filter((change) => speaksOf(entry, change));
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
    [change.pointer, change.base, change.head].some(
      (place) => place === pointer || place?.startsWith(`${pointer}/`),
    )) &&
  (operation === undefined || change.operations.includes(operation));
