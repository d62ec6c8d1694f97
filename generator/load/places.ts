import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { listKeywords, mapKeywords, schemaKeywords } from '../schema/keywords.ts';

/** What the specification says stands at a place of a document. Maps and lists of things are places too. */
export type Place =
  | 'document'
  | 'components'
  | 'paths'
  | 'pathItem'
  | 'pathItemMap'
  | 'operation'
  | 'operationMap'
  | 'parameter'
  | 'parameterList'
  | 'parameterMap'
  | 'header'
  | 'headerMap'
  | 'requestBody'
  | 'requestBodyMap'
  | 'mediaType'
  | 'mediaTypeMap'
  | 'encoding'
  | 'encodingList'
  | 'encodingMap'
  | 'response'
  | 'responses'
  | 'responseMap'
  | 'callback'
  | 'callbackMap'
  | 'link'
  | 'linkMap'
  | 'example'
  | 'exampleMap'
  | 'securityScheme'
  | 'securitySchemeMap'
  | 'schema'
  | 'schemaList'
  | 'schemaMap';

interface Shape {
  /** What stands under each name. */
  readonly members?: Readonly<Record<string, Place>>;
  /** What stands under every other name, or is every item. */
  readonly each?: Place;
  /** Names that begin with `x-` are extensions here, not names that the author chose. */
  readonly extensible?: true;
  /** The section of `components` for it, where a Reference Object may stand in its stead. */
  readonly section?: string;
}

const withContent = { schema: 'schema', content: 'mediaTypeMap', examples: 'exampleMap' } as const;
const encodings = { headers: 'headerMap', encoding: 'encodingMap' } as const;
const lists = { prefixEncoding: 'encodingList', itemEncoding: 'encoding' } as const;
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

/** The objects of OpenAPI 3.0 to 3.2 and of Swagger 2.0, as far as references and schemas stand in them. */
const shapes: Readonly<Record<Place, Shape>> = {
  document: {
    members: {
      paths: 'paths',
      webhooks: 'pathItemMap',
      components: 'components',
      definitions: 'schemaMap',
      parameters: 'parameterMap',
      responses: 'responseMap',
    },
  },
  components: {
    members: {
      schemas: 'schemaMap',
      responses: 'responseMap',
      parameters: 'parameterMap',
      examples: 'exampleMap',
      requestBodies: 'requestBodyMap',
      headers: 'headerMap',
      securitySchemes: 'securitySchemeMap',
      links: 'linkMap',
      callbacks: 'callbackMap',
      pathItems: 'pathItemMap',
      mediaTypes: 'mediaTypeMap',
    },
  },
  paths: { each: 'pathItem', extensible: true },
  pathItem: {
    members: {
      parameters: 'parameterList',
      additionalOperations: 'operationMap',
      ...Object.fromEntries(methods.map((method) => [method, 'operation'] as const)),
    },
    section: 'pathItems',
  },
  pathItemMap: { each: 'pathItem' },
  operation: {
    members: {
      parameters: 'parameterList',
      requestBody: 'requestBody',
      responses: 'responses',
      callbacks: 'callbackMap',
    },
  },
  operationMap: { each: 'operation' },
  parameter: { members: withContent, section: 'parameters' },
  parameterList: { each: 'parameter' },
  parameterMap: { each: 'parameter' },
  header: { members: withContent, section: 'headers' },
  headerMap: { each: 'header' },
  requestBody: { members: { content: 'mediaTypeMap' }, section: 'requestBodies' },
  requestBodyMap: { each: 'requestBody' },
  mediaType: {
    members: {
      schema: 'schema',
      itemSchema: 'schema',
      examples: 'exampleMap',
      encoding: 'encodingMap',
      ...lists,
    },
    section: 'mediaTypes',
  },
  mediaTypeMap: { each: 'mediaType' },
  encoding: { members: { ...encodings, ...lists } },
  encodingList: { each: 'encoding' },
  encodingMap: { each: 'encoding' },
  response: {
    members: { headers: 'headerMap', content: 'mediaTypeMap', links: 'linkMap', schema: 'schema' },
    section: 'responses',
  },
  responses: { each: 'response', extensible: true },
  responseMap: { each: 'response' },
  callback: { each: 'pathItem', extensible: true, section: 'callbacks' },
  callbackMap: { each: 'callback' },
  link: { section: 'links' },
  linkMap: { each: 'link' },
  example: { section: 'examples' },
  exampleMap: { each: 'example' },
  securityScheme: { section: 'securitySchemes' },
  securitySchemeMap: { each: 'securityScheme' },
  schema: {
    members: {
      ...Object.fromEntries(schemaKeywords.map((keyword) => [keyword, 'schema'] as const)),
      ...Object.fromEntries(listKeywords.map((keyword) => [keyword, 'schemaList'] as const)),
      ...Object.fromEntries(mapKeywords.map((keyword) => [keyword, 'schemaMap'] as const)),
      additionalItems: 'schema',
      dependencies: 'schemaMap',
    },
    section: 'schemas',
  },
  schemaList: { each: 'schema' },
  schemaMap: { each: 'schema' },
};

/** The section of `components` that holds what stands here; undefined where OpenAPI has no Reference Object. */
export const sectionOf = (place: Place): string | undefined => shapes[place].section;

/** Whether a place is a map or a list of things. */
export const isCollection = (place: Place): boolean =>
  shapes[place].each !== undefined && shapes[place].section === undefined;

/** What stands under a name (or index) of a place; undefined for what holds neither references nor schemas. */
export function placeUnder(place: Place, key: string | number, value: unknown): Place | undefined {
  const { members = {}, each, extensible } = shapes[place];
  if (extensible === true && String(key).startsWith('x-')) return undefined;
  const found = Object.hasOwn(members, key) ? members[key] : each;
  // Until 2019-09 `items` may be a list of schemas.
  if (found === 'schema' && place === 'schema' && Array.isArray(value)) return 'schemaList';
  // A path item of Swagger 2.0 and `properties` hold what they hold as objects; anything else is nothing to look into.
  return typeof value === 'object' && value !== null ? found : undefined;
}

/** Visits the object or list at a place, part by part: what holds references or schemas. */
export function eachPart(
  value: unknown,
  place: Place,
  visit: (key: string | number, part: unknown, place: Place) => void,
): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) look(index, value[index]);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) look(key, value[key]);
  }

  function look(key: string | number, part: unknown): void {
    if (typeof part !== 'object' || part === null) return;
    const under = placeUnder(place, key, part);
    if (under !== undefined) visit(key, part, under);
  }
}

/** What stands at a pointer of a document, as far as the specification says; undefined in data and extensions. */
export function placeAt(document: unknown, pointer: Pointer): Place | undefined {
  let value = document;
  let place: Place | undefined = 'document';
  for (const key of tokensOf(pointer)) {
    value = valueAt(value, child('#', key));
    place = place && placeUnder(place, key, value);
  }
  return place;
}
