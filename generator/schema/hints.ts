import { equalJson } from '../json/equal-json.ts';
import { child, isObject } from '../json/pointer.ts';
import { type TypeName, typeOf } from '../json/type-of.ts';
import type { JsonObject } from '../json/types.ts';
import type { Placed } from './placed.ts';
import { placedConjuncts, type Reader } from './reader.ts';

/** What a schema says for certain of any value it accepts, as far as is seen through `$ref` and `allOf`. */
export interface Hints {
  /** Types it may have; absent: any. */
  readonly types?: ReadonlySet<TypeName>;
  /** Members with a finite list of values; `required` of them apart. */
  readonly tags: ReadonlyMap<string, readonly unknown[]>;
  readonly required: ReadonlySet<string>;
}

const hints = new WeakMap<Reader, WeakMap<object, Hints>>();
const none: Hints = { tags: new Map(), required: new Set() };

/** The {@link Hints} of a schema. */
export function hintsOf(reader: Reader, placed: Placed, hops = 0): Hints {
  const { schema } = placed;
  if (typeof schema === 'boolean' || hops > 12) return none;
  const known = hints.get(reader) ?? new WeakMap<object, Hints>();
  hints.set(reader, known);
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  const result = workOut(reader, reader.read(schema), placed.at, hops);
  if (hops === 0) known.set(schema, result);
  return result;
}

function workOut(reader: Reader, schema: JsonObject, at: string, hops: number): Hints {
  let types = typesSaid(schema);
  const tags = new Map<string, readonly unknown[]>();
  const required = new Set<string>();
  if (Array.isArray(schema['required'])) for (const name of schema['required']) required.add(String(name));
  if (isObject(schema['properties'])) {
    for (const [name, property] of Object.entries(schema['properties'])) {
      const values = valuesOf(reader, property, child(at, 'properties', name));
      if (values !== undefined) tags.set(name, values);
    }
  }
  for (const part of placedConjuncts(reader, schema, at)) {
    const inner = hintsOf(reader, part, hops + 1);
    if (inner.types !== undefined) types = types === undefined ? inner.types : both(types, inner.types);
    for (const name of inner.required) required.add(name);
    for (const [name, values] of inner.tags) {
      const own = tags.get(name);
      tags.set(
        name,
        own === undefined ? values : own.filter((value) => values.some((other) => equalJson(other, value))),
      );
    }
  }
  return { ...(types === undefined ? {} : { types }), tags, required };
}

const both = (left: ReadonlySet<TypeName>, right: ReadonlySet<TypeName>): ReadonlySet<TypeName> =>
  new Set([...left].filter((name) => right.has(name)));

function typesSaid(schema: JsonObject): ReadonlySet<TypeName> | undefined {
  const { type } = schema;
  if (type !== undefined) {
    const names = Array.isArray(type) ? type : [type];
    return new Set(names.map((name) => (name === 'integer' ? 'number' : name) as TypeName));
  }
  if (Object.hasOwn(schema, 'const')) return new Set([typeOf(schema['const'])]);
  return Array.isArray(schema['enum']) ? new Set(schema['enum'].map(typeOf)) : undefined;
}

function valuesOf(reader: Reader, property: unknown, at: string): readonly unknown[] | undefined {
  let schema = property;
  let place = at;
  for (let hops = 0; hops < 12 && isObject(schema); hops++) {
    if (Object.hasOwn(schema, 'const')) return [schema['const']];
    if (Array.isArray(schema['enum'])) return schema['enum'];
    const target = typeof schema['$ref'] === 'string' ? reader.resolve(schema['$ref'], place) : undefined;
    if (target === undefined) return undefined;
    schema = target.schema;
    place = target.at;
  }
  return undefined;
}

/** The member that identifies every branch: required in each, with finite values of which no two branches share one. */
export function tagOf(reader: Reader, union: JsonObject, branches: readonly Placed[]): string | undefined {
  const said = isObject(union['discriminator']) ? union['discriminator']['propertyName'] : undefined;
  const all = branches.map((branch) => hintsOf(reader, branch));
  const [first] = all;
  if (first === undefined) return undefined;
  const candidates = typeof said === 'string' ? [said] : first.tags.keys();
  for (const name of candidates) {
    const seen: unknown[] = [];
    const apart = all.every((branch) => {
      const values = branch.tags.get(name);
      if (values === undefined || !branch.required.has(name)) return false;
      if (values.some((value) => seen.some((other) => equalJson(other, value)))) return false;
      seen.push(...values);
      return true;
    });
    if (apart) return name;
  }
  return undefined;
}

/** The closest branch for a value that is valid in none: by its type, then by its tag; `undefined` when neither decides. */
export function branchFor(
  reader: Reader,
  union: JsonObject,
  branches: readonly Placed[],
  value: unknown,
): Placed | undefined {
  const name = typeOf(value);
  const fitting = branches.filter((branch) => hintsOf(reader, branch).types?.has(name) ?? true);
  if (fitting.length < 2) return fitting[0];
  const tag = isObject(value) ? tagOf(reader, union, fitting) : undefined;
  if (tag === undefined || !isObject(value)) return undefined;
  return fitting.find((branch) =>
    hintsOf(reader, branch)
      .tags.get(tag)
      ?.some((known) => equalJson(known, value[tag])),
  );
}
