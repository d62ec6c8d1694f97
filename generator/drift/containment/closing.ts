import { isObject } from '../../contract/pointer.ts';
import type { SchemaNode } from './node.ts';

/** One way in which the branches of a union hold, and the names that are evaluated then. */
export interface Closing {
  readonly literals: readonly (readonly [node: SchemaNode, holds: boolean])[];
  readonly names: readonly string[];
  readonly patterns: readonly string[];
}

/** More branches than this of an `anyOf` are not multiplied out. */
const mostBranches = 4;

/**
 * What `unevaluatedProperties` of a schema leaves evaluated: everything that `$ref`, `allOf` and one union bring
 * together, case by case. `undefined` when the schema has no such keyword; `beyond` with several unions or conditions.
 */
export function closingsOf(node: SchemaNode): readonly Closing[] | 'beyond' | undefined {
  const { schema } = node;
  if (!isObject(schema) || schema['unevaluatedProperties'] === undefined) return undefined;
  const own = collect(node);
  if (own === undefined || own.unions.length > 1) return 'beyond';
  const [union] = own.unions;
  if (union === undefined) return [{ literals: [], names: own.names, patterns: own.patterns }];
  const cases = union.keyword === 'oneOf' ? union.branches.map((each) => [each]) : subsets(union.branches);
  if (cases === undefined) return 'beyond';
  const closings: Closing[] = [];
  for (const inForce of cases) {
    const parts = inForce.map(collect);
    if (parts.some((part) => part === undefined || part.unions.length > 0)) return 'beyond';
    closings.push({
      literals: union.branches.map((branch) => [branch, inForce.includes(branch)]),
      names: [...new Set([...own.names, ...parts.flatMap((part) => part?.names ?? [])])],
      patterns: [...new Set([...own.patterns, ...parts.flatMap((part) => part?.patterns ?? [])])],
    });
  }
  return closings;
}

function subsets(branches: readonly SchemaNode[]): readonly (readonly SchemaNode[])[] | undefined {
  if (branches.length > mostBranches) return undefined;
  let all: readonly (readonly SchemaNode[])[] = [[]];
  for (const branch of branches) all = all.concat(all.map((set) => set.concat(branch)));
  return all.filter((set) => set.length > 0);
}

interface Collected {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly unions: readonly {
    readonly keyword: 'oneOf' | 'anyOf';
    readonly branches: readonly SchemaNode[];
  }[];
}

/** Names that `$ref` and `allOf` bring in place; `undefined` where conditions decide too. */
function collect(node: SchemaNode): Collected | undefined {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const unions: { readonly keyword: 'oneOf' | 'anyOf'; readonly branches: readonly SchemaNode[] }[] = [];
  let beyond = false;
  const visit = (here: SchemaNode, depth: number): void => {
    const { schema, space } = here;
    if (!isObject(schema) || depth > 20) return;
    for (const name of keysOf(schema['properties'])) names.add(name);
    for (const pattern of keysOf(schema['patternProperties'])) patterns.add(pattern);
    // What takes further members of its own, or closes them itself, leaves nothing unevaluated.
    if (schema['additionalProperties'] !== undefined) patterns.add('');
    if (depth > 0 && schema['unevaluatedProperties'] !== undefined) patterns.add('');
    const target = typeof schema['$ref'] === 'string' ? space.target(schema['$ref']) : undefined;
    if (target !== undefined) visit(target, depth + 1);
    for (const part of listOf(here, 'allOf')) visit(part, depth + 1);
    for (const keyword of ['oneOf', 'anyOf'] as const) {
      const branches = listOf(here, keyword);
      // Branches that name no members evaluate none.
      if (branches.some(speaksOfMembers)) unions.push({ keyword, branches });
    }
    if (['if', 'dependentSchemas', '$dynamicRef'].some((keyword) => Object.hasOwn(schema, keyword)))
      beyond = true;
  };
  visit(node, 0);
  return beyond ? undefined : { names: [...names], patterns: [...patterns], unions };
}

const keysOf = (value: unknown): readonly string[] => Object.keys(isObject(value) ? value : {});

function listOf(node: SchemaNode, keyword: string): readonly SchemaNode[] {
  const list = isObject(node.schema) ? node.schema[keyword] : undefined;
  return Array.isArray(list) ? list.map((_, index) => node.space.below(node, keyword, index)) : [];
}

const silent = new Set([
  'type',
  'required',
  'title',
  'description',
  'enum',
  'const',
  'minProperties',
  'maxProperties',
]);
const speaksOfMembers = ({ schema }: SchemaNode): boolean =>
  isObject(schema) && !Object.keys(schema).every((keyword) => silent.has(keyword));
