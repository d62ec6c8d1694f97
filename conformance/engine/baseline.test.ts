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
  ['a known finding is no news', [entry('a')], ['a', 'b'], undefined, [['b'], ['a'], [], []]],
  ['on its last day an entry holds', [entry('a', '2026-11-23')], ['a'], undefined, [[], ['a'], [], []]],
  ['past it the finding is news', [entry('a', '2026-11-22')], ['a'], undefined, [['a'], [], [], ['a']]],
  ['what passes is told', [entry('a')], [], undefined, [[], [], ['a'], []]],
  ['not of a run that was cut short', [entry('a')], [], 'interrupted', [[], [], [], []]],
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
