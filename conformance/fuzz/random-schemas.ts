import fc from 'fast-check';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';

/** Names that schemas and values have in common, so that they meet. */
const names = ['a', 'b', 'kind', 'toString'] as const;
const name = fc.constantFrom(...names);
const scalar = fc.constantFrom<unknown>(null, true, 0, 1, 2, 0.5, '', 'a', 'x', 'ab');

/**
 * Schemas of 2020-12 without any sense: every keyword that rewriting touches, nested, contradicting, closed. References
 * lead to components further down the alphabet only, so that nothing refers to itself.
 */
function schemaArbitrary(references: readonly string[]): fc.Arbitrary<JsonSchema> {
  const { schema } = fc.letrec<{ readonly schema: JsonSchema }>((tie) => {
    const sub = tie('schema');
    const list = fc.array(sub, { minLength: 1, maxLength: 3 });
    const part = (keywords: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonObject> =>
      fc.record(keywords, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
    const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
    const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
      part({ type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })) }),
      part({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }),
      part({ const: scalar }),
      part({
        type: fc.constant('number'),
        minimum: fc.integer({ min: 0, max: 2 }),
        maximum: fc.integer({ min: 0, max: 2 }),
      }),
      part({ exclusiveMinimum: fc.integer({ min: 0, max: 1 }), multipleOf: fc.constantFrom(0.5, 1, 2) }),
      part({
        minLength: fc.integer({ min: 0, max: 2 }),
        maxLength: fc.integer({ min: 0, max: 2 }),
        pattern: fc.constantFrom('^a', 'x'),
      }),
    );
    const tagged = fc.record({
      type: fc.constant('object'),
      required: fc.constant(['kind']),
      properties: fc.record(
        { kind: fc.oneof(fc.constant({ const: 'a' }), fc.constant({ enum: ['x', 'ab'] })), a: sub },
        { requiredKeys: ['kind'] },
      ),
    });
    const properties = fc.dictionary(name, sub, { maxKeys: 3 });
    const object = part({
      type: fc.constant('object'),
      properties,
      required: fc.uniqueArray(name, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.constant(false), sub),
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'i'), sub, { maxKeys: 1 }),
      maxProperties: fc.integer({ min: 0, max: 3 }),
    });
    const open = part({ properties, required: fc.uniqueArray(name, { maxLength: 2 }) });
    const closed = part({ properties, additionalProperties: fc.constant(false) });
    const array = part({
      type: fc.constant('array'),
      items: sub,
      prefixItems: list,
      contains: sub,
      maxItems: fc.integer({ min: 0, max: 3 }),
      uniqueItems: fc.boolean(),
    });
    const rare = part({
      propertyNames: fc.oneof(
        part({ maxLength: fc.constant(1) }),
        part({ enum: fc.constant(['a', 'kind']) }),
      ),
      dependentRequired: fc.constantFrom({ a: ['b'] }, { kind: ['a', 'b'] }),
      dependentSchemas: fc.dictionary(name, sub, { minKeys: 1, maxKeys: 1 }),
      not: sub,
    });
    const conditional = fc.tuple(sub, fc.option(sub), fc.option(sub)).map(
      ([test, yes, no]): JsonObject => ({
        if: test,
        ...Object.fromEntries(
          [
            ['then', yes],
            ['else', no],
          ].filter(([, branch]) => branch !== null),
        ),
      }),
    );
    const beside = fc.oneof(fc.constant({}), open, leaf, closed, object);
    const combined = fc
      .tuple(fc.constantFrom('allOf', 'allOf', 'anyOf', 'oneOf'), list, beside)
      .map(([keyword, branches, own]): JsonObject => ({ ...own, [keyword]: branches }));
    const tags = fc
      .tuple(
        fc.constantFrom('anyOf', 'oneOf'),
        fc.array(fc.oneof(tagged, tagged, sub), { minLength: 2, maxLength: 3 }),
      )
      .map(([keyword, branches]): JsonObject => ({ [keyword]: branches }));
    const unevaluated = fc
      .tuple(
        fc.oneof(combined, open, array, conditional),
        fc.constantFrom('unevaluatedProperties', 'unevaluatedItems'),
        fc.oneof(fc.constant(false), leaf),
      )
      .map(([own, keyword, value]): JsonObject => ({ ...own, [keyword]: value }));
    const reference = fc
      .tuple(
        fc.constantFrom(...(references.length === 0 ? ['Z'] : references)),
        fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: open }),
      )
      .map(([target, own]): JsonObject => ({ ...own, $ref: `#/components/schemas/${target}` }));
    return {
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.constantFrom(true, false),
        open,
        closed,
        object,
        array,
        rare,
        combined,
        combined,
        tags,
        conditional,
        unevaluated,
        reference,
      ) as fc.Arbitrary<JsonSchema>,
    };
  });
  return schema;
}

