import { createRequire } from 'node:module';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Dialect } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';
import { type OfficialSchema, printedValidators } from './printed-validators.ts';

/** The names of the official schemas. */
export const officialSchemas: readonly OfficialSchema[] = ['3.0', '3.1', '3.2', '2020-12'];

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

const validators = new Map<OfficialSchema, ValidateFunction>();

/** The validator of an official schema, with every error: the printed one, or compiled here. It is made once. */
export function officialValidator(name: OfficialSchema): ValidateFunction {
  const validate = validators.get(name) ?? printedValidators[name]?.() ?? compileOfficial(name).validate;
  validators.set(name, validate);
  return validate;
}

/** An official schema compiled, beside the engine that can print it when `isPrinted`. */
export function compileOfficial(
  name: OfficialSchema,
  isPrinted = false,
): { readonly engine: Ajv2020; readonly validate: ValidateFunction } {
  // A validator that runs for one document: what makes its code faster costs more than it saves, unless it is printed.
  const engine = new Ajv2020({
    allErrors: true,
    strict: false,
    validateFormats: false,
    validateSchema: false,
    code: { optimize: isPrinted, source: isPrinted },
    logger: false,
  });
  const validate =
    name === '2020-12'
      ? (engine.getSchema('https://json-schema.org/draft/2020-12/schema') as ValidateFunction)
      : engine.compile(officialSchema(name));
  return { engine, validate };
}

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
