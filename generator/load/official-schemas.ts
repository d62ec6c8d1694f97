import { createRequire } from 'node:module';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Dialect } from '../contract/model.ts';
import { child, instanceTokensOf, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { inPlaceKeywords } from '../schema/keywords.ts';
import { eachPart, type Place } from './places.ts';

/** One thing that the schemas of the OpenAPI Initiative do not allow. */
export interface Violation {
  readonly pointer: Pointer;
  readonly keyword: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const require = createRequire(import.meta.url);

/**
 * The official schemas (https://spec.openapis.org/oas/), as the package @seriousme/openapi-schema-validator ships them.
 * Of the packages that do, it follows the published versions within weeks, holds all of 2.0 to 3.2 and gives them as
 * files: @hyperjump/json-schema keeps them to itself, @scalar/openapi-parser needs Node 22.
 */
const schemas: Readonly<Record<Dialect, () => unknown>> = {
  '3.0': () => require('@seriousme/openapi-schema-validator/schemas/v3.0/schema.json'),
  '3.1': () => require('@seriousme/openapi-schema-validator/schemas/v3.1/schema.json'),
  '3.2': () => require('@seriousme/openapi-schema-validator/schemas/v3.2/schema.json'),
};

/**
 * The same as the engine here reads it. Lists are not compared item by item: Ajv calls `valueOf` of what it compares, and
 * a document may have a member of that name.
 */
function officialSchema(dialect: Dialect): Record<string, unknown> {
  const schema = JSON.stringify(schemas[dialect](), (key, value: unknown) =>
    key === 'uniqueItems' && typeof value === 'boolean' ? undefined : value,
  );
  const plain = JSON.parse(schema) as Record<string, unknown>;
  return dialect === '3.0' ? modernObject(plain) : plain;
}

const validators = new Map<Dialect, ValidateFunction>();

/** Every way in which a document is not what the official schemas say: all of them, the deepest first. */
export function violationsOf(
  document: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): readonly Violation[] {
  const validate = validators.get(dialect) ?? ajv().compile(officialSchema(dialect));
  validators.set(dialect, validate);
  const found = validate(document) ? [] : causesOf(validate.errors ?? [], '#');
  return dialect === '3.0' || !usesBase(document) ? found : [...found, ...schemaViolations(document)];
}

/** From 3.1 on, OpenAPI's schema leaves Schema Objects to the dialect that they are written in. */
const usesBase = ({ jsonSchemaDialect: dialect }: Readonly<Record<string, unknown>>): boolean =>
  typeof dialect !== 'string' || /spec\.openapis\.org|2020-12/.test(dialect);

let engine: Ajv2020 | undefined;
function ajv(): Ajv2020 {
  // Each schema is compiled for one document: what makes the code faster costs more than it saves.
  engine ??= new Ajv2020({
    allErrors: true,
    strict: false,
    validateFormats: false,
    validateSchema: false,
    code: { optimize: false },
    logger: false,
  });
  return engine;
}

/** What the schemas of a document have against the meta-schema of 2020-12. */
function schemaViolations(document: unknown): readonly Violation[] {
  const validate = ajv().getSchema('https://json-schema.org/draft/2020-12/schema') as ValidateFunction;
  const found: Violation[] = [];
  const look = (value: unknown, place: Place, pointer: Pointer): void => {
    if (place !== 'schema') {
      eachPart(value, place, (key, part, under) => look(part, under, child(pointer, key)));
      return;
    }
    const isOther =
      isObject(value) && typeof value['$schema'] === 'string' && !/2020-12|openapis/.test(value['$schema']);
    if (!isOther && isObject(value) && !validate(value))
      found.push(...causesOf(validate.errors ?? [], pointer));
  };
  look(document, 'document', '#');
  return found;
}

/** Keywords that say only that what they are made of says something. */
const composites = new Set(inPlaceKeywords.filter((keyword) => keyword !== 'not'));

/**
 * What is wrong in itself: a composite says less than its parts, and a member counts as too much where the object is
 * wrong anyway, since the part that would have allowed it was not reached.
 */
function causesOf(all: readonly ErrorObject[], root: Pointer): readonly Violation[] {
  // What is wrong with the name of a member is reported by `propertyNames`.
  const errors = all.filter(
    ({ keyword, propertyName }) => propertyName === undefined || keyword === 'propertyNames',
  );
  const plain = errors.filter(
    ({ keyword }) => !composites.has(keyword) && keyword !== 'unevaluatedProperties',
  );
  const covered = new Set<string>();
  for (const { instancePath } of plain) {
    const steps = instancePath.split('/');
    for (let length = 1; length <= steps.length; length++) covered.add(steps.slice(0, length).join('/'));
  }
  const others = errors.filter(
    ({ keyword, instancePath }) =>
      (composites.has(keyword) || keyword === 'unevaluatedProperties') && !covered.has(instancePath),
  );
  const extra = others.filter(({ keyword }) => keyword === 'unevaluatedProperties');
  const left = plain.length + extra.length > 0 ? [...plain, ...extra] : others;
  return left
    .toSorted((a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length)
    .map(({ instancePath, keyword, message = 'is not valid', params }) => ({
      pointer: pointerOf(root, instancePath),
      keyword,
      message,
      params,
    }));
}

const pointerOf = (root: Pointer, path: string): Pointer => child(root, ...instanceTokensOf(path));

/**
 * The schema of 3.0 in the words of 2020-12. It is written in draft-04, whose `oneOf` reports errors of every branch: where
 * the value names its branch itself, only that branch is applied.
 */
const modern = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(modern) : isObject(value) ? modernObject(value) : value;

const reference = '#/definitions/Reference';
const isReference = (branch: unknown): boolean => isObject(branch) && branch['$ref'] === reference;

function modernObject(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { $schema: _, id, ...rest } = schema;
  const result = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, modern(member)]));
  if (typeof id === 'string') result['$id'] = id;
  if (schema['exclusiveMinimum'] === true) {
    result['exclusiveMinimum'] = result['minimum'];
    delete result['minimum'];
  }
  const { oneOf, ...others } = result;
  if (!Array.isArray(oneOf)) return result;
  const branches: readonly Record<string, unknown>[] = oneOf;
  if (branches.some(isReference)) {
    const rest = branches.filter((branch) => !isReference(branch));
    const object = rest.find((branch) => branch['type'] !== 'boolean') ?? {};
    const inline = rest.length === 1 ? object : conditional({ type: 'boolean' }, true, object);
    return { ...others, ...conditional({ type: 'object', required: ['$ref'] }, { $ref: reference }, inline) };
  }
  const choice = choiceOf(branches);
  return choice === undefined
    ? result
    : {
        allOf: choice,
        ...others,
        ...(others['allOf'] === undefined ? {} : { allOf: [others['allOf'], choice].flat() }),
      };
}

