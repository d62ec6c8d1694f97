import { conjunctsOf, listBelow } from '../containment/atoms.ts';
import { typesOf } from '../containment/canonical.ts';
import type { SchemaNode } from '../containment/node.ts';
import { isObject } from '../json/pointer.ts';

/** A schema together with the schemas that `$ref` and `allOf` lead to, as one list. */
export interface Flat {
  readonly parts: readonly SchemaNode[];
  readonly properties: ReadonlyMap<string, readonly SchemaNode[]>;
  readonly required: ReadonlySet<string>;
  readonly items: readonly SchemaNode[];
  readonly additional: readonly SchemaNode[];
  /** `oneOf` and `anyOf` lists. */
  readonly unions: readonly (readonly SchemaNode[])[];
}

/** Flattens schemas that all apply to one instance. */
export function flatten(nodes: readonly SchemaNode[]): Flat {
  const parts: SchemaNode[] = [];
  const properties = new Map<string, SchemaNode[]>();
  const required = new Set<string>();
  const [items, additional, unions]: [SchemaNode[], SchemaNode[], (readonly SchemaNode[])[]] = [[], [], []];
  const collect = (node: SchemaNode): void => {
    if (parts.includes(node) || !isObject(node.schema)) return;
    parts.push(node);
    const { schema, space } = node;
    for (const part of conjunctsOf(node)) collect(part);
    for (const name of Object.keys(isObject(schema['properties']) ? schema['properties'] : {})) {
      properties.set(name, [...(properties.get(name) ?? []), space.below(node, 'properties', name)]);
    }
    for (const name of Array.isArray(schema['required']) ? schema['required'] : [])
      required.add(String(name));
    if (isObject(schema['items'])) items.push(space.below(node, 'items'));
    if (isObject(schema['additionalProperties'])) additional.push(space.below(node, 'additionalProperties'));
    for (const keyword of ['oneOf', 'anyOf']) {
      const branches = listBelow(node, keyword);
      if (branches.length > 0) unions.push(branches);
    }
  };
  for (const node of nodes) collect(node);
  return { parts, properties, required, items, additional, unions };
}

/** The first value of a keyword among the parts; the nearest to the place wins. */
export function keywordOf(flat: Flat, keyword: string): unknown {
  for (const { schema } of flat.parts)
    if (isObject(schema) && schema[keyword] !== undefined) return schema[keyword];
  return undefined;
}

/** The values a schema lists, through `$ref`, `allOf` and unions of constants; `undefined` when it lists none. */
export function listedValues(nodes: readonly SchemaNode[], depth = 0): readonly unknown[] | undefined {
  const flat = flatten(nodes);
  for (const { schema } of flat.parts) {
    if (!isObject(schema)) continue;
    if (Object.hasOwn(schema, 'const')) return [schema['const']];
    if (Array.isArray(schema['enum'])) return schema['enum'];
  }
  for (const union of depth > 4 ? [] : flat.unions) {
    const lists = union.map((branch) => listedValues([branch], depth + 1));
    if (lists.every((list) => list !== undefined)) return lists.flatMap((list) => list ?? []);
  }
  return undefined;
}

/** How similar two branches of a union are: name, title, discriminating constants, types. */
export function likeness(left: SchemaNode, right: SchemaNode): number {
  if (left.space.identity(left) === right.space.identity(right)) return 100;
  const [a, b] = [left.schema, right.schema];
  if (!isObject(a) || !isObject(b)) return 0;
  let score = 0;
  if (a['$ref'] !== undefined && a['$ref'] === b['$ref']) score += 50;
  const [before, after] = [flatten([left]), flatten([right])];
  const [title, other] = [keywordOf(before, 'title'), keywordOf(after, 'title')];
  if (title !== undefined && title === other) score += 20;
  const names = [...before.properties.keys()].filter((name) => after.properties.has(name));
  score += names.length;
  for (const name of names) {
    const [mine, theirs] = [
      listedValues(before.properties.get(name) ?? []),
      listedValues(after.properties.get(name) ?? []),
    ];
    if (mine === undefined || theirs === undefined) continue;
    score += mine.some((value) => theirs.includes(value)) ? 10 : -10;
  }
  const types = typesOf(
    before.parts[0]?.schema === undefined || !isObject(before.parts[0].schema) ? {} : before.parts[0].schema,
  );
  const others = typesOf(
    after.parts[0]?.schema === undefined || !isObject(after.parts[0].schema) ? {} : after.parts[0].schema,
  );
  if (types.some((type) => others.includes(type))) score += 2;
  return score;
}

/** Pairs of branches of two unions, most similar first; branches without a counterpart are left out. */
export function pairBranches(
  left: readonly SchemaNode[],
  right: readonly SchemaNode[],
): readonly (readonly [SchemaNode, SchemaNode])[] {
  const scored = left.flatMap((branch, index) =>
    right.map((other, place) => ({
      branch,
      other,
      score: likeness(branch, other) + (index === place ? 0.5 : 0),
    })),
  );
  const pairs: (readonly [SchemaNode, SchemaNode])[] = [];
  const taken = new Set<SchemaNode>();
  for (const { branch, other, score } of scored.sort((a, b) => b.score - a.score)) {
    if (score <= 0.5 || taken.has(branch) || taken.has(other)) continue;
    taken.add(branch).add(other);
    pairs.push([branch, other]);
  }
  return pairs;
}
