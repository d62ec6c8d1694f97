import fc from 'fast-check';
import type { JsonObject } from '../../generator/json/types.ts';
import { memberName, prose } from './openapi-names.ts';

/** The versions whose documents are sampled. */
export type SampledVersion = '3.0' | '3.1';

/** Which components a schema may refer to: directly only such as do not lead back to it, from within a member any. */
export interface Targets {
  readonly direct: readonly string[];
  readonly nested: readonly string[];
}

/** An object of some of the keywords. */
export const part = (keywords: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonObject> =>
  fc.record(keywords, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

/** An object from names and values; `__proto__` is a name like any other. */
export const mapOf = (
  names: fc.Arbitrary<string>,
  values: fc.Arbitrary<unknown>,
  maxKeys: number,
  minKeys = 0,
): fc.Arbitrary<JsonObject> =>
  fc
    .uniqueArray(fc.tuple(names, values), {
      minLength: minKeys,
      maxLength: maxKeys,
      selector: ([name]) => name,
    })
    .map((entries) => Object.fromEntries(entries));

const scalars: readonly unknown[] = [
  'a',
  'b',
  'foo-bar',
  'foo_bar',
  '',
  '*/',
  "'",
  '1',
  0,
  1,
  -1,
  0.5,
  true,
  false,
];

/** A reference to one of some components. */
export const referenceTo = (names: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc.constantFrom(...names).map((name) => ({ $ref: `#/components/schemas/${name}` }));

/** Schemas as documents have them: named members, enums, unions, references, sizes, formats; few that nothing satisfies. */
export function schemaOf(version: SampledVersion, targets: Targets): fc.Arbitrary<JsonObject> {
  const { schema } = fc.letrec<{ readonly schema: JsonObject }>((tie) => {
    const inner = tie('schema');
    const nested =
      targets.nested.length === 0
        ? inner
        : fc.oneof({ weight: 3, arbitrary: inner }, { weight: 1, arbitrary: referenceTo(targets.nested) });
    const plain = fc.oneof(text, number, fc.constant<JsonObject>({ type: 'boolean' }), values(version));
    const composed = composedOf(inner, targets.direct);
    const modern = version === '3.1' ? [modernOf(nested)] : [];
    const structure = fc.oneof(objectOf(nested), objectOf(nested), arrayOf(nested), composed, ...modern);
    return {
      schema: fc
        .tuple(
          fc.oneof({ depthSize: 'small', withCrossShrink: true }, plain, structure, structure),
          annotations,
        )
        .map(([own, notes]): JsonObject => ({ ...notes, ...own }))
        .chain((own) => nullable(version, own)),
    };
  });
  return schema;
}

const annotations = part({
  title: prose,
  description: prose,
  deprecated: fc.boolean(),
  readOnly: fc.constant(false),
  'x-odd': prose,
});

const text: fc.Arbitrary<JsonObject> = fc
  .oneof(
    part({
      minLength: fc.integer({ min: 0, max: 2 }),
      maxLength: fc.integer({ min: 2, max: 9 }),
      default: fc.constant('x'),
      example: prose,
    }),
    part({ pattern: fc.constantFrom('^[a-z]+$', '^\\d{2}/\\*$', "'`$[{]x}", '^(?:a|b)*$', '\\p{L}') }),
    fc.record({
      format: fc.constantFrom(
        'date-time',
        'date',
        'uuid',
        'email',
        'uri',
        'binary',
        'byte',
        'password',
        'odd-one',
        'ipv4',
      ),
    }),
  )
  .map((own) => ({ type: 'string', ...own }));

const number: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom('number', 'integer'),
    part({
      minimum: fc.integer({ min: -2, max: 1 }),
      maximum: fc.integer({ min: 2, max: 9 }),
      multipleOf: fc.constantFrom(1, 0.5),
      format: fc.constantFrom('int32', 'int64', 'float', 'double'),
      default: fc.constantFrom(1, 2),
    }),
  )
  .map(([type, own]) => ({ type, ...own }));

/** `enum` of one kind or mixed, with null where that is a value; `const`. */
function values(version: SampledVersion): fc.Arbitrary<JsonObject> {
  const strings = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'foo-bar', 'foo_bar', '', '*/', "'", '\u2028', '__proto__', '1'), {
      minLength: 1,
      maxLength: 4,
    })
    .map((list): JsonObject => ({ type: 'string', enum: list }));
  const mixed = fc
    .uniqueArray(fc.constantFrom<unknown>(...scalars, null), { minLength: 1, maxLength: 4 })
    .map((list): JsonObject => ({ enum: list }));
  const constant = fc.constantFrom<unknown>(...scalars, null).map((value): JsonObject => ({ const: value }));
  return version === '3.1' ? fc.oneof(strings, mixed, constant) : fc.oneof(strings, mixed);
}

