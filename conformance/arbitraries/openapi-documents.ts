import fc from 'fast-check';
import { pathShape } from '../../generator/contract/path-shape.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { prose, schemaName, tokenName } from './openapi-names.ts';
import { pathOf } from './openapi-operations.ts';
import { mapOf, part, type SampledVersion, schemaOf } from './openapi-schemas.ts';

/** Which documents are sampled. */
export interface DocumentOptions {
  /** All when absent. */
  readonly versions?: readonly SampledVersion[];
}

/**
 * Small OpenAPI documents, valid and odd: names that are words of a language or members of every object, unions with
 * every form of discriminator, parameters of every style and place, several media types, callbacks, webhooks, security
 * of every kind, texts that try to become code. For trying whatever reads OpenAPI documents.
 */
export function openApiDocument({
  versions = ['3.0', '3.1'],
}: DocumentOptions = {}): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(
      fc.constantFrom(...versions),
      fc.uniqueArray(schemaName, { minLength: 1, maxLength: 5 }),
      fc.uniqueArray(fc.constantFrom('key', 'Bearer', 'constructor', 'o-auth', 'o_auth', 'default'), {
        maxLength: 3,
      }),
    )
    .chain(([version, names, schemes]) => documentWith(version, names, schemes));
}

function documentWith(
  version: SampledVersion,
  names: readonly string[],
  schemes: readonly string[],
): fc.Arbitrary<JsonObject> {
  const schemas = fc
    .tuple(...names.map((_, index) => schemaOf(version, { direct: names.slice(index + 1), nested: names })))
    .chain((list) =>
      family(names).map(
        (more): JsonObject =>
          Object.fromEntries([...names.map((name, index) => [name, list[index]]), ...Object.entries(more)]),
      ),
    );
  return schemas.chain((components) => {
    const schema = schemaOf(version, { direct: Object.keys(components), nested: Object.keys(components) });
    const parts = { version, schemas: Object.keys(components), security: schemes, schema };
    const paths = fc.uniqueArray(pathOf(parts), {
      minLength: 0,
      maxLength: 3,
      // Templates that differ in the names of their parameters only are one path.
      selector: ([path]) => pathShape(path),
    });
    return fc
      .tuple(
        fc.tuple(prose, prose),
        paths,
        fc.tuple(...schemes.map(() => securityScheme(version))),
        part({
          servers: fc.array(server, { minLength: 1, maxLength: 2 }),
          tags: fc.constantFrom([], [{ name: 'pets', description: '*/' }]),
        }),
        fc.boolean(),
        fc.array(
          fc.constantFrom(
            'list',
            'get',
            'delete',
            'constructor',
            'new',
            'foo-bar',
            'foo_bar',
            'pets/list',
            '2',
            'then',
            'toString',
            'Client',
          ),
          {
            maxLength: 9,
          },
        ),
      )
      .map(([[title, description], items, security, own, hasWebhook, ids]): JsonObject => {
        const document = {
          openapi: version === '3.0' ? '3.0.3' : '3.1.0',
          info: { title, version: '1', description },
          ...own,
          paths: withIds(Object.fromEntries(items), [...new Set(ids)]),
          components: {
            schemas: components,
            securitySchemes: Object.fromEntries(schemes.map((name, index) => [name, security[index]])),
          },
        };
        if (version === '3.0' || !hasWebhook) return document;
        const [body] = Object.keys(components);
        const content = { 'application/json': { schema: { $ref: `#/components/schemas/${body}` } } };
        return {
          ...document,
          webhooks: {
            'pet-made': { post: { requestBody: { content }, responses: { 200: { description: '' } } } },
          },
        };
      });
  });
}

/** Gives the operations names as far as there are any; those that are left have none. */
function withIds(paths: JsonObject, ids: readonly string[]): JsonObject {
  let next = 0;
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as JsonObject).map(([method, operation]) => {
          const operationId = ids[next++];
          return [
            method,
            operationId === undefined ? operation : { ...(operation as JsonObject), operationId },
          ];
        }),
      ),
    ]),
  );
}

