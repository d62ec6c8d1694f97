import { expect, it } from 'vitest';
import type { Finding } from '../model.ts';
import { applyBaseline } from './baseline.ts';

const finding = (fingerprint: string): Finding => ({ fingerprint }) as Finding;
const entry = (fingerprint: string, expires?: string) => ({
  fingerprint,
  reason: 'ticket 12',
  ...(expires === undefined ? {} : { expires }),
});

it.each<readonly [string, ReturnType<typeof entry>[], string[], string | undefined, readonly string[][]]>([
  ['a known finding is not reported as new', [entry('a')], ['a', 'b'], undefined, [['b'], ['a'], [], []]],
  ['an entry is valid on its last day', [entry('a', '2026-11-23')], ['a'], undefined, [[], ['a'], [], []]],
  [
    'after its last day the finding is new',
    [entry('a', '2026-11-22')],
    ['a'],
    undefined,
    [['a'], [], [], ['a']],
  ],
  ['an entry without its finding is reported', [entry('a')], [], undefined, [[], [], ['a'], []]],
  ['but not after a run that ended early', [entry('a')], [], 'interrupted', [[], [], [], []]],
])('%s', (_, entries, found, aborted, [news, known, passed, expired]) => {
  const result = applyBaseline(
    entries,
    found.map(finding),
    '2026-11-23',
    aborted === undefined ? {} : { aborted },
  );
  const ids = (list: readonly { readonly fingerprint: string }[]) => list.map((each) => each.fingerprint);
  expect([ids(result.news), ids(result.known), ids(result.passed), ids(result.expired)]).toEqual([
    news,
    known,
    passed,
    expired,
  ]);
});
