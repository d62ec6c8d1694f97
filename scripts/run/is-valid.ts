import type { JsonObject } from '../../generator/json/types.ts';
import { createJudge } from '../../generator/judge/judge.ts';

/**
 * Whether a value is valid by a JSON Schema (2020-12) that stands alone, as a caller of an API sends one; `undefined`
 * when the schema cannot be compiled.
 */
export function isValid(schema: JsonObject, value: unknown): boolean | undefined {
  try {
    return createJudge(schema, '3.1').accepts('#', value);
  } catch {
    return undefined;
  }
}
