import type { Dialect, View } from '../contract/model.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';

/** The keywords whose value is a schema, a list of schemas, or a map of schemas: 2020-12 and draft 04 together. */
const single = [
  ...['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames', 'contains'],
  ...['items', 'additionalItems', 'not', 'if', 'then', 'else', 'contentSchema'],
];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/** Keywords that 3.0 does not have; engines of draft 04 read some of them all the same. */
const laterKeywords = [
  ...['const', 'if', 'then', 'else', 'contains', 'minContains', 'maxContains', 'propertyNames'],
  ...['prefixItems', 'unevaluatedItems', 'unevaluatedProperties', 'dependentRequired', 'dependentSchemas'],
];

type Writable = Record<string, unknown>;

/**
 * A private copy of the document in which every schema that `prepare(pointer)` can reach is fit for a plain engine:
 * 3.0's `nullable` written out, `discriminator` and (in 3.1) `nullable` gone because they decide nothing, members that
 * do not travel this way no longer required. Nothing else is altered; `also` is for what one engine alone needs.
 */
export function adaptedDocument(
  document: JsonObject,
  dialect: Dialect,
  view: View | undefined,
  also?: (schema: Record<string, unknown>) => void,
): { readonly document: JsonObject; prepare(pointer: Pointer): void } {
  const copy = structuredClone(document) as Writable;
  if (dialect === '3.0') dropIds(copy);
  const done = new WeakSet<object>();
  const prepare = (start: Pointer): void => {
    const todo: unknown[] = [valueAt(copy, start)];
    while (todo.length > 0) {
      const schema = todo.pop();
      if (!isObject(schema) || done.has(schema)) continue;
      done.add(schema);
      todo.push(...subschemas(schema), ...references(schema).map((pointer) => valueAt(copy, pointer)));
      if (view !== undefined) dropRequired(copy, schema, view);
      delete schema['discriminator'];
      if (dialect === '3.0' && schema['nullable'] === true) writeOutNull(schema);
      else delete schema['nullable'];
      if (dialect === '3.0') {
        dropLoneFlags(schema);
        for (const keyword of laterKeywords) delete schema[keyword];
      }
      also?.(schema);
    }
  };
  return { document: copy, prepare };
}

/**
 * Draft 04 engines take a text `id` anywhere for the name of a schema, and refuse what is not a URI or comes twice. 3.0
 * has no such keyword: what is called so stands in examples. Values of `enum` are left whole, they decide.
 */
function dropIds(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) dropIds(item);
  if (!isObject(value)) return;
  if (typeof value['id'] === 'string') delete (value as Writable)['id'];
  for (const [key, member] of Object.entries(value)) if (key !== 'enum') dropIds(member);
}

function* subschemas(schema: Writable): Generator<unknown> {
  for (const keyword of single) yield schema[keyword];
  for (const keyword of [...lists, 'items']) {
    const list = schema[keyword];
    if (Array.isArray(list)) yield* list;
  }
  for (const keyword of maps) {
    const map = schema[keyword];
    if (isObject(map)) yield* Object.values(map);
  }
}

const references = (schema: Writable): readonly Pointer[] =>
  ['$ref', '$dynamicRef'].flatMap((keyword) => {
    const ref = schema[keyword];
    return typeof ref === 'string' && (ref === '#' || ref.startsWith('#/')) ? [ref] : [];
  });

/**
 * OpenAPI 3.0 `nullable: true`. Beside `type` it adds null to the types; an `enum` still has to list it (3.0.3, proposal
 * "Clarify Semantics of nullable"). Beside a `$ref` or a combinator, where 3.0.3 gives it no meaning, we take the
 * author at his word: the whole may be null.
 */
function writeOutNull(schema: Writable): void {
  delete schema['nullable'];
  const type = schema['type'];
  // Beside a `$ref` nothing else counts (3.0.4, 4.8.23).
  const isReference = typeof schema['$ref'] === 'string';
  if (typeof type === 'string' && !isReference) {
    schema['type'] = [type, 'null'];
    return;
  }
  const combined = ['allOf', 'anyOf', 'oneOf'].some((keyword) => Object.hasOwn(schema, keyword));
  if (!isReference && (!combined || Object.hasOwn(schema, 'enum'))) return;
  const inner = { ...schema };
  for (const keyword of Object.keys(schema)) delete schema[keyword];
  schema['anyOf'] = [inner, { type: 'null' }];
}

/** A boolean `exclusiveMinimum` speaks of the `minimum` beside it; alone it says nothing, and draft 04 engines refuse it. */
function dropLoneFlags(schema: Writable): void {
  for (const bound of ['minimum', 'maximum']) {
    const flag = `exclusive${bound.charAt(0).toUpperCase()}${bound.slice(1)}`;
    if (typeof schema[bound] !== 'number') delete schema[flag];
  }
}

/** Members that do not travel in this view leave `required` (OpenAPI 3.0 and 3.1, Schema Object, fixed fields). */
function dropRequired(document: JsonObject, schema: Writable, view: View): void {
  const { required, properties } = schema;
  if (!Array.isArray(required) || !isObject(properties)) return;
  const flag = view === 'request' ? 'readOnly' : 'writeOnly';
  const kept = required.filter(
    (name) => !(typeof name === 'string' && Object.hasOwn(properties, name) && flagged(properties[name])),
  );
  function flagged(property: unknown, seen: readonly unknown[] = []): boolean {
    if (!isObject(property) || seen.includes(property) || seen.length > 20) return false;
    if (property[flag] === true) return true;
    const { $ref, allOf } = property;
    const parts = [...(typeof $ref === 'string' ? [valueAt(document, $ref)] : []), ...[allOf ?? []].flat()];
    return parts.some((part) => flagged(part, [...seen, property]));
  }
  if (kept.length === required.length) return;
  if (kept.length === 0) delete schema['required'];
  else schema['required'] = kept;
}
