import { equalJson } from '../json/equal-json.ts';
import { child, isObject } from '../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { hintsOf } from '../schema/hints.ts';
import { below, type Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';
import { planOf } from './build.ts';
import { heightOf } from './height.ts';
import type { PlanMode } from './ingredients.ts';
import { negationsOf } from './negate.ts';
import type { KeywordPlace } from './plan.ts';

/** One way to satisfy an applicator: schemas that hold then, and what remains to be checked. */
export interface Alternative {
  readonly add: readonly Placed[];
  readonly checks: readonly Placed[];
}

export interface Alternatives {
  readonly source: KeywordPlace;
  readonly alternatives: readonly Alternative[];
}

const known = new WeakMap<Reader, WeakMap<object, Alternatives>>();
const mostPairs = 12;
const mostNegations = 16;

/** The ways to satisfy a schema of one applicator, see {@link atomsOf}. */
export function alternativesOf(reader: Reader, choice: Placed, mode: PlanMode): Alternatives {
  if (mode.lax) return workOut(reader, choice, true);
  const cache = known.get(reader) ?? new WeakMap<object, Alternatives>();
  known.set(reader, cache);
  const cached = cache.get(choice.schema as object);
  if (cached !== undefined) return cached;
  const result = workOut(reader, choice, false);
  cache.set(choice.schema as object, result);
  return result;
}

function workOut(reader: Reader, { schema: given, at }: Placed, lax: boolean): Alternatives {
  const schema = given as JsonObject;
  const of = (keyword: string, alternatives: readonly Alternative[]): Alternatives => ({
    source: { keyword, at: child(at, keyword) },
    alternatives,
  });
  if (Array.isArray(schema['anyOf'])) return of('anyOf', branchesOf(schema, at, 'anyOf').map(plainly));
  if (Array.isArray(schema['oneOf'])) {
    const branches = branchesOf(schema, at, 'oneOf');
    return of('oneOf', lax ? branches.map(plainly) : exclusively(reader, { schema, at }, branches));
  }
  if (schema['if'] !== undefined) {
    const test = schema['if'] as JsonSchema;
    const arm = (keyword: string): readonly Placed[] =>
      schema[keyword] === undefined
        ? []
        : [{ schema: schema[keyword] as JsonSchema, at: child(at, keyword) }];
    const place = child(at, 'if');
    const otherwise = { schema: negated(reader, test), at: place };
    return of('if', [
      { add: [{ schema: test, at: place }, ...arm('then')], checks: [] },
      { add: [otherwise, ...arm('else')], checks: [] },
    ]);
  }
  if (schema['not'] !== undefined) {
    const ways = negationsOf(reader, { schema: schema['not'] as JsonSchema, at: child(at, 'not') });
    return of(
      'not',
      ways.map(({ instead, exact }) => ({ add: instead, checks: exact ? [] : [{ schema, at }] })),
    );
  }
  const { dependentSchemas } = schema;
  const [trigger = ''] = Object.keys(isObject(dependentSchemas) ? dependentSchemas : {});
  const own = (dependentSchemas as JsonObject)[trigger] as JsonSchema;
  const absent = once(schema, 'absent', () => reader.make({ properties: { [trigger]: false } }));
  const present = once(schema, 'present', () => reader.make({ required: [trigger] }));
  return of('dependentSchemas', [
    { add: [{ schema: absent, at }], checks: [] },
    {
      add: [
        { schema: present, at },
        { schema: own, at: child(at, 'dependentSchemas', trigger) },
      ],
      checks: [],
    },
  ]);
}

const made = new WeakMap<object, Map<string, JsonObject>>();

/** An object made once for `owner` and `name`: plans are known by the identity of their schemas. */
function once(owner: object, name: string, make: () => JsonObject): JsonObject {
  const own = made.get(owner) ?? new Map<string, JsonObject>();
  made.set(owner, own);
  const schema = own.get(name) ?? make();
  own.set(name, schema);
  return schema;
}

function negated(reader: Reader, schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return !schema;
  return reader.make(once(schema, `not ${reader.dialect} ${reader.view ?? ''}`, () => ({ not: schema })));
}

const plainly = (branch: Placed): Alternative => ({ add: [branch], checks: [] });

/** The branches of a union, each with its place. */
export const branchesOf = (schema: JsonObject, at: string, keyword: string): readonly Placed[] =>
  (schema[keyword] as readonly JsonSchema[]).map((branch, index) => below(at, branch, keyword, index));

/** Branch by branch what holds when exactly that branch does: by construction where branches are disjoint. */
function exclusively(reader: Reader, union: Placed, branches: readonly Placed[]): readonly Alternative[] {
  return branches.map((branch, index) => {
    const rivals = branches.filter(
      (other, rival) => rival !== index && !disjoint(reader, branch, other, branches.length),
    );
    if (rivals.length === 0) return plainly(branch);
    // Rivals with few ways to be missed are ruled out by construction, as far as the combinations stay few.
    const counted = rivals
      .map((rival) => ({ rival, ways: negationsOf(reader, rival) }))
      .sort((one, two) => one.ways.length - two.ways.length);
    let product = 1;
    let exact = true;
    const add = [branch];
    for (const { rival, ways } of counted) {
      product *= ways.length;
      if (product > mostNegations) {
        exact = false;
        break;
      }
      add.push({ schema: negated(reader, rival.schema), at: rival.at });
      if (!ways.every((way) => way.exact)) exact = false;
    }
    return { add, checks: exact ? [] : [union] };
  });
}

/** True when it is proven that no value satisfies both schemas. */
export function disjoint(reader: Reader, left: Placed, right: Placed, among = 2): boolean {
  const one = hintsOf(reader, left);
  const two = hintsOf(reader, right);
  if (one.types !== undefined && two.types !== undefined) {
    const types = two.types;
    if (![...one.types].some((name) => types.has(name))) return true;
  }
  for (const [name, values] of one.tags) {
    const others = two.tags.get(name);
    if (others === undefined || !one.required.has(name) || !two.required.has(name)) continue;
    if (one.types?.size !== 1 || !one.types.has('object')) continue;
    if (!values.some((value) => others.some((other) => equalJson(value, other)))) return true;
  }
  if (among > mostPairs) return false;
  return heightOf(planOf(reader, [left, right], [], { lax: true })) === Number.POSITIVE_INFINITY;
}
