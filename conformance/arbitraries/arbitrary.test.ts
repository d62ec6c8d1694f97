import { readFileSync } from 'node:fs';
import { sample } from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { createSecondJudge } from '../../generator/judge/second.ts';
import { figure, isFull as full } from '../../generator/testing/figure.ts';
import { coveringRows } from './boundary.ts';
import { arbitrary, boundary, isFilePart, mutateAt, mutationSites } from './index.ts';

const document = JSON.parse(
  readFileSync(new URL('../../spec/openapi.json', import.meta.url), 'utf8'),
) as JsonObject;
const judge = createJudge(document, '3.1');
const second = createSecondJudge(document, '3.1');
const body = (path: string, type = 'application~1json'): string =>
  `#/paths/${path.replaceAll('/', '~1')}/post/requestBody/content/${type}/schema`;
const bodies = [
  body('/v1/chat/completions'),
  body('/v1/tokenizers/estimate-token-count'),
  body('/v1/batches'),
  body('/v1/files', 'multipart~1form-data'),
];
const names = Object.keys(valueAt(document, '#/components/schemas') as object);
const pointers = [...names.map((name) => `#/components/schemas/${name}`), ...bodies];
const schemaAt = (pointer: string): JsonSchema => valueAt(document, pointer) as JsonSchema;

describe("over the user's document", () => {
  let sampled = 0;
  let valid = 0;
  afterAll(() => {
    const what = `arbitraries: values of ${pointers.length} schemas and bodies that are valid for Ajv and schemasafe`;
    const expected = '10,000 each, 100 %';
    if (full) figure({ issue: 5, what, expected, seen: `${valid} of ${sampled}`, ok: valid === sampled });
  });

  it.each(pointers)('every value of %s is valid for two engines', (pointer) => {
    const values = sample(arbitrary(schemaAt(pointer), { document, pointer }), {
      numRuns: full ? 10_000 : 500,
      seed: 1,
    });
    sampled += values.length;
    valid += values.filter((value) => judge.accepts(pointer, value) && second.accepts(pointer, value)).length;
    expect(values.filter((value) => !judge.accepts(pointer, value))).toEqual([]);
    expect(values.filter((value) => !second.accepts(pointer, value))).toEqual([]);
    const leastDistinct = pointer.endsWith('EstimateTokenResponse') ? 30 : 50;
    expect(new Set(values.map((value) => JSON.stringify(value))).size).toBeGreaterThan(leastDistinct);
  });

  it.each(pointers)('every boundary value of %s is valid', (pointer) => {
    const values = boundary(schemaAt(pointer), { document, pointer });
    expect(values.length).toBeGreaterThan(3);
    expect(values.filter(({ value }) => !judge.accepts(pointer, value))).toEqual([]);
    expect(boundary(schemaAt(pointer), { document, pointer })).toEqual(values);
  });

  it('all values and edits are of the pinned discriminator value', () => {
    const [pointer = ''] = bodies;
    const options = { document, pointer, discriminatorValue: 'kimi-k2-turbo-preview' };
    const models = sample(arbitrary<{ model: string }>(schemaAt(pointer), options), 200).map(
      ({ model }) => model,
    );
    expect(new Set(models)).toEqual(new Set(['kimi-k2-turbo-preview']));
    expect(() => arbitrary(schemaAt(pointer), { ...options, discriminatorValue: 'gpt' })).toThrow();
  });

  it('same seed, same value', () => {
    const [pointer = ''] = bodies;
    const samples = (): string =>
      JSON.stringify(
        sample(arbitrary(schemaAt(pointer), { document: structuredClone(document), pointer }), {
          numRuns: 50,
          seed: 42,
        }),
      );
    expect(samples()).toBe(samples());
  });

  it('sizes grow: least has nothing optional, small is near 1 kB, medium and large are more', () => {
    const [pointer = ''] = bodies;
    const mean = (size: 'least' | 'small' | 'medium' | 'large'): number => {
      const values = sample(arbitrary(schemaAt(pointer), { document, pointer, size }), {
        numRuns: 200,
        seed: 4,
      });
      return values.reduce<number>((sum, value) => sum + JSON.stringify(value).length, 0) / values.length;
    };
    expect(mean('least')).toBeLessThan(80);
    expect(mean('small')).toBeGreaterThan(500);
    expect(mean('small')).toBeLessThan(2_000);
    expect(mean('medium')).toBeGreaterThan(mean('small') * 1.5);
    expect(mean('large')).toBeGreaterThan(mean('medium') * 1.5);
  });

  it('reads well on wish', () => {
    const pointer = '#/components/schemas/FileObject';
    const values = sample(
      arbitrary<{ filename: string; created_at: number }>(schemaAt(pointer), {
        document,
        pointer,
        realistic: true,
      }),
      { numRuns: 50, seed: 1 },
    );
    expect(values.every(({ filename }) => /^\w+-\w+\.\w+$/.test(filename))).toBe(true);
    expect(values.every(({ created_at }) => created_at > 1_600_000_000)).toBe(true);
    expect(values.every((value) => judge.accepts(pointer, value))).toBe(true);
  });

  it('gives files where a form wants them, also in twins', () => {
    const pointer = bodies[3] ?? '';
    const options = { document, pointer, files: true };
    const values = sample(arbitrary<{ file: unknown }>(schemaAt(pointer), options), 50);
    expect(values.every(({ file }) => isFilePart(file))).toBe(true);
    const made = mutationSites(schemaAt(pointer), options).map((site) => mutateAt(site));
    expect(
      made.every((mutant) => mutant !== undefined && isFilePart((mutant.twin as { file: unknown }).file)),
    ).toBe(true);
  });
});

