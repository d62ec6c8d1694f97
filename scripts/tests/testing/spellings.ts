import { isObject } from '../../../generator/json/guards.ts';
import { escapeToken } from '../../../generator/json/pointer.ts';
import type { JsonObject } from '../../../generator/json/types.ts';

const here = '#/components/schemas/';

/** Data: nothing below is a reference or a schema. */
const data = new Set(['example', 'examples', 'enum', 'const', 'value']);

/** Members below these are names: a property may be called `value`. */
const maps = new Set([
  ...['properties', 'patternProperties', 'schemas', 'parameters', 'responses', 'headers', 'content'],
  ...['callbacks', 'links', 'paths', 'mapping', '$defs', 'requestBodies', 'securitySchemes', 'encoding'],
]);

type Edit = (value: JsonObject) => JsonObject;

/** Every object of a document edited, the inner ones first. */
function everywhere(value: unknown, edit: Edit, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((each) => everywhere(each, edit));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [
    key,
    data.has(key) && !isMap ? member : everywhere(member, edit, !isMap && maps.has(key)),
  ]);
  return edit(Object.fromEntries(members));
}

/** References and discriminator mappings that lead to a named schema, led elsewhere. */
const relinked =
  (to: (name: string) => string): Edit =>
  (value) => {
    const link = (text: unknown): unknown =>
      typeof text === 'string' && text.startsWith(here) && !text.slice(here.length).includes('/')
        ? to(text.slice(here.length))
        : text;
    const { $ref, mapping, propertyName } = value;
    return {
      ...value,
      ...(typeof $ref === 'string' ? { $ref: link($ref) } : {}),
      ...(isObject(mapping) && typeof propertyName === 'string'
        ? { mapping: Object.fromEntries(Object.entries(mapping).map(([key, each]) => [key, link(each)])) }
        : {}),
    };
  };

const schemasOf = (document: JsonObject): JsonObject => {
  const { components } = document;
  const schemas = isObject(components) ? components['schemas'] : undefined;
  return isObject(schemas) ? schemas : {};
};

const withSchemas = (document: JsonObject, schemas: JsonObject): JsonObject => ({
  ...document,
  components: { ...(isObject(document['components']) ? document['components'] : {}), schemas },
});

const unescaped = (name: string): string =>
  decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');

/** The same document with each named schema in a file of its own, by path; `api.json` is the root. */
export function split(document: JsonObject): ReadonlyMap<string, JsonObject> {
  const names = Object.keys(schemasOf(document));
  const file = (name: string): string => `schema-${names.indexOf(unescaped(name))}.json`;
  const schemas = Object.entries(schemasOf(document));
  const root = withSchemas(
    document,
    Object.fromEntries(schemas.map(([name]) => [name, { $ref: file(name) }])),
  );
  return new Map([
    ['api.json', root],
    ...schemas.map(([name, schema]): [string, JsonObject] => [
      file(name),
      everywhere(schema, relinked(file)) as JsonObject,
    ]),
  ]);
}

/** The same document with the members of every object in the other order. */
export const reordered = (document: JsonObject): JsonObject =>
  everywhere(document, (value) => Object.fromEntries(Object.entries(value).reverse())) as JsonObject;

/** The same document with other names for its schemas. Where a discriminator goes by names, a mapping keeps them. */
export function renamed(document: JsonObject): JsonObject {
  const to = (name: string): string => `${here}${escapeToken(`Renamed ${unescaped(name)}`)}`;
  const other = everywhere(document, relinked(to)) as JsonObject;
  return withSchemas(
    other,
    Object.fromEntries(Object.entries(schemasOf(other)).map(([name, schema]) => [`Renamed ${name}`, schema])),
  );
}

/** A 3.0 document in the words of 3.1 (OpenAPI 3.1, appendix A; "Upgrading from OpenAPI 3.0 to 3.1"). */
export const in31 = (document: JsonObject): JsonObject => ({
  ...(everywhere(document, schemaIn31) as JsonObject),
  openapi: '3.1.0',
});

function schemaIn31(value: JsonObject): JsonObject {
  if (typeof value['$ref'] === 'string') return { $ref: value['$ref'] };
  const { nullable, ...rest } = value;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...others } = rest;
  const bounds = {
    ...(exclusiveMinimum === true ? { exclusiveMinimum: minimum } : minimum === undefined ? {} : { minimum }),
    ...(exclusiveMaximum === true ? { exclusiveMaximum: maximum } : maximum === undefined ? {} : { maximum }),
  };
  // Elsewhere `minimum` may be the name of a member.
  const schema = isObject(minimum) || isObject(maximum) ? rest : { ...others, ...bounds };
  if (typeof nullable !== 'boolean') return isObject(nullable) ? value : schema;
  if (!nullable) return schema;
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  const isUnion = ['allOf', 'anyOf', 'oneOf'].some((keyword) => Array.isArray(schema[keyword]));
  return isUnion ? { anyOf: [schema, { type: 'null' }] } : schema;
}
