import { readFileSync } from 'node:fs';
import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import { arbitrary, boundary, mutateAt, mutationSites } from '../arbitraries/index.ts';
import { coverageOf, createLedger } from './ledger.ts';

const document = JSON.parse(
  readFileSync(new URL('../../spec/openapi.json', import.meta.url), 'utf8'),
) as JsonObject;
const chat = '#/paths/~1v1~1chat~1completions/post/requestBody/content/application~1json/schema';
const schemaAt = (pointer: string): JsonSchema => valueAt(document, pointer) as JsonSchema;

const small: JsonSchema = {
  type: 'object',
  required: ['kind'],
  properties: {
    kind: { enum: ['a', 'b'] },
    sizes: { type: 'array', items: { type: 'integer', minimum: 0 } },
    either: {
      oneOf: [
        { type: 'string', minLength: 1 },
        { type: 'object', additionalProperties: { maxLength: 3, type: 'string' } },
      ],
    },
  },
};

describe('valid hits', () => {
  it.each([
    { value: { kind: 'a' }, places: ['', '/kind'] },
    { value: { kind: 'a', sizes: [] }, places: ['', '/kind', '/sizes'] },
    { value: { kind: 'a', sizes: [1, 2, 3] }, places: ['', '/kind', '/sizes', '/sizes/0'] },
    { value: { kind: 'b', either: 'x' }, places: ['', '/kind', '/either'] },
    { value: { kind: 'b', either: { free: 'y' } }, places: ['', '/kind', '/either', '/either/x'] },
  ])('of $value are at $places', ({ value, places }) => {
    const ledger = createLedger(small);
    ledger.valid(value);
    const hit = new Set(ledger.rows().flatMap((row) => (row.valid > 0 ? [row.pointer] : [])));
    expect([...hit].sort()).toEqual([...places].sort());
    expect(ledger.rows().every(({ valid }) => valid <= 1)).toBe(true);
  });

  it('distinguish the branches of a union', () => {
    const ledger = createLedger(small);
    ledger.valid({ kind: 'a', either: { free: 'y' } });
    const row = ledger.rows().find(({ keyword }) => keyword === 'minLength');
    expect(row).toMatchObject({ pointer: '/either', valid: 0 });
  });
});

describe("over the user's chat request", () => {
  it('boundary values and a few sampled ones hit every row valid, one walk over the sites every row invalid', () => {
    const options = { document, pointer: chat };
    const ledger = createLedger(schemaAt(chat), options);
    expect(coverageOf(ledger.rows())).toMatchObject({ valid: 0, invalid: 0, both: 0 });
    for (const { value } of boundary(schemaAt(chat), options)) ledger.valid(value);
    for (const value of sample(arbitrary(schemaAt(chat), options), { numRuns: 500, seed: 1 }))
      ledger.valid(value);
    // The mutants themselves are tested elsewhere; here one column is made, the rest is taken as made.
    for (const site of mutationSites(schemaAt(chat), options)) {
      const made = site.discriminatorValue === 'kimi-k2.6' ? mutateAt(site) : site;
      if (made !== undefined) ledger.invalid(made);
    }
    const coverage = coverageOf(ledger.rows());
    expect(coverage.rows).toBeGreaterThan(1_000);
    expect(
      coverage.valid,
      JSON.stringify(
        ledger
          .rows()
          .filter(({ valid }) => valid === 0)
          .slice(0, 5),
      ),
    ).toBe(1);
    expect(coverage.invalid).toBe(1);
  });

  it('counts by discriminator value', () => {
    const ledger = createLedger(schemaAt(chat), { document, pointer: chat });
    ledger.valid({ model: 'kimi-k2.5', messages: [] });
    expect(new Set(ledger.rows().flatMap((row) => (row.valid > 0 ? [row.discriminatorValue] : [])))).toEqual(
      new Set(['kimi-k2.5']),
    );
  });
});
