import { beforeAll, describe, expect, it } from 'vitest';
import { recordShopDocument, recordShopServer } from './record-shop.ts';
import { type LoadedApi, loadApi, runInProcess } from './testing/in-process-run.ts';
import { sequencesOf } from './testing/sequences.ts';

/** Parts of items, bounds, searches, times, conditions: each fault is found by its own check alone. */

let api: LoadedApi;
beforeAll(async () => {
  api = await loadApi(recordShopDocument);
});

/** The API with some of its sequences only. */
const only = (sequences: RegExp): LoadedApi => ({ ...api, plans: sequencesOf(api.plans, sequences) });

describe('A correct server has no finding', () => {
  it('plain: every operation is exercised', async () => {
    const { findings, exercise } = await runInProcess(api, recordShopServer('plain'));
    expect(findings).toEqual([]);
    expect([...exercise.operations].filter(([, { accepted }]) => accepted === 0)).toEqual([]);
  }, 60_000);

  it.each([
    { as: 'finds-nearest', why: 'a search always finds one item', sequences: /filters$/ },
    { as: 'encodes-anew', why: 'pictures are kept in another encoding', sequences: /part$/ },
    { as: 'whole-seconds', why: 'times have no fractions', sequences: /lifecycle$/ },
    { as: 'location-of-page', why: 'Location names a page for people', sequences: /lifecycle$/ },
  ])(
    '$as: $why',
    async ({ as, sequences }) => {
      const { findings, exchanges } = await runInProcess(only(sequences), recordShopServer(as));
      expect(findings).toEqual([]);
      expect(exchanges.length).toBeGreaterThan(5);
    },
    60_000,
  );
});

describe('A fault is found', () => {
  it.each([
    { as: 'search-ignored', sequences: /filters$/, finding: 'filter-conformance listSingers: q=' },
    { as: 'from-ignored', sequences: /filters$/, finding: 'filter-conformance listRecords: yearFrom=' },
    { as: 'to-excluded', sequences: /filters$/, finding: 'filter-conformance listRecords: yearTo=' },
    {
      as: 'location-wrong',
      sequences: /lifecycle$/,
      finding: 'created-is-readable addSinger: Location names',
    },
    { as: 'created-moves', sequences: /lifecycle$/, finding: 'update-keeps-the-rest getSinger: createdAt' },
    { as: 'updated-stays', sequences: /lifecycle$/, finding: 'update-keeps-the-rest getSinger: updatedAt' },
    { as: 'used-deleted', sequences: /in-use$/, finding: 'in-use-is-refused removeSinger: 204 although' },
    { as: 'always-304', sequences: /conditional$/, finding: 'etag-conformance getRecord: 304 although' },
    { as: 'rating-lost', sequences: /changes$/, finding: 'part-is-stored getRecord: rating reads null' },
    { as: 'cover-cut', sequences: /part$/, finding: 'part-is-stored getCover: reads' },
    { as: 'cover-kept', sequences: /part$/, finding: 'part-is-stored getCover: still reads' },
    { as: 'cover-stays', sequences: /part$/, finding: 'use-after-delete getCover: still exists' },
  ])(
    '$as',
    async ({ as, sequences, finding }) => {
      const { findings } = await runInProcess(only(sequences), recordShopServer(as));
      expect(findings.filter((each) => each.startsWith(finding))).not.toEqual([]);
      expect(new Set(findings.map((each) => each.split(' ')[0]))).toEqual(new Set([finding.split(' ')[0]]));
    },
    60_000,
  );
});
