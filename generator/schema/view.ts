import type { View } from '../contract/model.ts';
import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';
import { conjuncts } from './conjuncts.ts';

/**
 * Names of the properties that do not travel in this view: `readOnly` ones are not sent in a request, `writeOnly` ones
 * not in a response (Schema Object, fixed fields). The flag counts beside a `$ref`, behind it, and in a branch of `allOf`.
 * @param target the schema that a reference leads to
 */
export function leftOut(
  { properties }: JsonObject,
  view: View | undefined,
  target: (reference: string) => unknown,
): ReadonlySet<string> {
  if (view === undefined || !isObject(properties)) return nothing;
  const flag = view === 'request' ? 'readOnly' : 'writeOnly';
  const isFlagged = (schema: unknown, seen: Set<unknown>): boolean => {
    if (!isObject(schema) || seen.has(schema)) return false;
    if (schema[flag] === true) return true;
    seen.add(schema);
    return conjuncts<unknown>(schema, {
      reference: (reference, keyword) => (keyword === '$ref' ? target(reference) : undefined),
      branch: (part) => part,
    }).some((part) => isFlagged(part, seen));
  };
  const names = Object.keys(properties).filter((name) => isFlagged(properties[name], new Set()));
  return names.length === 0 ? nothing : new Set(names);
}

const nothing: ReadonlySet<string> = new Set();

/** A schema that requires nothing of what is left out; the same object where nothing is. */
export function withoutRequired(schema: JsonObject, names: ReadonlySet<string>): JsonObject {
  const { required } = schema;
  if (names.size === 0 || !Array.isArray(required)) return schema;
  return { ...schema, required: required.filter((name) => !names.has(String(name))) };
}
