import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { conjuncts } from '../schema/conjuncts.ts';
import { subschemas as subschemasOf } from '../schema/keywords.ts';
import type { PlacedOperation, PlacedSchema } from './finding.ts';

/** The schemas directly below one, references not followed. */
export function subschemas({ schema, pointer }: PlacedSchema): readonly PlacedSchema[] {
  return [...subschemasOf(schema)].flatMap(([tokens, value]) =>
    isObject(value) ? [{ schema: value, pointer: child(pointer, ...tokens) }] : [],
  );
}

/** Every schema of a document: components, and those of parameters, headers and bodies. */
export function schemasOf(document: JsonObject): readonly PlacedSchema[] {
  const all: PlacedSchema[] = [];
  const open: { value: unknown; pointer: Pointer }[] = [{ value: document, pointer: '#' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, pointer } = next;
    if (Array.isArray(value))
      for (const [index, each] of value.entries()) open.push({ value: each, pointer: child(pointer, index) });
    if (!isObject(value)) continue;
    const named = /^#\/components\/[^/]+$/.test(pointer);
    for (const [key, each] of Object.entries(value)) {
      const place = child(pointer, key);
      const isSchema = named ? pointer === '#/components/schemas' : key === 'schema' || key === 'itemSchema';
      if (isSchema) {
        if (isObject(each)) all.push({ schema: each, pointer: place });
      } else if (named || !(key.startsWith('x-') || key === 'example' || key === 'examples')) {
        open.push({ value: each, pointer: place });
      }
    }
  }
  // The list grows while it is walked.
  for (const place of all) for (const below of subschemas(place)) all.push(below);
  return all;
}

/** What a `$ref` leads to, through further ones; the value itself where it is not a reference. */
export function resolved(document: JsonObject, value: unknown): JsonObject | undefined {
  let place: unknown = value;
  for (let hops = 0; isObject(place) && typeof place['$ref'] === 'string' && hops < 20; hops += 1) {
    if (!place['$ref'].startsWith('#')) return undefined;
    place = valueAt(document, place['$ref']);
  }
  return isObject(place) ? place : undefined;
}

/** The branches of a schema's `allOf`; its references are followed by {@link resolved}. */
export const branchesOf = (schema: JsonObject): readonly JsonSchema[] =>
  conjuncts<JsonSchema>(schema, { reference: () => undefined, branch: (branch) => branch });

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The operations of `paths`. */
export function operationsOf(document: JsonObject): readonly PlacedOperation[] {
  const paths = isObject(document['paths']) ? document['paths'] : {};
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): readonly PlacedOperation[] => {
      const operation = isObject(item) ? item[method] : undefined;
      if (!isObject(item) || !isObject(operation)) return [];
      const parameters = [item['parameters'], operation['parameters']]
        .flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []))
        .map((parameter) => resolved(document, parameter))
        .filter((parameter) => parameter !== undefined);
      return [{ method, path, pointer: child('#/paths', path, method), operation, parameters }];
    }),
  );
}