/** `if`, `then` and `else` of JSON Schema. */
const conditional = (condition: unknown, then: unknown, otherwise: unknown): Record<string, unknown> =>
  Object.fromEntries([
    ['if', condition],
    ['then', then],
    ['else', otherwise],
  ]);

const securitySchemes: Readonly<Record<string, string>> = {
  '#/definitions/APIKeySecurityScheme': 'apiKey',
  '#/definitions/HTTPSecurityScheme': 'http',
  '#/definitions/OAuth2SecurityScheme': 'oauth2',
  '#/definitions/OpenIdConnectSecurityScheme': 'openIdConnect',
};

/** The branches of a `oneOf` each under its condition, where a member (`type`, `in`, `scheme`) selects one. */
function choiceOf(branches: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] | undefined {
  const property = (branch: Readonly<Record<string, unknown>>, name: string): unknown =>
    isObject(branch['properties']) ? branch['properties'][name] : undefined;
  const [first = {}, second = {}] = branches;
  const scheme = property(first, 'scheme');
  if (branches.length === 2 && isObject(scheme) && property(second, 'scheme') !== undefined) {
    const { properties: _, ...rest } = second;
    return [conditional({ properties: { scheme }, required: ['scheme'] }, true, rest)];
  }
  const named = branches.map((branch): readonly [string, string] | undefined => {
    const type = securitySchemes[String(branch['$ref'])];
    if (type !== undefined) return ['type', type];
    const location = property(branch, 'in');
    const values = isObject(location) ? location['enum'] : undefined;
    return Array.isArray(values) ? ['in', String(values[0])] : undefined;
  });
  const known = named.filter((each) => each !== undefined);
  const [member = ''] = known[0] ?? [];
  if (known.length < branches.length) return undefined;
  return [
    { required: [member], properties: { [member]: { enum: known.map(([, value]) => value) } } },
    ...branches.map((branch, index) =>
      conditional(
        { required: [member], properties: { [member]: { const: known[index]?.[1] } } },
        branch,
        true,
      ),
    ),
  ];
}