/** A union and its branches, tied by a discriminator in one of its forms; nothing half of the time. */
function family(taken: readonly string[]): fc.Arbitrary<JsonObject> {
  const free = ['Cat', 'Dog', 'Animal'].filter((name) => !taken.includes(name));
  const [cat, dog, animal] = free;
  if (cat === undefined || dog === undefined || animal === undefined) return fc.constant({});
  const at = (name: string): string => `#/components/schemas/${name}`;
  const refs = [{ $ref: at(cat) }, { $ref: at(dog) }];
  const mappings: readonly (JsonObject | undefined)[] = [
    undefined,
    { cat: at(cat), dog: at(dog) },
    { cat, dog },
    { cat: at(cat), kitten: at(cat), dog: at(dog) },
    { 'c*/': cat, __proto__x: dog },
  ];
  const discriminator = fc
    .tuple(fc.constantFrom('kind', 'foo-bar', 'constructor', '@type'), fc.constantFrom(...mappings))
    .map(([propertyName, mapping]) => ({ propertyName, ...(mapping === undefined ? {} : { mapping }) }));
  const branch = (
    propertyName: string,
    values: readonly string[] | undefined,
    more: JsonObject,
  ): JsonObject => ({
    type: 'object',
    required: [propertyName],
    properties: {
      [propertyName]: { type: 'string', ...(values === undefined ? {} : { enum: values }) },
      ...more,
    },
  });
  return fc
    .tuple(discriminator, fc.constantFrom('oneOf', 'anyOf', 'parent', 'none'), fc.boolean())
    .map(([own, form, isSaid]): JsonObject => {
      const { propertyName, mapping } = own;
      const valuesOf = (name: string): readonly string[] | undefined => {
        if (!isSaid) return undefined;
        if (mapping === undefined) return [name];
        return Object.entries(mapping).flatMap(([value, target]) =>
          target === name || target === at(name) ? [value] : [],
        );
      };
      const cats = branch(propertyName, valuesOf(cat), { lives: { type: 'integer' } });
      const dogs = branch(propertyName, valuesOf(dog), { bark: { type: 'string' } });
      if (form === 'none') return {};
      if (form !== 'parent')
        return { [cat]: cats, [dog]: dogs, [animal]: { [form]: refs, discriminator: own } };
      const parent = branch(propertyName, undefined, {});
      return {
        [animal]: { ...parent, discriminator: own },
        [cat]: { allOf: [{ $ref: at(animal) }, cats] },
        [dog]: { allOf: [{ $ref: at(animal) }, dogs] },
      };
    });
}

const flow = {
  scopes: { 'read:*/': "'" },
  authorizationUrl: 'https://a.example/x',
  tokenUrl: 'https://a.example/`',
};

const securityScheme = (version: SampledVersion): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom('header', 'query', 'cookie'), tokenName, prose)
      .map(([place, name, description]): JsonObject => ({ type: 'apiKey', in: place, name, description })),
    fc.constantFrom('basic', 'bearer', 'digest').map((scheme): JsonObject => ({ type: 'http', scheme })),
    fc.constant<JsonObject>({
      type: 'oauth2',
      flows: {
        implicit: { scopes: flow.scopes, authorizationUrl: flow.authorizationUrl },
        clientCredentials: { scopes: flow.scopes, tokenUrl: flow.tokenUrl },
        authorizationCode: flow,
      },
    }),
    fc.constant<JsonObject>({ type: 'openIdConnect', openIdConnectUrl: 'https://a.example/.well-known' }),
    fc.constant<JsonObject>(version === '3.1' ? { type: 'mutualTLS' } : { type: 'http', scheme: 'bearer' }),
  );

const server: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom<JsonObject>(
    { url: 'https://api.example.com/v1' },
    { url: '/' },
    { url: '/v1/', description: '*/' },
  ),
  mapOf(
    fc.constantFrom('host', 'constructor', 'a-b', 'class'),
    fc.constantFrom({ default: 'a' }, { default: '*/', enum: ['*/', "'"] }),
    2,
    1,
  ).map(
    (variables): JsonObject => ({
      url: `https://${Object.keys(variables)
        .map((name) => `{${name}}`)
        .join('.')}.example.com`,
      variables,
    }),
  ),
);
