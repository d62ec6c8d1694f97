import fc, { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Dialect } from '../../generator/contract/model.ts';
import { valueAt } from '../../generator/json/pointer.ts';
import { type TypeName, typeOf } from '../../generator/json/type-of.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../generator/json/types.ts';
import { compile } from '../../generator/schema/compile.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { createReader } from '../../generator/schema/reader.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { randomDocument, randomDocument30, randomValue } from '../fuzz/random-schemas.ts';
import { contains } from './engines.test-support.ts';
import { arbitrary } from './index.ts';
import { saysTypes } from './says-types.test-support.ts';

describe('random schemas', () => {
  it.each([
    { dialect: '3.1', documents: randomDocument, runs: isFull ? 1500 : 140 },
    { dialect: '3.0', documents: randomDocument30, runs: isFull ? 500 : 80 },
  ] as const)('are read alike in $dialect', { timeout: 1_800_000 }, ({ dialect, documents, runs }) => {
    const pointer = '#/components/schemas/A';
    const seen = { values: 0, contained: 0, unknown: 0, samples: 0, kinds: 0, givenUp: 0 };
    fc.assert(
      fc.property(documents, fc.array(randomValue, { minLength: 10, maxLength: 10 }), (document, values) => {
        const schema = valueAt(document, pointer) as JsonSchema;
        const validator = compile(document, dialect, pointer);
        const reader = createReader(document, { dialect });
        const sampled = samplesOf(schema, document, dialect, pointer);
        for (const value of [...values, ...sampled]) {
          const want = validator.accepts(value);
          seen.values++;
          expect([value, isValid(reader, { schema, at: pointer }, value)]).toEqual([value, want]);
        }
        for (const value of values) {
          const verdict = contains(document, dialect, value, pointer);
          if (verdict === undefined) seen.unknown++;
          else {
            seen.contained++;
            expect([value, verdict]).toEqual([value, validator.accepts(value)]);
          }
        }
        expect(sampled.filter((value) => !validator.accepts(value))).toEqual([]);
        seen.samples += sampled.length;
        if (!saysTypes(document, dialect, schema)) return;
        const kinds = new Set(sampled.map(typeOf));
        const wanted = new Set(values.filter((value) => validator.accepts(value)).map(typeOf));
        const isMissing = (kind: TypeName): boolean => !kinds.has(kind);
        // One of many branches is met in more samples.
        if ([...wanted].some(isMissing) && sampled.length > 0)
          for (const value of samplesOf(schema, document, dialect, pointer, 300)) kinds.add(typeOf(value));
        // An entangled schema may be given up, which is said with a diagnostic.
        if (sampled.length === 0 && wanted.size > 0) {
          seen.givenUp++;
          return;
        }
        seen.kinds += wanted.size;
        expect([...wanted].filter(isMissing)).toEqual([]);
      }),
      { numRuns: runs, seed: 21 },
    );
    figure({
      issue: 18,
      what: `random schemas of ${dialect}: emitted code, interpreter, samples and containment`,
      expected: '0 disagreements',
      seen: `0 in ${seen.values} values of ${runs} schemas; containment decides ${seen.contained}, leaves ${seen.unknown}; ${seen.kinds} kinds sampled, ${seen.givenUp} schemas given up`,
      ok: true,
    });
    expect(seen.contained).toBeGreaterThan(99 * seen.unknown);
    expect(seen.samples).toBeGreaterThan(runs);
    expect(seen.givenUp).toBeLessThanOrEqual(Math.max(2, runs / 50));
    expect(seen.kinds).toBeGreaterThan(runs / 10);
  });
});

/** Samples of a schema; none where it is found to have no value. */
function samplesOf(
  schema: JsonSchema,
  document: JsonObject,
  dialect: Dialect,
  pointer: Pointer,
  numRuns = 30,
): readonly unknown[] {
  try {
    return sample(arbitrary(schema, { document, pointer, dialect }), { numRuns, seed: 5 });
  } catch (cause) {
    if (cause instanceof DiagnosticError) return [];
    throw cause;
  }
}
