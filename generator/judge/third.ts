import '@hyperjump/json-schema/draft-04';
import '@hyperjump/json-schema/formats';
import {
  registerSchema,
  type SchemaObject,
  setShouldValidateFormat,
  unregisterSchema,
  type Validator,
  validate,
} from '@hyperjump/json-schema/draft-2020-12';
import type { Dialect, View } from '../contract/model.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { adaptedDocument } from './adapt.ts';
import type { Judge } from './judge.ts';

let registered = 0;

/**
 * The third opinion: @hyperjump/json-schema, slow and exact. It compiles asynchronously, so the schemas that it will
 * judge are named at the start; for those it cannot compile it has no verdict (`accepts` throws).
 */
export async function createThirdJudge(
  document: JsonObject,
  dialect: Dialect,
  pointers: readonly Pointer[],
  view?: View,
): Promise<Judge> {
  const { document: copy, prepare } = adaptedDocument(document, dialect, view, (schema) => {
    // Formats that say nothing are unknown to it.
    if (
      ['binary', 'password', 'float', 'double', 'byte', 'int32', 'int64'].includes(String(schema['format']))
    )
      delete schema['format'];
  });
  for (const pointer of pointers) prepare(pointer);
  const base = `https://plumbline.invalid/third/${++registered}`;
  const specification =
    dialect === '3.0'
      ? 'http://json-schema.org/draft-04/schema#'
      : 'https://json-schema.org/draft/2020-12/schema';
  setShouldValidateFormat(true);
  registerSchema(copy as SchemaObject, base, specification);
  const validators = new Map<Pointer, Validator>();
  for (const pointer of pointers) {
    try {
      validators.set(pointer, await validate(base + pointer));
    } catch {
      // No verdict on this one.
    }
  }
  unregisterSchema(base);
  const judge = (pointer: Pointer, value: unknown): boolean => {
    const validator = validators.get(pointer);
    if (validator === undefined) throw new Error(`no verdict on ${pointer}`);
    return validator(value as never).valid;
  };
  return {
    name: 'hyperjump',
    accepts: judge,
    errors: (pointer, value) =>
      judge(pointer, value) ? [] : [{ instanceLocation: '#', keyword: 'schema', message: 'is not valid' }],
  };
}
