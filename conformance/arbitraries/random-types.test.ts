import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../generator/json/guards.ts';
import { valueAt } from '../../generator/json/pointer.ts';
import { typeNames } from '../../generator/json/type-of.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import { compile } from '../../generator/schema/compile.ts';
import { keywordsOf } from '../../generator/schema/keywords.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { randomDocument, randomDocument30 } from '../fuzz/random-schemas.ts';
import { arbitrary } from './index.ts';
import { errorsOf, namespaceOf } from './printed-types.test-support.ts';
import { saysTypes } from './says-types.test-support.ts';

const pointer = '#/components/schemas/A';

describe('the printed type of a random schema', () => {
  it.each([
    { dialect: '3.1', documents: randomDocument, runs: isFull ? 2_000 : 90 },
    { dialect: '3.0', documents: randomDocument30, runs: isFull ? 2_000 : 40 },
  ] as const)(
    'has every valid value, in $dialect',
    { timeout: 1_800_000 },
    ({ dialect, documents, runs }) => {
      let typed = 0;
      const parts = sample(documents, { numRuns: runs, seed: 31 }).map((random, index) => {
        // Every object has a method of that name, as the compiler sees it.
        const document = asPrinted(
          JSON.parse(JSON.stringify(random).replaceAll('toString', 'other')),
        ) as JsonObject;
        const { accepts } = compile(document, dialect, pointer);
        const schema = valueAt(document, pointer) as JsonSchema;
        if (!saysTypes(document, dialect, schema)) return '';
        const valid = samplesOf(() =>
          sample(arbitrary(schema, { document, pointer, dialect }), { numRuns: 12, seed: 5 }),
        ).filter((value) => accepts(value));
        typed += valid.length;
        return namespaceOf(`random${index}`, document, dialect, pointer, valid);
      });
      expect(errorsOf(parts)).toEqual([]);
      expect(typed).toBeGreaterThan(runs * 3);
      figure({
        issue: 18,
        what: `random schemas of ${dialect}: valid values that the printed type has not`,
        expected: '0',
        seen: `0 of ${typed}, ${runs} schemas`,
        ok: true,
      });
    },
  );
});

/**
 * The document as printed types read it, in the two places where they say less than JSON Schema on purpose:
 * - keywords of one type without `type` imply the type, as authors mean them; the schema accepts other types too;
 * - members whose names match no pattern have the type of those that do, as an index signature has no pattern.
 */
function asPrinted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPrinted);
  if (!isObject(value)) return value;
  const members = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, asPrinted(member)]),
  );
  const implied = typeNames.filter((type) =>
    keywordsOf[type].some((keyword) => keyword !== 'format' && Object.hasOwn(value, keyword)),
  );
  const isSaid = ['type', 'enum', 'const'].some((keyword) => Object.hasOwn(value, keyword));
  const isPatterned =
    Object.hasOwn(value, 'patternProperties') && !Object.hasOwn(value, 'additionalProperties');
  return {
    ...members,
    ...(isSaid || implied.length === 0 ? {} : { type: implied }),
    ...(isPatterned ? { additionalProperties: false } : {}),
  };
}

/** None where a schema is found to have no value. */
function samplesOf(make: () => readonly unknown[]): readonly unknown[] {
  try {
    return make();
  } catch {
    return [];
  }
}
