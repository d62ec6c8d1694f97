import { isObject } from '../json/pointer.ts';
import { type TypeName, typeNames } from '../json/type-of.ts';
import type { JsonObject } from '../json/types.ts';
import { below, type Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';
import { type KeywordReader, type SchemaVisitor, visitSchema } from '../schema/visit.ts';

/** One way not to satisfy a schema: schemas that hold instead; `exact` when they leave no value that satisfies it. */
export interface Negation {
  readonly instead: readonly Placed[];
  readonly exact: boolean;
}

const largest = 10_000;
const mostOverlapping = 4;
const known = new WeakMap<Reader, WeakMap<object, readonly Negation[]>>();

/** The ways not to satisfy a schema, one for each keyword that can be broken; none when everything satisfies it. */
export function negationsOf(reader: Reader, placed: Placed, hops = 0): readonly Negation[] {
  const { schema, at } = placed;
  if (schema === true) return [];
  if (schema === false) return [{ instead: [], exact: true }];
  const reading = reader.read(schema);
  const cache = known.get(reader) ?? new WeakMap<object, readonly Negation[]>();
  known.set(reader, cache);
  const cached = cache.get(reading);
  if (cached !== undefined) return cached;
  const result = hops > 8 ? [{ instead: [], exact: false }] : negate(reader, reading, at, hops);
  if (hops === 0) cache.set(reading, result);
  return result;
}

function negate(reader: Reader, schema: JsonObject, at: string, hops: number): readonly Negation[] {
  const found = visitSchema(schema, ways, { reader, at, hops });
  const all = found.flatMap(({ usual }) => usual);
  // Ten million characters break a `maxLength` too; that is done where nothing but another type can be.
  const others = found.some(({ usual, byType }) => usual.length > (byType ?? 0));
  return others ? all : [...all, ...found.flatMap(({ giant = [] }) => giant)];
}

/** Where a keyword stands. */
interface Place {
  readonly reader: Reader;
  readonly at: string;
  /** Schemas that lead here. */
  readonly hops: number;
}

/** The ways to break one keyword. */
interface Ways {
  readonly usual: readonly Negation[];
  /** Ways that need values larger than anybody wants. */
  readonly giant?: readonly Negation[];
  /** How many of the usual ones are values of another type. */
  readonly byType?: number;
}

type Break = KeywordReader<Ways, Place>;

const none: Ways = { usual: [] };
/** A way without a plan of its own: values are sampled and checked. */
const unseen: Break = () => ({ usual: [{ instead: [], exact: false }] });

const instead = ({ reader, at }: Place, schema: JsonObject, exact = true): Negation => ({
  instead: [{ schema: reader.make(schema), at }],
  exact,
});

/** Any other value of the type, checked once it is sampled. */
const another =
  (schema: JsonObject): Break =>
  (_, place) => ({ usual: [instead(place, schema, false)] });

const bound =
  (keyword: string, opposite: string): Break =>
  (schema, place) =>
    typeof schema[keyword] === 'number'
      ? { usual: [instead(place, { type: 'number', [opposite]: schema[keyword] })] }
      : none;

const count =
  (keyword: string, type: TypeName, opposite: string, step: 1 | -1): Break =>
  (schema, place) => {
    const limit = schema[keyword];
    if (typeof limit !== 'number' || limit + step < 0) return none;
    const way = instead(place, { type, [opposite]: limit + step });
    return limit > largest ? { usual: [], giant: [way] } : { usual: [way] };
  };

const breakType: Break = ({ type }, place) => {
  const names = new Set<unknown>([type].flat());
  const others = typeNames.filter((name) => !names.has(name));
  const isFractional = names.has('integer') && !names.has('number');
  const usual = [
    ...(others.length > 0
      ? [instead(place, { type: isFractional ? others.filter((name) => name !== 'number') : others })]
      : []),
    ...(isFractional ? [instead(place, { type: 'number' }, false)] : []),
  ];
  return { usual, byType: usual.length };
};

const breakContains: Break = (schema, place) =>
  schema['contains'] === undefined
    ? none
    : {
        usual: [
          instead(
            place,
            { type: 'array', items: { not: schema['contains'] } },
            schema['minContains'] === undefined && schema['maxContains'] === undefined,
          ),
        ],
      };

/** The ways not to satisfy what a reference leads to. */
const breakTarget = ({ reader, hops }: Place, target: Placed | undefined): Ways =>
  target === undefined ? none : { usual: negationsOf(reader, target, hops + 1) };

const breakUnion =
  (keyword: 'anyOf' | 'oneOf'): Break =>
  (schema, { reader, at }) => {
    const branches = schema[keyword];
    if (!Array.isArray(branches)) return none;
    const noBranch = branches.map((branch, index) => ({
      schema: reader.make({ not: branch as unknown }),
      at: below(at, branch, keyword, index).at,
    }));
    return {
      usual: [{ instead: noBranch, exact: true }, ...(keyword === 'oneOf' ? bothHold(branches, at) : [])],
    };
  };

/** How each keyword is broken, in the order in which the ways are tried. */
const ways: SchemaVisitor<Ways, Place> = {
  type: breakType,
  const: unseen,
  enum: unseen,
  minimum: bound('minimum', 'exclusiveMaximum'),
  maximum: bound('maximum', 'exclusiveMinimum'),
  exclusiveMinimum: bound('exclusiveMinimum', 'maximum'),
  exclusiveMaximum: bound('exclusiveMaximum', 'minimum'),
  minLength: count('minLength', 'string', 'maxLength', -1),
  maxLength: count('maxLength', 'string', 'minLength', 1),
  minItems: count('minItems', 'array', 'maxItems', -1),
  maxItems: count('maxItems', 'array', 'minItems', 1),
  minProperties: count('minProperties', 'object', 'maxProperties', -1),
  maxProperties: count('maxProperties', 'object', 'minProperties', 1),
  multipleOf: another({ type: 'number' }),
  pattern: another({ type: 'string' }),
  format: ({ format }, place) =>
    typeof format === 'string' ? { usual: [instead(place, { type: 'string' }, false)] } : none,
  uniqueItems: ({ uniqueItems }, place) =>
    uniqueItems === true ? { usual: [instead(place, { type: 'array', minItems: 2 }, false)] } : none,
  required: ({ required }, place) => ({
    usual: (Array.isArray(required) ? required : []).map((name) =>
      instead(place, { type: 'object', properties: { [String(name)]: false } }),
    ),
  }),
  properties: ({ properties }, place) => ({
    usual: Object.entries(isObject(properties) ? properties : {})
      .filter(([, own]) => own !== true)
      .map(([name, own]) =>
        instead(place, { type: 'object', required: [name], properties: { [name]: { not: own } } }),
      ),
  }),
  items: ({ items, prefixItems }, place) =>
    items === true
      ? none
      : {
          usual: [
            instead(
              place,
              { type: 'array', minItems: 1, contains: { not: items } },
              prefixItems === undefined,
            ),
          ],
        },
  contains: breakContains,
  minContains: breakContains,
  maxContains: breakContains,
  additionalProperties: ({ additionalProperties }, place) =>
    additionalProperties === true
      ? none
      : { usual: [instead(place, { type: 'object', minProperties: 1 }, false)] },
  patternProperties: another({ type: 'object', minProperties: 1 }),
  propertyNames: another({ type: 'object', minProperties: 1 }),
  dependentRequired: another({ type: 'object', minProperties: 1 }),
  if: unseen,
  then: unseen,
  else: unseen,
  dependentSchemas: unseen,
  prefixItems: unseen,
  unevaluatedProperties: unseen,
  unevaluatedItems: unseen,
  $ref: ({ $ref }, place) =>
    breakTarget(place, typeof $ref === 'string' ? place.reader.resolve($ref, place.at) : undefined),
  $dynamicRef: ({ $dynamicRef }, place) =>
    breakTarget(
      place,
      typeof $dynamicRef === 'string' ? place.reader.resolveDynamic($dynamicRef, place.at) : undefined,
    ),
  allOf: ({ allOf }, { reader, at, hops }) => ({
    usual: (Array.isArray(allOf) ? allOf : []).flatMap((part, index) =>
      negationsOf(reader, below(at, part, 'allOf', index), hops + 1),
    ),
  }),
  anyOf: breakUnion('anyOf'),
  oneOf: breakUnion('oneOf'),
  not: ({ not }, { at }) => ({ usual: [{ instead: [below(at, not, 'not')], exact: true }] }),
};

/** A value that two branches of a `oneOf` accept is refused as well. Among many branches none is what breaks it. */
function bothHold(branches: readonly unknown[], at: string): readonly Negation[] {
  if (branches.length > mostOverlapping) return [];
  const placed = branches.map((branch, index) => below(at, branch, 'oneOf', index));
  return placed.flatMap((left, index) =>
    placed.slice(index + 1).map((right) => ({ instead: [left, right], exact: true })),
  );
}