function objectOf(member: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(
      mapOf(memberName, member, 4),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.boolean() },
        { weight: 1, arbitrary: member },
      ),
    )
    .map(([properties, isRequired, additionalProperties]): JsonObject => {
      const required = Object.keys(properties).filter((_, index) => isRequired[index] === true);
      return {
        type: 'object',
        properties,
        ...(required.length === 0 ? {} : { required }),
        ...(additionalProperties === undefined ? {} : { additionalProperties }),
      };
    });
}

const arrayOf = (items: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(
      items,
      part({
        minItems: fc.constantFrom(0, 1),
        maxItems: fc.constantFrom(2, 3, 50),
        uniqueItems: fc.constant(false),
      }),
    )
    .map(([each, own]): JsonObject => ({ type: 'array', items: each, ...own }));

function composedOf(inner: fc.Arbitrary<JsonObject>, direct: readonly string[]): fc.Arbitrary<JsonObject> {
  const branch = direct.length === 0 ? inner : fc.oneof(inner, referenceTo(direct));
  const union = fc
    .tuple(fc.constantFrom('oneOf', 'anyOf'), fc.array(branch, { minLength: 1, maxLength: 3 }))
    .map(([keyword, branches]): JsonObject => ({ [keyword]: branches }));
  const merged = fc
    .tuple(
      fc.array(fc.oneof(objectOf(inner), branch), { minLength: 1, maxLength: 3 }),
      fc.oneof(fc.constant({}), objectOf(inner)),
    )
    .map(([branches, own]): JsonObject => ({ ...own, allOf: branches }));
  return direct.length === 0 ? fc.oneof(union, merged) : fc.oneof(union, merged, referenceTo(direct));
}

/** What 2020-12 has beyond 3.0. */
function modernOf(nested: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  const types = fc.uniqueArray(fc.constantFrom('string', 'number', 'null', 'boolean', 'object', 'array'), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.oneof(
    types.map((type): JsonObject => ({ type })),
    fc
      .tuple(
        fc.array(fc.oneof(nested, fc.boolean()), { minLength: 1, maxLength: 3 }),
        fc.oneof(fc.boolean(), nested),
      )
      .map(([prefixItems, items]): JsonObject => ({ type: 'array', prefixItems, items })),
    fc
      .tuple(fc.constantFrom('^x-', '[0-9]', "'`"), nested)
      .map(([pattern, each]): JsonObject => ({ type: 'object', patternProperties: { [pattern]: each } })),
    mapOf(memberName, fc.boolean(), 3, 1).map((properties): JsonObject => ({ type: 'object', properties })),
    nested.map(
      (each): JsonObject => ({ type: 'object', propertyNames: { maxLength: 3 }, additionalProperties: each }),
    ),
    nested.map(
      (each): JsonObject => ({
        type: 'object',
        dependentRequired: { id: ['name'] },
        dependentSchemas: { kind: each },
      }),
    ),
    fc.tuple(nested, nested).map(
      ([yes, no]): JsonObject =>
        // A literal with a member of this name would look like a promise to the linter.
        Object.fromEntries([
          ['if', { type: 'string' }],
          ['then', yes],
          ['else', no],
        ]),
    ),
    fc.constant<JsonObject>({
      contentMediaType: 'application/json',
      contentEncoding: 'base64',
      type: 'string',
    }),
  );
}

/** Sometimes null too, in the way of the version. */
function nullable(version: SampledVersion, schema: JsonObject): fc.Arbitrary<JsonObject> {
  const { type } = schema;
  const isPlain = typeof type === 'string' && schema['enum'] === undefined;
  const other: JsonObject | undefined =
    version === '3.0' && schema['$ref'] === undefined
      ? { ...schema, nullable: true }
      : isPlain && version === '3.1'
        ? { ...schema, type: [type, 'null'] }
        : undefined;
  if (other === undefined) return fc.constant(schema);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(schema) },
    { weight: 1, arbitrary: fc.constant(other) },
  );
}
