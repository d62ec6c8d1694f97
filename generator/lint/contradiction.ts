import { equalJson } from '../json/equal-json.ts';
import { isObject } from '../json/guards.ts';
import { typeOf } from '../json/type-of.ts';
import type { JsonObject } from '../json/types.ts';

/**
 * Why a value does not fit a schema, judged by the keywords that stand right there; `undefined` when they allow it.
 * References and unions are not followed, so no valid value is called wrong.
 */
export function contradiction(schema: JsonObject, value: unknown): string | undefined {
  if (typeof schema['$ref'] === 'string') return undefined;
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  if (value === null && schema['nullable'] === true) return undefined;
  if (types.length > 0 && !types.some((type) => isOf(type, value))) return `is not ${types.join(' or ')}`;
  const { enum: values, const: only } = schema;
  if (Array.isArray(values) && !values.some((each) => equalJson(each, value))) return 'is not in the enum';
  if (Object.hasOwn(schema, 'const') && !equalJson(only, value)) return 'is not the const';
  if (value === null && types.length === 0) return nullBeside(schema);
  if (typeof value === 'number') return outside(schema, value, 'minimum', 'maximum');
  if (typeof value === 'string') return outside(schema, [...value].length, 'minLength', 'maxLength');
  if (Array.isArray(value)) return outside(schema, value.length, 'minItems', 'maxItems');
  return undefined;
}

/** null beside a union of which every branch names a type other than null. */
function nullBeside(schema: JsonObject): string | undefined {
  const branches = schema['oneOf'] ?? schema['anyOf'];
  if (!Array.isArray(branches) || branches.length === 0) return undefined;
  const refuses = (branch: unknown): boolean => {
    if (!isObject(branch)) return false;
    const { type, nullable } = branch;
    return type !== undefined && nullable !== true && ![type].flat().includes('null');
  };
  return branches.every(refuses) ? 'is null, which no branch allows' : undefined;
}

function outside(schema: JsonObject, size: number, low: string, high: string): string | undefined {
  const [least, most] = [schema[low], schema[high]];
  if (typeof least === 'number' && size < least) return `is below ${low} ${least}`;
  if (typeof most === 'number' && size > most) return `is above ${high} ${most}`;
  return undefined;
}

function isOf(type: string, value: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}
