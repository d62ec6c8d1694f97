import { expect, it } from 'vitest';
import type { Finding } from '../model.ts';
import { applyBaseline } from './baseline.ts';

const finding = (fingerprint: string): Finding => ({ fingerprint }) as Finding;
const entry = (fingerprint: string, expires?: string) => ({
  fingerprint,
  reason: 'ticket 12',
  ...(expires === undefined ? {} : { expires }),
});

it.each([
  {
    what: 'a known finding is not reported as new',
    entries: [entry('a')],
    found: ['a', 'b'],
    want: { news: ['b'], known: ['a'] },
  },
  {
    what: 'an entry is valid on its last day',
    entries: [entry('a', '2026-11-23')],
    found: ['a'],
    want: { known: ['a'] },
  },
  {
    what: 'after its last day the finding is new',
    entries: [entry('a', '2026-11-22')],
    found: ['a'],
    want: { news: ['a'], expired: ['a'] },
  },
  {
    what: 'an entry without its finding is reported',
    entries: [entry('a')],
    found: [],
    want: { passed: ['a'] },
  },
  {
    what: 'but not after a run that ended early',
    entries: [entry('a')],
    found: [],
    aborted: 'interrupted',
    want: {},
  },
])('$what', ({ entries, found, aborted, want }) => {
  const result = applyBaseline(
    entries,
    found.map(finding),
    '2026-11-23',
    aborted === undefined ? {} : { aborted },
  );
  const ids = (list: readonly { readonly fingerprint: string }[]) => list.map((each) => each.fingerprint);
  expect({
    news: ids(result.news),
    known: ids(result.known),
    passed: ids(result.passed),
    expired: ids(result.expired),
  }).toEqual({ news: [], known: [], passed: [], expired: [], ...want });
});
