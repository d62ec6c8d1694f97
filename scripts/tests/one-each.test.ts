import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../run/package-info.ts';

/** An idea that is written once, the text that gives a copy away, and who else may have that text, for which reason. */
interface Idea {
  readonly what: string;
  readonly file: string;
  readonly sign: RegExp;
  readonly others: { readonly [file: string]: string };
}

const printed = 'printed into packages, held equal by printed.test.ts';
const standsAlone = 'part of a generated package, which imports nothing of this repository';
const judging = 'the judge shares no code with what it judges';
const writes = 'writes the keyword and concludes nothing from it';

const ideas: readonly Idea[] = [
  {
    what: 'equality of JSON values',
    file: 'generator/json/equal-json.ts',
    sign: /(function|const) (equalJson|jsonEquals?|sameJson|deepEquals?|isEqual)\b|isDeepStrictEqual|JSON\.stringify\([^()]*\) [!=]== JSON\.stringify/,
    others: {},
  },
  {
    what: 'isObject',
    file: 'generator/json/guards.ts',
    sign: /=== 'object' && (\w+ !== null && !Array\.isArray|!Array\.isArray\(\w+\) && \w+ !== null)/,
    others: {
      'generator/schema/code/runtime/tests.ts': printed,
      'spec/sdk/mfjs/mfjs-error.ts': standsAlone,
      'templates/runtime/fold.ts': standsAlone,
    },
  },
  {
    what: 'multipleOf in decimal',
    file: 'generator/json/multiple-of.ts',
    sign: /toExponential|10n \*\*/,
    others: { 'generator/schema/code/runtime/tests.ts': printed },
  },
  {
    what: 'the compilation of a `pattern`',
    file: 'generator/json/pattern.ts',
    sign: /new RegExp\((source\b|pattern, '|\$\{quoted)/,
    others: {
      'generator/judge/judge.ts': judging,
      'generator/lint/rules/bad-pattern.ts': 'reports what the engine finds wrong with a pattern',
      'generator/schema/code/emit-scalar.ts': 'prints the compilation',
    },
  },
  {
    what: 'the translation of dialects (`nullable`)',
    file: 'generator/schema/dialect.ts',
    sign: /\bnullable\b[^\n]*=== true|\{[^}\n]*\bnullable\b[^}\n]*\} = /,
    others: {
      'generator/build/build-type.ts': 'decides how null is printed where 3.0 has no type',
      'generator/drift/one-line.ts': 'describes a schema as it is written',
      'generator/emit/types-document.ts': 'translates for openapi-typescript, an independent reading',
      'generator/judge/adapt.ts': judging,
      'generator/lint/contradiction.ts': 'judges what is written, before any translation',
      'generator/lint/rules/schema-meaning.ts': 'judges what is written, before any translation',
      'generator/drift/refusals.ts': 'names the written keyword that rejects null',
    },
  },
  {
    what: 'the resolution of references to anchors',
    file: 'generator/schema/references.ts',
    sign: /\[?'\$(dynamicA|a)nchor'|\$anchor,/,
    others: {
      'generator/load/bundle.ts': 'moves schemas of several files into one document',
      'generator/load/files.ts': 'finds the file that a reference across files leads to',
      'generator/schema/normalize.ts': writes,
    },
  },
  {
    what: 'the reading of `allOf` as a conjunction',
    file: 'generator/schema/conjuncts.ts',
    sign: /\['allOf'\]|\{[^}\n:]*\ballOf\b[^}\n:]*\} = |\(\{ allOf \}/,
    others: {
      'generator/containment/overlap.ts': 'looks whether the keyword is there',
      'generator/drift/subtypes.ts': 'looks for a direct parent, which a reference may only name',
      'generator/judge/adapt.ts': judging,
      'generator/judge/second.ts': judging,
      'generator/lint/rules/discriminator-property.ts': 'looks whether the keyword is there',
      'generator/load/bundle.ts': writes,
      'generator/load/official-validators.ts': 'rewrites the official schemas, which are draft-04',
      'generator/schema/interpret-keywords.ts': 'the visitor of the interpreter, one keyword at a time',
      'generator/schema/merge.ts': 'merges the branches, with the origin of each',
      'generator/schema/normalize.ts': 'merges the branches, with the origin of each',
      'generator/values/negate.ts': 'the visitor of negation, one keyword at a time',
    },
  },
  {
    what: 'an interpreter of schemas',
    file: 'generator/schema/interpret-keywords.ts',
    sign: /SchemaVisitor<boolean/,
    others: {},
  },
];

const isProduct = (file: string): boolean =>
  file.endsWith('.ts') && !/\.test|test-support|\/(testing|tests|tools|fixtures)\//.test(file);

const texts = new Map(
  ['generator', 'conformance', 'scripts', 'spec', 'templates'].flatMap((room) =>
    readdirSync(join(packageRoot, room), { recursive: true, encoding: 'utf8' })
      .map((name) => `${room}/${name.replaceAll('\\', '/')}`)
      .filter(isProduct)
      .map((file) => [file, readFileSync(join(packageRoot, file), 'utf8')] as const),
  ),
);

describe('is written in one place', () => {
  it.each(ideas)('$what: $file', ({ file, sign, others }) => {
    const found = [...texts].filter(([, text]) => sign.test(text)).map(([name]) => name);
    expect(found.sort()).toEqual([file, ...Object.keys(others)].sort());
  });

  it.each([
    { what: 'equality of JSON values', copy: 'const deepEqual = (a: unknown, b: unknown) => a === b;' },
    { what: 'isObject', copy: "typeof x === 'object' && x !== null && !Array.isArray(x)" },
    { what: 'the compilation of a `pattern`', copy: "new RegExp(pattern, 'u')" },
    { what: 'the reading of `allOf` as a conjunction', copy: "const parts = schema['allOf'];" },
    { what: 'the translation of dialects (`nullable`)', copy: "if (schema['nullable'] === true)" },
  ])('and a copy of $what is found', ({ what, copy }) => {
    expect(ideas.find((idea) => idea.what === what)?.sign.test(copy)).toBe(true);
  });
});
