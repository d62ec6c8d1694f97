import { isObject } from '../json/pointer.ts';

/** Keywords of 2020-12 whose value is one schema. */
export const schemaKeywords = [
  ...[
    'additionalProperties',
    'unevaluatedProperties',
    'propertyNames',
    'items',
    'unevaluatedItems',
    'contains',
  ],
  ...['not', 'if', 'then', 'else', 'contentSchema'],
] as const;

/** Keywords whose value is a list of schemas. */
export const listKeywords = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const;

/** Keywords whose value is a map of schemas. */
export const mapKeywords = [
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
] as const;

/** Keywords that say nothing of validity. Whatever is not known here or below (`x-...`) says nothing either. */
export const annotationKeywords: ReadonlySet<string> = new Set([
  ...[
    'title',
    'description',
    'default',
    'deprecated',
    'readOnly',
    'writeOnly',
    'examples',
    'example',
    '$comment',
  ],
  ...[
    'externalDocs',
    'xml',
    'discriminator',
    'contentEncoding',
    'contentMediaType',
    'contentSchema',
    'nullable',
  ],
  ...['$schema', '$defs', 'definitions', '$vocabulary', '$anchor', '$id', '$dynamicAnchor'],
]);

/** Keywords that decide whether a value is valid. */
export const assertionKeywords: ReadonlySet<string> = new Set([
  ...['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'type', 'enum', 'const'],
  ...['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  ...['maxLength', 'minLength', 'pattern', 'format'],
  ...['items', 'prefixItems', 'unevaluatedItems', 'contains', 'minContains', 'maxContains'],
  ...['maxItems', 'minItems', 'uniqueItems'],
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'],
  ...['maxProperties', 'minProperties', 'required', 'dependentRequired', 'dependentSchemas'],
]);

/** Every direct subschema of a 2020-12 schema object, with the tokens that lead to it. */
export function* subschemas(
  schema: Readonly<Record<string, unknown>>,
): Generator<readonly [tokens: readonly (string | number)[], schema: unknown]> {
  for (const keyword of schemaKeywords) {
    if (Object.hasOwn(schema, keyword)) yield [[keyword], schema[keyword]];
  }
  for (const keyword of listKeywords) {
    const list = schema[keyword];
    if (Object.hasOwn(schema, keyword) && Array.isArray(list))
      for (const [index, part] of list.entries()) yield [[keyword, index], part];
  }
  for (const keyword of mapKeywords) {
    const map = schema[keyword];
    if (Object.hasOwn(schema, keyword) && isObject(map))
      for (const [name, part] of Object.entries(map)) yield [[keyword, name], part];
  }
}
