import { isObject, type Json, listOf } from './api.ts';

const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

/** The first way in which a schema is no Moonshot Flavored JSON Schema, as the API words it; `undefined` when it is one. */
export function mfjsComplaint(schema: unknown): string | undefined {
  return isObject(schema) ? visit(schema, schema, []) : at([], 'schema must be an object');
}

const at = (path: readonly string[], message: string): string => `At path '${path.join('.')}': ${message}`;

function visit(schema: Json, root: Json, path: readonly string[]): string | undefined {
  const { type, anyOf, enum: values, $ref: reference, properties, required, items } = schema;
  if (anyOf !== undefined && type !== undefined)
    return at(path, 'when using anyOf, type should be defined in anyOf items instead of the parent schema');
  for (const name of [type].flat())
    if (name !== undefined && (typeof name !== 'string' || !types.has(name)))
      return at(path, `unknown type ${JSON.stringify(name)}`);
  if (values !== undefined && type === undefined) return at(path, 'type is not defined');
  if (values !== undefined && listOf(values).length === 0) return at(path, 'enum must not be empty');
  if (reference !== undefined) {
    if (typeof reference !== 'string' || !/^#(?:\/\$defs\/.+)?$/u.test(reference))
      return at(path, 'references must start with #/$defs/');
    const [name] = reference.slice('#/$defs/'.length).split('/');
    const defined = root['$defs'];
    if (reference !== '#' && !(isObject(defined) && Object.hasOwn(defined, name ?? '')))
      return at(path, `${reference} is not defined`);
  }
  if (properties !== undefined && !isObject(properties)) return at(path, 'properties must be an object');
  const known = isObject(properties) ? properties : {};
  for (const name of listOf(required))
    if (typeof name !== 'string' || !Object.hasOwn(known, name))
      return at(path, `required property ${JSON.stringify(name)} is not defined in properties`);
  if (items !== undefined && !isObject(items)) return at([...path, 'items'], 'items must be an object');
  const below: readonly (readonly [unknown, readonly string[]])[] = [
    ...Object.entries(known).map(([name, each]) => [each, [...path, 'properties', name]] as const),
    ...(isObject(items) ? [[items, [...path, 'items']] as const] : []),
    ...listOf(anyOf).map((each, index) => [each, [...path, 'anyOf', String(index)]] as const),
    ...Object.entries(isObject(schema['$defs']) ? schema['$defs'] : {}).map(
      ([name, each]) => [each, [...path, '$defs', name]] as const,
    ),
  ];
  for (const [each, place] of below) {
    if (!isObject(each)) return at(place, 'schema must be an object');
    const found = visit(each, root, place);
    if (found !== undefined) return found;
  }
  return undefined;
}