describe('views', () => {
  const schema = {
    type: 'object',
    required: ['id', 'name', 'secret'],
    properties: {
      id: { type: 'string', readOnly: true },
      name: { type: 'string' },
      secret: { type: 'string', writeOnly: true },
    },
    additionalProperties: { type: 'integer' },
  };
  it.each([
    { view: 'request', hidden: 'id', shown: 'secret' },
    { view: 'response', hidden: 'secret', shown: 'id' },
  ] as const)('a $view lacks $hidden and has $shown', ({ view, hidden, shown }) => {
    const values = sample(arbitrary<Record<string, unknown>>(schema, { view }), 200);
    expect(values.some((value) => Object.hasOwn(value, hidden))).toBe(false);
    expect(values.every((value) => Object.hasOwn(value, shown))).toBe(true);
    const edited = mutationSites(schema, { view }).map((site) => mutateAt(site)?.value);
    expect(edited.some((value) => Object.hasOwn(Object(value), hidden))).toBe(false);
  });
});

describe('3.0', () => {
  it.each([
    {
      title: 'nullable',
      schema: { type: 'string', nullable: true, minLength: 2 },
      accepts: (value: unknown) => value === null || String(value).length > 1,
    },
    {
      title: 'exclusive bounds',
      schema: { type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 3 },
      accepts: (value: unknown) => value === 2 || value === 3,
    },
  ] as const)('$title', ({ schema, accepts }) => {
    const values = sample(arbitrary(schema, { dialect: '3.0' }), 100);
    expect(values.every(accepts)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(1);
  });
});

describe('covering rows', () => {
  it.each([1, 2, 3, 8, 9, 20])('of %i members show every pair in all four combinations', (count) => {
    const rows = coveringRows(count);
    for (let one = 0; one < count; one++) {
      for (let two = 0; two < one; two++) {
        const seen = new Set(rows.map((row) => `${row[one]} ${row[two]}`));
        expect(seen.size).toBe(4);
      }
    }
    expect(rows.length).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(Math.max(2, count))));
  });
});
