import { child, isObject } from '../json/pointer.ts';
import { typeNames } from '../json/type-of.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { below, type Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';

/** One way not to satisfy a schema: schemas that hold instead; `exact` when they leave no value that satisfies it. */
export interface Negation {
  readonly instead: readonly Placed[];
  readonly exact: boolean;
}

const largest = 10_000;
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
  const ways: Negation[] = [];
  const giant: Negation[] = [];
  const add = (instead: JsonObject, exact = true): void => {
    ways.push({ instead: [{ schema: reader.make(instead), at }], exact });
  };
  const number = (keyword: string, instead: string): void => {
    if (typeof schema[keyword] === 'number') add({ type: 'number', [instead]: schema[keyword] });
  };
  const count = (keyword: string, type: string, instead: string, step: 1 | -1): void => {
    const bound = schema[keyword];
    if (typeof bound !== 'number' || bound + step < 0) return;
    if (bound > largest)
      giant.push({ instead: [{ schema: reader.make({ type, [instead]: bound + step }), at }], exact: true });
    else add({ type, [instead]: bound + step });
  };
  if (schema['type'] !== undefined) {
    const names = new Set<unknown>([schema['type']].flat());
    const others = typeNames.filter((name) => !names.has(name));
    const fractional = names.has('integer') && !names.has('number');
    if (others.length > 0) add({ type: fractional ? others.filter((name) => name !== 'number') : others });
    if (fractional) add({ type: 'number' }, false);
  }
  const otherTypes = ways.length;
  if (Object.hasOwn(schema, 'const') || schema['enum'] !== undefined)
    ways.push({ instead: [], exact: false });
  number('minimum', 'exclusiveMaximum');
  number('maximum', 'exclusiveMinimum');
  number('exclusiveMinimum', 'maximum');
  number('exclusiveMaximum', 'minimum');
  count('minLength', 'string', 'maxLength', -1);
  count('maxLength', 'string', 'minLength', 1);
  count('minItems', 'array', 'maxItems', -1);
  count('maxItems', 'array', 'minItems', 1);
  count('minProperties', 'object', 'maxProperties', -1);
  count('maxProperties', 'object', 'minProperties', 1);
  if (schema['multipleOf'] !== undefined) add({ type: 'number' }, false);
  if (schema['pattern'] !== undefined || typeof schema['format'] === 'string') add({ type: 'string' }, false);
  if (schema['uniqueItems'] === true) add({ type: 'array', minItems: 2 }, false);
  if (Array.isArray(schema['required'])) {
    for (const name of schema['required']) add({ type: 'object', properties: { [String(name)]: false } });
  }
  if (isObject(schema['properties'])) {
    for (const [name, own] of Object.entries(schema['properties'])) {
      if (own !== true) add({ type: 'object', required: [name], properties: { [name]: { not: own } } });
    }
  }
  if (schema['items'] !== undefined && schema['items'] !== true) {
    add(
      { type: 'array', minItems: 1, contains: { not: schema['items'] } },
      schema['prefixItems'] === undefined,
    );
  }
  if (schema['contains'] !== undefined) {
    const plain = schema['minContains'] === undefined && schema['maxContains'] === undefined;
    add({ type: 'array', items: { not: schema['contains'] } }, plain);
  }
  for (const keyword of ['additionalProperties', 'patternProperties', 'propertyNames', 'dependentRequired']) {
    if (schema[keyword] !== undefined && schema[keyword] !== true)
      add({ type: 'object', minProperties: 1 }, false);
  }
  for (const keyword of [
    'if',
    'dependentSchemas',
    'prefixItems',
    'unevaluatedProperties',
    'unevaluatedItems',
  ]) {
    if (schema[keyword] !== undefined) ways.push({ instead: [], exact: false });
  }
  const all = [...ways, ...negateApplicators(reader, schema, at, hops)];
  // Ten million characters break a `maxLength` too; that is done where nothing else can be.
  return all.length > otherTypes ? all : [...all, ...giant];
}

function negateApplicators(
  reader: Reader,
  schema: JsonObject,
  at: string,
  hops: number,
): readonly Negation[] {
  const ways: Negation[] = [];
  const target = typeof schema['$ref'] === 'string' ? reader.resolve(schema['$ref'], at) : undefined;
  if (target !== undefined) ways.push(...negationsOf(reader, target, hops + 1));
  if (Array.isArray(schema['allOf'])) {
    for (const [index, part] of schema['allOf'].entries()) {
      ways.push(...negationsOf(reader, below(at, part, 'allOf', index), hops + 1));
    }
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = schema[keyword];
    if (!Array.isArray(branches)) continue;
    const instead = branches.map((branch, index) => ({
      schema: reader.make({ not: branch as unknown }),
      at: below(at, branch, keyword, index).at,
    }));
    ways.push({ instead, exact: true });
  }
  if (schema['not'] !== undefined) {
    ways.push({ instead: [{ schema: schema['not'] as JsonSchema, at: child(at, 'not') }], exact: true });
  }
  return ways;
}
