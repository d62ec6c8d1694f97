import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalJson } from '../../generator/json/equal-json.ts';
import { valueAt } from '../../generator/json/pointer.ts';
import { typeOf } from '../../generator/json/type-of.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { compile } from '../../generator/schema/compile.ts';
import { schemaIdioms } from '../../generator/testing/schema-idioms.ts';
import { at, documentOf, enginesOf, foreign } from './engines.test-support.ts';
import { arbitrary } from './index.ts';
import { errorsOf, namespaceOf } from './printed-types.test-support.ts';

describe.each(schemaIdioms)('$title ($dialect)', (idiom) => {
  const { dialect, valid, invalid } = idiom;
  const document = documentOf(idiom);
  const schema = valueAt(document, at) as JsonSchema;

  it('is read alike by every engine', async () => {
    const engines = await enginesOf(document, dialect);
    const rows = [
      ...valid.map((value) => [value, true] as const),
      ...invalid.map((value) => [value, false] as const),
    ];
    const wrong = rows.flatMap(([value, want]) =>
      Object.entries(engines).flatMap(([name, accepts]) => {
        const seen = accepts(value);
        const isForeign = foreign.includes(name);
        if (idiom.erring?.includes(name) === true || (isForeign && seen === undefined)) return [];
        return seen === want ? [] : [{ name, value, want, seen }];
      }),
    );
    expect(wrong).toEqual([]);
    // Two foreign engines at least are heard.
    const heard = foreign.filter(
      (name) => idiom.erring?.includes(name) !== true && engines[name]?.(valid[0]) !== undefined,
    );
    expect(heard.length).toBeGreaterThanOrEqual(2 - (idiom.erring?.length ?? 0));
  });

  it('is sampled with valid values, and with each kind of them', () => {
    const values = sample(arbitrary(schema, { document, pointer: at, dialect }), { numRuns: 200, seed: 7 });
    const { accepts } = compile(document, dialect, at);
    expect(values.filter((value) => !accepts(value))).toEqual([]);
    const kinds = (list: readonly unknown[]): ReadonlySet<string> => new Set(list.map(typeOf));
    const missing = [...kinds(valid)].filter((kind) => !kinds(values).has(kind));
    expect(missing).toEqual([]);
    // What is listed one by one occurs one by one.
    const listed = typeof schema === 'object' && Array.isArray(schema['enum']) ? valid : [];
    expect(listed.filter((value) => !values.some((each) => equalJson(each, value)))).toEqual([]);
  });
});

it('every idiom is printed as a type that its valid values have, and what is mistyped has not', () => {
  const parts = schemaIdioms.map((idiom, index) =>
    namespaceOf(`idiom${index}`, documentOf(idiom), idiom.dialect, at, idiom.valid, idiom.mistyped),
  );
  expect(errorsOf(parts)).toEqual([]);
});
