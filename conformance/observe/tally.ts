import type { Contract } from '../../generator/contract/model.ts';
import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import type { JsonSchema, Pointer } from '../../generator/json/types.ts';
import { conjuncts } from '../../generator/schema/conjuncts.ts';

/** What was seen at one schema object of the document. */
export interface Seen {
  readonly pointer: Pointer;
  /** How many objects were seen here. */
  objects: number;
  /** How often each member was present, declared or not. */
  readonly members: Map<string, { count: number; example: unknown }>;
  /** Values seen where the schema has an `enum`. */
  readonly values: Map<string, { count: number; value: unknown }>;
  /** Operations it was seen in, as `METHOD /path`. */
  readonly operations: Set<string>;
}

export type Tally = Map<Pointer, Seen>;

/** Judges a value by the raw schema at a pointer. */
export type Accepts = (pointer: Pointer, value: unknown) => boolean;

interface Part {
  readonly pointer: Pointer;
  readonly schema: { readonly [keyword: string]: unknown };
}

/** Counts one value for its schema and for the schemas inside. */
export function count(
  contract: Contract,
  tally: Tally,
  pointer: Pointer,
  value: unknown,
  operation: string,
  accepts: Accepts,
  depth = 0,
): void {
  if (depth > 60) return;
  const parts = partsOf(contract, pointer, value, accepts, 0);
  for (const { pointer: place, schema } of parts) {
    if (Array.isArray(schema['enum']) || Object.hasOwn(schema, 'const')) {
      const entry = seenAt(tally, place, operation);
      const text = JSON.stringify(value) ?? '';
      const before = entry.values.get(text);
      entry.values.set(text, { count: (before?.count ?? 0) + 1, value });
    }
  }
  if (Array.isArray(value)) {
    const items = parts.find(({ schema }) => isObject(schema['items']));
    if (items === undefined) return;
    for (const item of value)
      count(contract, tally, child(items.pointer, 'items'), item, operation, accepts, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  // Members are counted where a schema declares members; a schema without declarations says nothing about names.
  const owner = parts.find(({ schema }) => isObject(schema['properties']));
  if (owner === undefined) return;
  const entry = seenAt(tally, owner.pointer, operation);
  entry.objects++;
  for (const [name, member] of Object.entries(value)) {
    const before = entry.members.get(name);
    entry.members.set(name, { count: (before?.count ?? 0) + 1, example: before?.example ?? member });
    const declaring = parts.find(
      ({ schema }) => isObject(schema['properties']) && Object.hasOwn(schema['properties'], name),
    );
    const place = declaring === undefined ? undefined : child(declaring.pointer, 'properties', name);
    if (place !== undefined) count(contract, tally, place, member, operation, accepts, depth + 1);
  }
}

function seenAt(tally: Tally, pointer: Pointer, operation: string): Seen {
  const known = tally.get(pointer) ?? {
    pointer,
    objects: 0,
    members: new Map(),
    values: new Map(),
    operations: new Set(),
  };
  known.operations.add(operation);
  tally.set(pointer, known);
  return known;
}

/** The schema objects that apply to a value: through `$ref`, `allOf`, and the matching branch of a union. */
export function partsOf(
  contract: Contract,
  pointer: Pointer,
  value: unknown,
  accepts: Accepts,
  depth: number,
): readonly Part[] {
  const schema = valueAt(contract.document, pointer) as JsonSchema | undefined;
  if (!isObject(schema) || depth > 20) return [];
  const together = conjuncts<Pointer>(schema, {
    reference: (reference) => (reference.startsWith('#') ? reference : undefined),
    branch: (_, index) => child(pointer, 'allOf', index),
  }).flatMap((part) => partsOf(contract, part, value, accepts, depth + 1));
  const chosen = (['oneOf', 'anyOf'] as const).flatMap((keyword) => {
    const branches = schema[keyword];
    if (!Array.isArray(branches)) return [];
    const places = branches.map((_, index) => child(pointer, keyword, index));
    const branch =
      places.find((place) => accepts(place, value)) ?? closest(contract, places, value, accepts, depth);
    return branch === undefined ? [] : partsOf(contract, branch, value, accepts, depth + 1);
  });
  return [{ pointer, schema }, ...together, ...chosen];
}

/** Without a valid branch: the branch that declares most of the members. */
function closest(
  contract: Contract,
  places: readonly Pointer[],
  value: unknown,
  accepts: Accepts,
  depth: number,
): Pointer | undefined {
  const names = Object.keys(isObject(value) ? value : {});
  const scored = places.map((place) => {
    const parts = partsOf(contract, place, value, accepts, depth + 1);
    const known = names.filter((name) =>
      parts.some(({ schema }) => isObject(schema['properties']) && Object.hasOwn(schema['properties'], name)),
    );
    return { place, score: known.length };
  });
  return scored.sort((a, b) => b.score - a.score).find(({ score }) => score > 0)?.place;
}
