import fc from 'fast-check';
import type { JsonObject } from '../../generator/json/types.ts';
import { memberName, prose, tokenName } from './openapi-names.ts';
import { mapOf, part, referenceTo, type SampledVersion } from './openapi-schemas.ts';

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'] as const;

/** What operations are made of: their schemas, and the names of what the document declares. */
export interface OperationParts {
  readonly version: SampledVersion;
  readonly schemas: readonly string[];
  readonly security: readonly string[];
  readonly schema: fc.Arbitrary<JsonObject>;
}

const stylesOf: { readonly [place: string]: readonly string[] } = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

/** A schema that a parameter of this style can carry. */
const carried = (style: string): fc.Arbitrary<JsonObject> => {
  const scalar = fc.constantFrom<JsonObject>(
    { type: 'string' },
    { type: 'integer' },
    { type: 'boolean' },
    { type: 'string', enum: ['a', '*/'] },
  );
  const list = scalar.map((items): JsonObject => ({ type: 'array', items }));
  const object = mapOf(memberName, scalar, 2, 1).map(
    (properties): JsonObject => ({ type: 'object', properties }),
  );
  if (style === 'deepObject') return object;
  return style.endsWith('Delimited') ? list : fc.oneof(scalar, scalar, list, object);
};

const parameterOf = (place: string, name: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> =>
  fc.constantFrom(...(stylesOf[place] ?? [])).chain((style) =>
    fc
      .tuple(
        name,
        fc.oneof(
          {
            weight: 4,
            arbitrary: fc.record({
              schema: carried(style),
              style: fc.constant(style),
              explode: fc.boolean(),
            }),
          },
          {
            weight: 1,
            arbitrary: carried(style).map((schema) => ({ content: { 'application/json': { schema } } })),
          },
        ),
        part({ description: prose, deprecated: fc.boolean(), required: fc.boolean() }),
      )
      .map(
        ([own, shape, notes]): JsonObject => ({
          ...notes,
          ...(place === 'path' ? { required: true } : {}),
          name: own,
          in: place,
          ...shape,
        }),
      ),
  );

/** Names that can stand in a path template. */
const pathName = fc.constantFrom(
  'id',
  'foo-bar',
  'foo_bar',
  'default',
  'class',
  'constructor',
  'options',
  'toString',
  'é',
);

function mediaTypes({ schema, schemas }: OperationParts): fc.Arbitrary<JsonObject> {
  const body = schemas.length === 0 ? schema : fc.oneof(schema, referenceTo(schemas));
  const of = (type: string, value: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
    value.map((own): JsonObject => ({ [type]: { schema: own } }));
  const form = mapOf(
    memberName,
    fc.constantFrom<JsonObject>(
      { type: 'string' },
      { type: 'string', format: 'binary' },
      { type: 'integer' },
    ),
    3,
    1,
  ).map((properties): JsonObject => ({ type: 'object', properties }));
  return fc.oneof(
    { weight: 5, arbitrary: of('application/json', body) },
    { weight: 1, arbitrary: of('application/vnd.a+json; charset=utf-8', body) },
    { weight: 1, arbitrary: of('multipart/form-data', form) },
    { weight: 1, arbitrary: of('application/x-www-form-urlencoded', form) },
    { weight: 1, arbitrary: of('text/event-stream', body) },
    { weight: 1, arbitrary: of('text/plain', fc.constant({ type: 'string' })) },
    {
      weight: 1,
      arbitrary: of('application/octet-stream', fc.constant({ type: 'string', format: 'binary' })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<JsonObject>(
        { '*/*': {} },
        { 'image/png': {} },
        {},
        { 'application/xml': { schema: { type: 'object' } } },
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(of('application/json', body), of('text/event-stream', body))
        .map(([a, b]) => ({ ...a, ...b })),
    },
  );
}

function responsesOf(parts: OperationParts): fc.Arbitrary<JsonObject> {
  const header = fc
    .tuple(prose, carried('simple'))
    .map(([description, schema]): JsonObject => ({ description, schema }));
  const response = fc
    .tuple(prose, part({ content: mediaTypes(parts), headers: mapOf(tokenName, header, 2) }))
    .map(([description, own]): JsonObject => ({ description, ...own }));
  return mapOf(
    fc.constantFrom('200', '201', '204', '2XX', '302', '404', '4XX', '500', 'default'),
    response,
    3,
    1,
  );
}

function operationOf(parts: OperationParts, pathNames: readonly string[]): fc.Arbitrary<JsonObject> {
  const others = fc.uniqueArray(
    fc.oneof(
      parameterOf('query', memberName),
      parameterOf('header', tokenName),
      parameterOf('cookie', tokenName),
    ),
    { maxLength: 3, selector: (each) => `${String(each['in'])} ${String(each['name']).toLowerCase()}` },
  );
  const inPath = fc.tuple(...pathNames.map((name) => parameterOf('path', fc.constant(name))));
  const requirement =
    parts.security.length === 0
      ? fc.constant({})
      : fc.constantFrom(...parts.security).map((name): JsonObject => ({ [name]: [] }));
  return fc
    .tuple(
      inPath,
      others,
      responsesOf(parts),
      part({
        summary: prose,
        description: prose,
        tags: fc.array(
          fc.constantFrom('pets', 'Pets', 'default', 'constructor', '*/', 'a b', '2', 'Client', ''),
          { maxLength: 2 },
        ),
        deprecated: fc.boolean(),
        requestBody: fc
          .tuple(mediaTypes(parts), part({ description: prose, required: fc.boolean() }))
          .map(([content, own]) => ({ ...own, content })),
        security: fc.array(requirement, { maxLength: 2 }),
        callbacks: fc.constant({
          done: { '{$request.body#/url}': { post: { responses: { 200: { description: '*/' } } } } },
        }),
      }),
    )
    .map(
      ([path, query, responses, own]): JsonObject => ({ ...own, parameters: [...path, ...query], responses }),
    );
}

/** A path template with its item: one to three methods, parameters for each name in the template. */
export function pathOf(parts: OperationParts): fc.Arbitrary<readonly [path: string, item: JsonObject]> {
  return fc
    .tuple(
      fc.constantFrom('pets', 'v1/pets', 'pets.json', 'a:b', 'constructor', '*', "it's", '`'),
      fc.uniqueArray(pathName, { maxLength: 2 }),
    )
    .chain(([stem, names]) => {
      const template = `/${[stem, ...names.map((name) => `{${name}}`)].join('/')}`;
      const operations = fc.uniqueArray(fc.tuple(fc.constantFrom(...methods), operationOf(parts, names)), {
        minLength: 1,
        maxLength: 3,
        selector: ([method]) => method,
      });
      return fc.tuple(
        fc.constant(template),
        operations.map((list): JsonObject => Object.fromEntries(list)),
      );
    });
}
