import { isObject } from '../json/pointer.ts';
import { type TypeName, typeOf } from '../json/type-of.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { conjuncts, type Steps } from './conjuncts.ts';
import type { Stage } from './normalize.ts';

/** The types of JSON, in the order in which code tests them. */
export const jsonTypes: readonly TypeName[] = ['string', 'object', 'array', 'number', 'boolean', 'null'];

/** What a schema is proven to require: no value outside these bounds is valid; values inside may still be invalid. */
export interface Facts {
  readonly types: ReadonlySet<TypeName>;
  /** Members an object must have whose value must be one of these strings. */
  readonly tags: ReadonlyMap<string, ReadonlySet<string>>;
}

const everything: Facts = { types: new Set(jsonTypes), tags: new Map() };
const nothing: Facts = { types: new Set(), tags: new Map() };

/** Of one question: schemas looked at, and how often a circle was cut. */
let looked = 0;
let cuts = 0;
/** Two schemas that each refer twice to the next are 2 to the power of their number; beyond this they may require anything. */
const mostLooked = 20_000;

/** What was found without cutting a circle, which is true from every starting point. */
const known = new WeakMap<Stage, WeakMap<object, Facts>>();

/** Necessary conditions of a schema in normal form, through `$ref`, `allOf` and unions. Cycles are taken to admit everything. */
export function factsOf(stage: Stage, schema: JsonSchema, seen: ReadonlySet<unknown> = new Set()): Facts {
  if (schema === true) return everything;
  if (schema === false) return nothing;
  const facts = known.get(stage) ?? new WeakMap<object, Facts>();
  known.set(stage, facts);
  const found = facts.get(schema);
  if (found !== undefined) return found;
  if (seen.size === 0) looked = 0;
  if (seen.has(schema) || ++looked > mostLooked) {
    cuts++;
    return everything;
  }
  const before = cuts;
  const result = lookedAt(stage, schema, seen);
  if (cuts === before) facts.set(schema, result);
  return result;
}

function lookedAt(stage: Stage, schema: JsonObject, seen: ReadonlySet<unknown>): Facts {
  const within = new Set([...seen, schema]);
  const parts: Facts[] = [ownFacts(stage, schema, within)];
  for (const part of conjuncts(schema, normalParts(stage))) parts.push(factsOf(stage, part, within));
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = schema[keyword];
    if (Array.isArray(branches)) parts.push(union(branches.map((branch) => factsOf(stage, branch, within))));
  }
  return intersection(parts);
}

/** The parts of a conjunction in normal form. What a dynamic reference means is not known where its schema stands. */
const normalParts = (stage: Stage): Steps<JsonSchema> => ({
  reference: (location, keyword) => (keyword === '$ref' ? stage.schemaAt(location) : undefined),
  branch: (schema) => schema,
});

function ownFacts(stage: Stage, schema: JsonObject, seen: ReadonlySet<unknown>): Facts {
  let types: ReadonlySet<TypeName> = everything.types;
  if (Object.hasOwn(schema, 'type')) {
    const named = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
    types = new Set(named.map((type) => (type === 'integer' ? 'number' : type) as TypeName));
  }
  const values = valuesOf(schema);
  if (values !== undefined) {
    const found = new Set(values.map(typeOf));
    types = new Set([...types].filter((type) => found.has(type)));
  }
  const tags = new Map<string, ReadonlySet<string>>();
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  for (const name of required) {
    const property = Object.hasOwn(properties, name) ? (properties[name] as JsonSchema) : undefined;
    const strings = property === undefined ? undefined : stringsOf(stage, property, seen);
    if (strings !== undefined) tags.set(name, strings);
  }
  return { types, tags };
}

/** The strings a schema is limited to; `undefined` when it admits anything else. */
function stringsOf(
  stage: Stage,
  schema: JsonSchema,
  seen: ReadonlySet<unknown>,
): ReadonlySet<string> | undefined {
  if (!isObject(schema)) return undefined;
  if (seen.has(schema) || ++looked > mostLooked) {
    cuts++;
    return undefined;
  }
  const values = valuesOf(schema);
  if (values !== undefined) {
    // Where `type` says string, what else is listed can never be.
    const admitted =
      schema['type'] === 'string' ? values.filter((value) => typeof value === 'string') : values;
    return admitted.every((value) => typeof value === 'string') ? new Set(admitted) : undefined;
  }
  const within = new Set([...seen, schema]);
  const branches = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(branches)) {
    const found = branches.map((branch) => stringsOf(stage, branch, within));
    if (found.every((strings) => strings !== undefined)) return new Set(found.flatMap((each) => [...each]));
  }
  for (const part of conjuncts(schema, normalParts(stage))) {
    const strings = stringsOf(stage, part, within);
    if (strings !== undefined) return strings;
  }
  return undefined;
}

function valuesOf(schema: JsonObject): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

/** All must hold. */
function intersection(parts: readonly Facts[]): Facts {
  let types: readonly TypeName[] = jsonTypes;
  const tags = new Map<string, ReadonlySet<string>>();
  for (const part of parts) {
    types = types.filter((type) => part.types.has(type));
    for (const [name, values] of part.tags) {
      const known = tags.get(name);
      tags.set(name, known === undefined ? values : new Set([...known].filter((value) => values.has(value))));
    }
  }
  return { types: new Set(types), tags };
}

/** One must hold: tags count only where every branch that admits objects has them. */
function union(parts: readonly Facts[]): Facts {
  const types = new Set(parts.flatMap((part) => [...part.types]));
  const objects = parts.filter((part) => part.types.has('object'));
  const [first] = objects;
  const tags = new Map<string, ReadonlySet<string>>();
  for (const name of first?.tags.keys() ?? []) {
    if (!objects.every((part) => part.tags.has(name))) continue;
    tags.set(name, new Set(objects.flatMap((part) => [...(part.tags.get(name) ?? [])])));
  }
  return { types, tags };
}

/** The property whose values divide most of the branches, if any: each branch requires it and no value is in all. `used` are not considered. */
export function tagOf(
  branches: readonly Facts[],
  preferred?: string,
  used: ReadonlySet<string> = new Set(),
): string | undefined {
  const [first] = branches;
  if (first === undefined || branches.length < 2) return undefined;
  const overlap = (name: string): number => {
    const values = branches.flatMap((branch) => [...(branch.tags.get(name) ?? [])]);
    return values.length - new Set(values).size;
  };
  const shared = [...first.tags.keys()].filter(
    (name) => !used.has(name) && branches.every((branch) => branch.tags.has(name)),
  );
  const ranked = shared
    .map((name) => ({ name, overlap: overlap(name) }))
    .sort((a, b) => a.overlap - b.overlap || Number(b.name === preferred) - Number(a.name === preferred));
  const [best] = ranked;
  if (best === undefined) return undefined;
  const distinct = new Set(
    branches.map((branch) => [...(branch.tags.get(best.name) ?? [])].sort().join('\0')),
  );
  return best.overlap === 0 || distinct.size > 1 ? best.name : undefined;
}
