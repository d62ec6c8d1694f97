import type { Dialect, Discriminator } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { factsOf, tagOf } from './facts.ts';
import { type Stage, stageOf } from './normalize.ts';

/**
 * Which required property identifies the branches of the union at `pointer`, and which of its values leads to which.
 * Enumerated values of the branches decide, with or without a `discriminator`; where branches enumerate nothing, the
 * discriminator's mapping and then the names of the referenced schemas do (OpenAPI 3.1.1, 4.8.25). Values stand in the
 * order of the mapping, then of the branches. `undefined` for any other schema.
 */
export function discriminatorOf(
  document: JsonObject,
  dialect: Dialect,
  pointer: Pointer,
): Discriminator | undefined {
  const stage = stageOf(document, dialect);
  const union = unionAt(stage, pointer);
  if (union === undefined) return undefined;
  const { schema, branches } = union;
  const hint = isObject(schema['discriminator']) ? schema['discriminator'] : undefined;
  const hinted = typeof hint?.['propertyName'] === 'string' ? hint['propertyName'] : undefined;
  const facts = branches.map((branch) => factsOf(stage, branch.schema));
  // A branch for null, a string, ... needs no tag: its type identifies it.
  const objects = branches.filter((_, index) => facts[index]?.types.has('object') ?? false);
  const objectFacts = facts.filter(({ types }) => types.has('object'));
  const tag = tagOf(objectFacts, hinted);
  const isProven = tag !== undefined && isDisjoint(objectFacts.map(({ tags }) => tags.get(tag) ?? new Set()));
  if (isProven && (hinted === undefined || hinted === tag)) {
    const found = new Map<string, Pointer>();
    for (const [index, { tags }] of objectFacts.entries())
      for (const value of tags.get(tag) ?? []) found.set(value, objects[index]?.pointer ?? pointer);
    const order = Object.keys(isObject(hint?.['mapping']) ? hint['mapping'] : {}).filter((value) =>
      found.has(value),
    );
    const mapping = new Map([...order, ...found.keys()].map((value) => [value, found.get(value) ?? pointer]));
    return { propertyName: tag, mapping };
  }
  if (hinted === undefined || objects.length === 0) return undefined;
  return { propertyName: hinted, mapping: declared(document, hint?.['mapping'], objects) };
}

interface Branch {
  readonly schema: JsonSchema;
  /** Where the branch's `$ref` leads, else its own place. */
  readonly pointer: Pointer;
}

function unionAt(
  stage: Stage,
  pointer: Pointer,
): { readonly schema: JsonObject; readonly branches: readonly Branch[] } | undefined {
  let place = pointer;
  let schema = stage.schemaAt(pointer);
  for (let hops = 0; hops < 20 && isObject(schema) && typeof schema['$ref'] === 'string'; hops++) {
    place = schema['$ref'];
    schema = stage.schemaAt(place);
  }
  if (!isObject(schema)) return undefined;
  const keyword = Array.isArray(schema['oneOf']) ? 'oneOf' : 'anyOf';
  const branches = schema[keyword];
  if (!Array.isArray(branches) || branches.length < 2) return undefined;
  const from = stage.origins.of(schema, keyword);
  return {
    schema,
    branches: branches.map((branch: JsonSchema, index) => ({
      schema: branch,
      pointer:
        isObject(branch) && typeof branch['$ref'] === 'string'
          ? branch['$ref']
          : isObject(branch)
            ? stage.origins.of(branch)
            : child(from, index),
    })),
  };
}

function isDisjoint(sets: readonly ReadonlySet<string>[]): boolean {
  const all = sets.flatMap((set) => [...set]);
  return new Set(all).size === all.length;
}

/** The mapping as declared, by URI or by schema name, and the implicit names of branches it leaves out. */
function declared(
  document: JsonObject,
  mapping: unknown,
  branches: readonly Branch[],
): ReadonlyMap<string, Pointer> {
  const schemas = '#/components/schemas';
  const found = new Map<string, Pointer>();
  for (const [value, target] of Object.entries(isObject(mapping) ? mapping : {})) {
    if (typeof target !== 'string') continue;
    const byName = child(schemas, target);
    const isName = !target.includes('#') && isObject(valueAt(document, byName));
    found.set(value, isName ? byName : target);
  }
  const mapped = new Set(found.values());
  for (const { pointer } of branches) {
    if (!pointer.startsWith(`${schemas}/`) || mapped.has(pointer)) continue;
    const name = pointer.slice(schemas.length + 1);
    if (!name.includes('/') && !found.has(name)) found.set(name, pointer);
  }
  return found;
}
