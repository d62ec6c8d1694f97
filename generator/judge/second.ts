import { type Schema, type Validate, validator } from '@exodus/schemasafe';
import type { Dialect, View } from '../contract/model.ts';
import { valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { adaptedDocument } from './adapt.ts';
import type { Judge } from './judge.ts';

const base = 'https://plumbline.invalid/document';

/** The second opinion: @exodus/schemasafe, which shares no code with Ajv. It throws where it refuses a schema. */
export function createSecondJudge(document: JsonObject, dialect: Dialect, view?: View): Judge {
  const { document: copy, prepare } = adaptedDocument(document, dialect, view, plainFormats);
  const compiled = new Map<Pointer, Validate>();
  const compile = (pointer: Pointer): Validate => {
    const known = compiled.get(pointer);
    if (known !== undefined) return known;
    if (valueAt(document, pointer) === undefined) throw new Error(`the value at ${pointer} is not a schema`);
    prepare(pointer);
    const made = validator({ $ref: base + pointer } as Schema, {
      mode: 'lax',
      includeErrors: true,
      allErrors: true,
      extraFormats: true,
      $schemaDefault:
        dialect === '3.0'
          ? 'http://json-schema.org/draft-04/schema#'
          : 'https://json-schema.org/draft/2020-12/schema',
      schemas: new Map([[base, copy as unknown as Schema]]),
    });
    compiled.set(pointer, made);
    return made;
  };
  return {
    name: 'schemasafe',
    accepts: (pointer, value) => compile(pointer)(value as never),
    errors(pointer, value) {
      const validate = compile(pointer);
      if (validate(value as never)) return [];
      return (validate.errors ?? []).map(({ instanceLocation, keywordLocation }) => ({
        instanceLocation,
        keyword: keywordLocation.slice(keywordLocation.lastIndexOf('/') + 1),
        message: 'is not valid',
      }));
    },
  };
}

/**
 * The engine refuses formats beside a numeric type and those it does not know; without them no verdict of it is lost
 * but the range of int32 and int64, which is written out.
 */
function plainFormats(schema: Record<string, unknown>): void {
  const range = ranges[String(schema['format'])];
  if (range !== undefined) {
    const others = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
    schema['allOf'] = [...others, range];
  }
  if (range !== undefined || silent.has(String(schema['format']))) delete schema['format'];
}

const silent = new Set(['binary', 'password', 'float', 'double']);
const ranges: { readonly [format: string]: JsonObject | undefined } = {
  int32: {
    anyOf: [{ not: { type: 'number' } }, { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }],
  },
  int64: { anyOf: [{ not: { type: 'number' } }, { type: 'integer' }] },
};
