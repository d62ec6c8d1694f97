import type { Options, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import type { Dialect, View } from '../contract/model.ts';
import { valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { adaptedDocument } from './adapt.ts';

/** What an engine found wrong; only its presence is compared, never its place. */
export interface JudgeError {
  readonly instanceLocation: Pointer;
  readonly keyword: string;
  readonly message: string;
}

/** An independent reading of the schemas of one document. `pointer` names any schema of it, e.g. `#/components/schemas/X`. */
export interface Judge {
  readonly name: string;
  /** Throws when the engine cannot compile the schema: then it has no verdict, which is not "invalid". */
  accepts(pointer: Pointer, value: unknown): boolean;
  errors(pointer: Pointer, value: unknown): readonly JudgeError[];
}

const base = 'https://plumbline.invalid/document';

/**
 * Plain Ajv over the raw schemas of the document: no coercion, no defaults, nothing removed, `discriminator` without
 * effect. 3.0 documents are judged by draft 04 and an adapter for `nullable`; `view` drops from `required` what does not
 * travel that way.
 */
export function createJudge(document: JsonObject, dialect: Dialect, view?: View): Judge {
  const { document: copy, prepare } = adaptedDocument(document, dialect, view);
  const options: Options = {
    strict: false,
    allErrors: true,
    ownProperties: true,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    code: { regExp: Object.assign(pattern, { code: 'pattern' }) },
  };
  const ajv =
    dialect === '3.0'
      ? new draft04.default({ ...options, ignoreKeywordsWithRef: true } as Options)
      : new Ajv2020(options);
  formats.default(ajv);
  // Names that Ajv alone gives a meaning: nothing that a document may rest on.
  for (const name of ['url', 'iso-time', 'iso-date-time']) ajv.addFormat(name, true);
  let added = false;
  const compiled = new Map<Pointer, ValidateFunction>();
  const compile = (pointer: Pointer): ValidateFunction => {
    const known = compiled.get(pointer);
    if (known !== undefined) return known;
    if (valueAt(document, pointer) === undefined) throw new Error(`the value at ${pointer} is not a schema`);
    prepare(pointer);
    if (!added) ajv.addSchema(copy, base);
    added = true;
    const validate = ajv.compile({ $ref: base + pointer });
    compiled.set(pointer, validate);
    return validate;
  };
  return {
    name: 'ajv',
    accepts: (pointer, value) => compile(pointer)(value),
    errors(pointer, value) {
      const validate = compile(pointer);
      if (validate(value)) return [];
      return (validate.errors ?? []).map(({ instancePath, keyword, message = 'is not valid' }) => ({
        instanceLocation: `#${instancePath}`,
        keyword,
        message,
      }));
    },
  };
}

/** Patterns are Unicode where that compiles; else as ECMAScript without the flag reads them. */
function pattern(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    return new RegExp(source);
  }
}
