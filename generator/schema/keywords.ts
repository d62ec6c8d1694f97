import { isObject } from '../json/guards.ts';
import type { TypeName } from '../json/type-of.ts';

/** What is known of one keyword of JSON Schema or of an OpenAPI schema object. */
export interface KeywordInfo {
  /** Assertions and applicators decide whether an instance is valid; an identifier names a place; an annotation describes. */
  readonly role: 'assertion' | 'applicator' | 'identifier' | 'annotation';
  /** The types of instance that it speaks of; it says nothing of any other. */
  readonly speaksOf: readonly TypeName[] | 'any';
  /** What its value is: data, one schema, a list of schemas, or a map of schemas by name. */
  readonly holds: 'data' | 'schema' | 'list' | 'map';
  /** Where an applicator applies its subschemas: to the instance itself, or to its members, names or items (2020-12 Core 10.2, 10.3). */
  readonly applies?: 'in place' | 'to children';
  /** The first draft that has it; `openapi` for those of OpenAPI's own vocabulary. */
  readonly since: 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12' | 'openapi';
}

type Since = KeywordInfo['since'];
type Holds = KeywordInfo['holds'];

const assertion = <const Types extends KeywordInfo['speaksOf']>(speaksOf: Types, since: Since = 'draft-04') =>
  ({ role: 'assertion', speaksOf, holds: 'data', since }) as const;
const inPlace = (holds: Holds, since: Since = 'draft-04') =>
  ({ role: 'applicator', speaksOf: 'any', holds, since, applies: 'in place' }) as const;
const toChildren = <const Types extends KeywordInfo['speaksOf']>(
  holds: Holds,
  speaksOf: Types,
  since: Since = 'draft-04',
) => ({ role: 'applicator', speaksOf, holds, since, applies: 'to children' }) as const;
const identifier = (since: Since, holds: Holds = 'data') =>
  ({ role: 'identifier', speaksOf: 'any', holds, since }) as const;
const annotation = (since: Since, holds: Holds = 'data', speaksOf: KeywordInfo['speaksOf'] = 'any') =>
  ({ role: 'annotation', speaksOf, holds, since }) as const;

/**
 * Every keyword, in the order in which engines look at them. This is the only list: what holds schemas, what decides, what
 * 3.0 does not have is read from it, and every {@link SchemaVisitor} has a member for each keyword that decides.
 */
export const keywords = {
  $ref: inPlace('data'),
  $dynamicRef: inPlace('data', '2020-12'),
  type: assertion('any'),
  const: assertion('any', 'draft-06'),
  enum: assertion('any'),
  minimum: assertion(['number']),
  maximum: assertion(['number']),
  exclusiveMinimum: assertion(['number']),
  exclusiveMaximum: assertion(['number']),
  multipleOf: assertion(['number']),
  minLength: assertion(['string']),
  maxLength: assertion(['string']),
  pattern: assertion(['string']),
  format: assertion(['number', 'string']),
  minItems: assertion(['array']),
  maxItems: assertion(['array']),
  uniqueItems: assertion(['array']),
  prefixItems: toChildren('list', ['array'], '2020-12'),
  items: toChildren('schema', ['array']),
  contains: toChildren('schema', ['array'], 'draft-06'),
  minContains: assertion(['array'], '2019-09'),
  maxContains: assertion(['array'], '2019-09'),
  required: assertion(['object']),
  minProperties: assertion(['object']),
  maxProperties: assertion(['object']),
  dependentRequired: assertion(['object'], '2019-09'),
  propertyNames: toChildren('schema', ['object'], 'draft-06'),
  properties: toChildren('map', ['object']),
  patternProperties: toChildren('map', ['object']),
  additionalProperties: toChildren('schema', ['object']),
  allOf: inPlace('list'),
  anyOf: inPlace('list'),
  oneOf: inPlace('list'),
  not: inPlace('schema'),
  if: inPlace('schema', 'draft-07'),
  then: inPlace('schema', 'draft-07'),
  else: inPlace('schema', 'draft-07'),
  dependentSchemas: { ...inPlace('map', '2019-09'), speaksOf: ['object'] },
  unevaluatedItems: toChildren('schema', ['array'], '2019-09'),
  unevaluatedProperties: toChildren('schema', ['object'], '2019-09'),
  $id: identifier('draft-06'),
  $anchor: identifier('2019-09'),
  $dynamicAnchor: identifier('2020-12'),
  $schema: identifier('draft-04'),
  $vocabulary: identifier('2019-09'),
  $defs: identifier('2019-09', 'map'),
  definitions: identifier('draft-04', 'map'),
  title: annotation('draft-04'),
  description: annotation('draft-04'),
  default: annotation('draft-04'),
  examples: annotation('draft-06'),
  deprecated: annotation('openapi'),
  readOnly: annotation('openapi'),
  writeOnly: annotation('openapi'),
  $comment: annotation('draft-07'),
  contentEncoding: annotation('draft-07', 'data', ['string']),
  contentMediaType: annotation('draft-07', 'data', ['string']),
  contentSchema: annotation('2019-09', 'schema', ['string']),
  // 3.0 alone gives it a meaning, and the translation to 2020-12 takes it away.
  nullable: annotation('openapi'),
  discriminator: annotation('openapi'),
  example: annotation('openapi'),
  externalDocs: annotation('openapi'),
  xml: annotation('openapi'),
} as const satisfies { readonly [keyword: string]: KeywordInfo };

