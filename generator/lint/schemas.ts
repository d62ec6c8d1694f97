import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import type { PlacedOperation, PlacedSchema } from './finding.ts';

const mapKeywords = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const listKeywords = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const singleKeywords = [
  ...['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
];

/** The schemas directly below one, references not followed. */
export function subschemas({ schema, pointer }: PlacedSchema): readonly PlacedSchema[] {
  const below: PlacedSchema[] = [];
  const add = (value: unknown, ...tokens: readonly (string | number)[]): void => {
    if (isObject(value)) below.push({ schema: value, pointer: child(pointer, ...tokens) });
  };
  for (const key of mapKeywords) {
    const map = schema[key];
    if (isObject(map)) for (const [name, value] of Object.entries(map)) add(value, key, name);
  }
  for (const key of listKeywords) {
    const list: unknown = schema[key];
    if (Array.isArray(list)) for (const [index, value] of list.entries()) add(value, key, index);
  }
  for (const key of singleKeywords) add(schema[key], key);
  return below;
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

/** What a `$ref` leads to, through further ones; the value itself where it is none. */
export function resolved(document: JsonObject, value: unknown): JsonObject | undefined {
  let place: unknown = value;
  for (let hops = 0; isObject(place) && typeof place['$ref'] === 'string' && hops < 20; hops += 1) {
    if (!place['$ref'].startsWith('#')) return undefined;
    place = valueAt(document, place['$ref']);
  }
  return isObject(place) ? place : undefined;
}

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