/** A document of three schemas, `A` over `B` over `C`; `Z` takes anything. */
export const randomDocument: fc.Arbitrary<JsonObject> = fc
  .record({
    A: schemaArbitrary(['B', 'C', 'Z']),
    B: schemaArbitrary(['C', 'Z']),
    C: schemaArbitrary([]),
    Z: fc.constant(true),
  })
  .map((schemas): JsonObject => ({ openapi: '3.1.0', components: { schemas } }));

/** The same for OpenAPI 3.0: its own keywords, `nullable` beside anything, boolean exclusive limits, siblings of `$ref`. */
function schemaArbitrary30(references: readonly string[]): fc.Arbitrary<JsonObject> {
  const { schema } = fc.letrec<{ readonly schema: JsonObject }>((tie) => {
    const sub = tie('schema');
    const part = (keywords: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonObject> =>
      fc.record(keywords, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
    const bound = fc.integer({ min: 0, max: 2 });
    const leaf = fc.oneof(
      part({
        type: fc.constantFrom('string', 'boolean', 'object', 'array'),
        enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
        maxLength: bound,
      }),
      part({
        type: fc.constantFrom('number', 'integer'),
        minimum: bound,
        exclusiveMinimum: fc.boolean(),
        maximum: bound,
        exclusiveMaximum: fc.boolean(),
      }),
    );
    const object = part({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.oneof(name, fc.constantFrom('example', 'nullable')), sub, { maxKeys: 3 }),
      required: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), sub),
    });
    const array = fc.record({ type: fc.constant('array'), items: sub });
    const combined = fc
      .tuple(
        fc.constantFrom('allOf', 'allOf', 'anyOf', 'oneOf'),
        fc.array(sub, { minLength: 1, maxLength: 3 }),
        fc.oneof(fc.constant({}), object, leaf),
      )
      .map(([keyword, branches, own]): JsonObject => ({ ...own, [keyword]: branches }));
    const reference = fc
      .tuple(
        fc.constantFrom(...(references.length === 0 ? ['Z'] : references)),
        fc.oneof(fc.constant({}), leaf),
      )
      .map(([target, own]): JsonObject => ({ ...own, $ref: `#/components/schemas/${target}` }));
    return {
      schema: fc
        .tuple(
          fc.oneof(
            { depthSize: 'small', withCrossShrink: true },
            leaf,
            object,
            array,
            combined,
            combined,
            reference,
          ),
          fc.constantFrom(true, false, undefined, undefined),
        )
        .map(([own, nullable]): JsonObject => (nullable === undefined ? own : { ...own, nullable })),
    };
  });
  return schema;
}

/** A document of OpenAPI 3.0 of the same build as {@link randomDocument}. */
export const randomDocument30: fc.Arbitrary<JsonObject> = fc
  .record({
    A: schemaArbitrary30(['B', 'C', 'Z']),
    B: schemaArbitrary30(['C', 'Z']),
    C: schemaArbitrary30([]),
    Z: fc.constant({}),
  })
  .map((schemas): JsonObject => ({ openapi: '3.0.3', components: { schemas } }));

/** JSON of the same few names and scalars. */
export const randomValue: fc.Arbitrary<unknown> = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record(
      { kind: fc.constantFrom('a', 'x', 'ab', 'zz'), a: tie('value'), b: tie('value') },
      { requiredKeys: ['kind'] },
    ),
  ),
})).value;