/** A keyword of the table; what is not in it (`x-...`) is an annotation. */
export type Keyword = keyof typeof keywords;

/** A keyword that can make an instance invalid. */
export type DecidingKeyword = {
  [K in Keyword]: (typeof keywords)[K]['role'] extends 'assertion' | 'applicator' ? K : never;
}[Keyword];

type SpokenOf<K extends Keyword> = (typeof keywords)[K]['speaksOf'] extends readonly (infer Type)[]
  ? Type
  : 'any';

/** The keywords that decide and speak of instances of one type, or of any instance. */
export type KeywordFor<Type extends TypeName | 'any'> = {
  [K in DecidingKeyword]: Type extends SpokenOf<K> ? K : never;
}[DecidingKeyword];

const entries: readonly (readonly [string, KeywordInfo])[] = Object.entries(keywords);
const namesWhere = (matches: (info: KeywordInfo) => boolean): readonly string[] =>
  entries.filter(([, info]) => matches(info)).map(([name]) => name);

/** The keywords that can make an instance invalid, in the order of the table. */
export const decidingKeywords = namesWhere(
  ({ role }) => role === 'assertion' || role === 'applicator',
) as readonly DecidingKeyword[];

const deciding: ReadonlySet<string> = new Set(decidingKeywords);

/** True for a keyword that can make an instance invalid. */
export const decides = (keyword: string): keyword is DecidingKeyword => deciding.has(keyword);

/** The keywords that decide without applying a schema. */
export const assertionKeywords = namesWhere(({ role }) => role === 'assertion');

/** Keywords whose value is one schema. */
export const schemaKeywords = namesWhere(({ holds }) => holds === 'schema');

/** Keywords whose value is a list of schemas. */
export const listKeywords = namesWhere(({ holds }) => holds === 'list');

/** Keywords whose value is a map of schemas. */
export const mapKeywords = namesWhere(({ holds }) => holds === 'map');

/** Keywords that apply subschemas to the instance itself. */
export const inPlaceKeywords = namesWhere(({ applies }) => applies === 'in place');

/** The keywords that speak of values of one type and say nothing of others, in the order of the table. */
export const keywordsOf: { readonly [type in TypeName]: readonly string[] } = {
  null: speakingOf('null'),
  boolean: speakingOf('boolean'),
  number: speakingOf('number'),
  string: speakingOf('string'),
  array: speakingOf('array'),
  object: speakingOf('object'),
};

function speakingOf(type: TypeName): readonly string[] {
  return namesWhere((info) => info.speaksOf !== 'any' && info.speaksOf.includes(type));
}

/** The types that a keyword speaks of; `any` for one that is not in the table. */
export const speaksOf = (keyword: string): KeywordInfo['speaksOf'] =>
  Object.hasOwn(keywords, keyword) ? keywords[keyword as Keyword].speaksOf : 'any';

/** Keywords that decide or name a place and that an OpenAPI 3.0 schema object, which is of draft 05, does not have. */
export const notIn30: ReadonlySet<string> = new Set(
  namesWhere(({ role, since }) => role !== 'annotation' && since !== 'draft-04' && since !== 'openapi'),
);

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
