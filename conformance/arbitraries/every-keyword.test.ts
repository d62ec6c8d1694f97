import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../generator/json/pointer.ts';
import type { JsonSchema, Pointer } from '../../generator/json/types.ts';
import { compile } from '../../generator/schema/compile.ts';
import { assertionKeywords } from '../../generator/schema/keywords.ts';
import { keywordCases } from '../../generator/testing/keyword-cases.ts';
import { at, documentOf, enginesOf } from './engines.test-support.ts';
import { arbitrary, mutateAt, mutationSites } from './index.ts';

describe.each(Object.entries(keywordCases))('%s', (keyword, { schema, valid, invalid }) => {
  const dialect = '3.1';
  const { [keyword]: _, ...without } = schema;
  const document = documentOf({
    dialect,
    schema,
    components: {
      Text: { type: 'string' },
      Without: without,
      Not: { not: schema },
      Twice: { allOf: [{ $ref: at }, schema, { title: 'T' }] },
    },
  });
  const place = (name: string): Pointer => `#/components/schemas/${name}`;

  it('is ignored by no engine that judges', async () => {
    const engines = await enginesOf(document, dialect);
    for (const [name, accepts] of Object.entries(engines)) {
      // Formats are up to each party, so containment leaves them aside; Ajv cannot compile a dynamic reference to itself.
      if (name.startsWith('containment') && keyword === 'format') continue;
      if (name === 'ajv' && keyword === '$dynamicRef') continue;
      expect([name, accepts(valid), accepts(invalid)]).toEqual([name, true, false]);
    }
    expect(compile(document, dialect, place('Without')).accepts(invalid)).toBe(true);
    for (const [name, wanted] of [
      ['Twice', [true, false]],
      ['Not', [false, true]],
    ] as const) {
      const { accepts } = compile(document, dialect, place(name));
      expect([name, accepts(valid), accepts(invalid)]).toEqual([name, ...wanted]);
    }
  });

  it('is broken by a mutant', () => {
    const places = mutationSites(schema, { document, pointer: at, dialect })
      .filter((site) => mutateAt(site) !== undefined)
      .map(({ keywordLocation }) => keywordLocation);
    // What a reference leads to is broken there, and a condition by what it requires.
    const others = { $ref: place('Text'), $dynamicRef: place('Text'), if: `${at}/then` };
    const wanted = Object.hasOwn(others, keyword) ? others[keyword as 'if'] : `${at}/${keyword}`;
    expect(places.filter((each) => `${each}/`.startsWith(`${wanted}/`))).not.toEqual([]);
  });

  it.runIf(assertionKeywords.includes(keyword))('is reported by its name and in words of its own', () => {
    const [error] = compile(document, dialect, at).allErrors(invalid);
    expect(error?.keyword).toBe(keyword);
    expect(error?.message).not.toMatch(/^is not allowed here/);
  });

  it('is ignored by no sample, of the schema or of its negation', () => {
    for (const name of ['Subject', 'Not', 'Twice']) {
      const { accepts } = compile(document, dialect, place(name));
      const values = sample(
        arbitrary(valueAt(document, place(name)) as JsonSchema, { document, pointer: place(name) }),
        { numRuns: 60, seed: 3 },
      );
      expect(values.filter((value) => !accepts(value))).toEqual([]);
    }
  });
});
