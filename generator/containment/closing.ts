import { isObject } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { itemsEvaluated, mayEvaluateMembers, membersEvaluated } from '../schema/evaluates.ts';
import { conjunctsOf, listBelow } from './atoms.ts';
import type { SchemaNode } from './node.ts';

/** One way in which the branches hold, and the names that are evaluated then. */
export interface Closing {
  readonly literals: readonly (readonly [node: SchemaNode, holds: boolean])[];
  readonly names: readonly string[];
  readonly patterns: readonly string[];
}

/** More cases than this are not distinguished. */
const mostCases = 40;
const deepest = 20;

/**
 * What `unevaluatedProperties` of a schema leaves evaluated: everything that `$ref`, `allOf`, unions and conditions bring
 * together, case by case. `undefined` when the schema has no such keyword; `beyond` with too many cases.
 */
export function closingsOf(node: SchemaNode): readonly Closing[] | 'beyond' | undefined {
  const { schema } = node;
  if (!isObject(schema) || schema['unevaluatedProperties'] === undefined) return undefined;
  return casesOf(node, 0) ?? 'beyond';
}

const nothing: Closing = { literals: [], names: [], patterns: [] };

/** The cases of a schema that holds; `undefined` where they cannot be separated. */
function casesOf(node: SchemaNode, depth: number): readonly Closing[] | undefined {
  const { schema } = node;
  if (!isObject(schema)) return [nothing];
  if (depth > deepest) return undefined;
  const below = (each: SchemaNode): readonly Closing[] | undefined => casesOf(each, depth + 1);
  const { all, names, patterns } = membersEvaluated(schema, depth === 0);
  let cases: readonly Closing[] | undefined = [
    { literals: [], names, patterns: [...patterns, ...(all ? [''] : [])] },
  ];
  for (const part of conjunctsOf(node)) cases = product(cases, below(part));
  for (const union of unionsOf(node, schema)) cases = product(cases, union(below));
  return cases;
}

type Below = (node: SchemaNode) => readonly Closing[] | undefined;

/** Each choice among branches, as the function that lays out its cases. */
function unionsOf(node: SchemaNode, schema: JsonObject): readonly ((below: Below) => Cases)[] {
  const { space } = node;
  const unions: ((below: Below) => Cases)[] = [];
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const branches = listBelow(node, keyword);
    // Branches that name no members evaluate none.
    if (!branches.some(speaksOfMembers)) continue;
    const choices = keyword === 'oneOf' ? branches.map((each) => [each]) : subsets(branches);
    unions.push((below) =>
      choices === undefined ? undefined : sum(choices.map((chosen) => inForce(branches, chosen, below))),
    );
  }
  const choose = (condition: SchemaNode, yes: readonly SchemaNode[], no: readonly SchemaNode[]): void => {
    unions.push((below) => {
      const held = [condition, ...yes].reduce<Cases>((left, each) => product(left, below(each)), [nothing]);
      const failed = no.reduce<Cases>((left, each) => product(left, below(each)), [nothing]);
      return sum([given(held, [[condition, true]]), given(failed, [[condition, false]])]);
    });
  };
  if (schema['if'] !== undefined) {
    const part = (keyword: 'then' | 'else'): readonly SchemaNode[] =>
      schema[keyword] === undefined ? [] : [space.below(node, keyword)];
    choose(space.below(node, 'if'), part('then'), part('else'));
  }
  for (const name of keysOf(schema['dependentSchemas'])) {
    const condition = space.made({ type: 'object', required: [name] }, node.pointer);
    choose(condition, [space.below(node, 'dependentSchemas', name)], []);
  }
  return unions;
}

type Cases = readonly Closing[] | undefined;

function product(left: Cases, right: Cases): Cases {
  if (left === undefined || right === undefined || left.length * right.length > mostCases) return undefined;
  return left.flatMap((one) =>
    right.map((other) => ({
      literals: [...one.literals, ...other.literals],
      names: [...new Set([...one.names, ...other.names])],
      patterns: [...new Set([...one.patterns, ...other.patterns])],
    })),
  );
}

function sum(all: readonly Cases[]): Cases {
  const cases = all.flatMap((each) => each ?? []);
  return all.includes(undefined) || cases.length > mostCases ? undefined : cases;
}

const given = (cases: Cases, literals: Closing['literals']): Cases =>
  cases?.map((each) => ({ ...each, literals: [...literals, ...each.literals] }));

/** The cases in which these branches of a union hold, and no others. */
const inForce = (branches: readonly SchemaNode[], chosen: readonly SchemaNode[], below: Below): Cases =>
  given(
    chosen.reduce<Cases>((left, each) => product(left, below(each)), [nothing]),
    branches.map((branch) => [branch, chosen.includes(branch)]),
  );

function subsets(branches: readonly SchemaNode[]): readonly (readonly SchemaNode[])[] | undefined {
  if (2 ** branches.length > mostCases) return undefined;
  let all: readonly (readonly SchemaNode[])[] = [[]];
  for (const branch of branches) all = all.concat(all.map((set) => set.concat(branch)));
  return all.filter((set) => set.length > 0);
}

/** How many items `prefixItems` lists, through `$ref` and `allOf`; `all` where some schema speaks of every item. */
export function evaluatedItems(node: SchemaNode, depth = 0): number | 'all' | 'beyond' {
  const { schema } = node;
  if (!isObject(schema)) return 0;
  const { all, listed, contains } = itemsEvaluated(schema, depth === 0);
  const isChoice = ['oneOf', 'anyOf', 'if', 'dependentSchemas'].some((keyword) =>
    Object.hasOwn(schema, keyword),
  );
  if (depth > deepest || isChoice || contains !== undefined) return 'beyond';
  if (all) return 'all';
  const counts = conjunctsOf(node).map((part) => evaluatedItems(part, depth + 1));
  if (counts.includes('beyond')) return 'beyond';
  if (counts.includes('all')) return 'all';
  return Math.max(listed, ...counts.map(Number));
}

const keysOf = (value: unknown): readonly string[] => Object.keys(isObject(value) ? value : {});

const speaksOfMembers = ({ schema }: SchemaNode): boolean => isObject(schema) && mayEvaluateMembers(schema);
