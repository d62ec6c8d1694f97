import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { library, printShop } from '../../../conformance/examples/index.ts';
import { equalJson } from '../../../generator/json/equal-json.ts';
import { isObject } from '../../../generator/json/guards.ts';
import { valueAt } from '../../../generator/json/pointer.ts';
import { compileOfficial, officialSchemas } from '../../../generator/load/official-validators.ts';
import type { OfficialSchema } from '../../../generator/load/printed-validators.ts';
import { parseYaml } from '../../../generator/load/yaml.ts';
import { printOfficial } from './print-official.ts';

/** A printed module as Node runs it; it must need no other module. */
function loaded(code: string): ValidateFunction {
  const module = { exports: {} };
  new Function('module', 'exports', code)(module, module.exports);
  return module.exports as ValidateFunction;
}

const documents: readonly unknown[] = [library, printShop].map(({ document }) =>
  parseYaml(document, readFileSync(document, 'utf8')),
);

/** Their schemas, as parts of one. */
const schemas = documents.map((document) => ({ $defs: valueAt(document, '#/components/schemas') }));

/** What stands at a place of a document is replaced by this; `undefined` is deleted. */
const replacements: readonly unknown[] = [undefined, 42, 'text', null, [], {}, true];

/** The document with each member, one at a time, replaced by the next value of the list; every `step`-th of them. */
function* wrongDocuments(document: unknown, step: number): Generator<unknown> {
  let count = 0;
  const walk = function* (value: unknown): Generator<unknown> {
    if (!isObject(value) && !Array.isArray(value)) return;
    const members = value as Record<string, unknown>;
    for (const key of Object.keys(members)) {
      const before = members[key];
      if (count++ % step === 0) {
        const replacement = replacements[((count / step) % replacements.length) | 0];
        if (replacement === undefined) delete members[key];
        else members[key] = replacement;
        yield document;
        members[key] = before;
      }
      yield* walk(before);
    }
  };
  yield* walk(document);
}

describe('the printed validators of the official schemas', () => {
  it.each(officialSchemas)(
    '%s finds the same errors as the schema that it is printed from',
    (name: OfficialSchema) => {
      const { validate } = compileOfficial(name);
      const printed = loaded(printOfficial(name));
      let invalid = 0;
      for (const document of name === '2020-12' ? schemas : documents)
        for (const wrong of wrongDocuments(document, name === '2020-12' ? 5 : 29)) {
          const isValid = validate(wrong);
          if (!isValid) invalid++;
          expect(printed(wrong)).toBe(isValid);
          if (!equalJson(printed.errors ?? null, validate.errors ?? null))
            expect(printed.errors).toEqual(validate.errors);
        }
      expect(invalid).toBeGreaterThan(20);
    },
  );
});
