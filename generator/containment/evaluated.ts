import { isObject } from '../json/pointer.ts';
import { listBelow } from './atoms.ts';
import type { SchemaNode } from './node.ts';
import { matches } from './patterns.ts';

/**
 * The members or items of a value that a schema which takes it has evaluated, by name or index: what its
 * `unevaluatedProperties` and `unevaluatedItems` leave alone. `takes` tells which branches hold.
 */
export function evaluatedBy(
  node: SchemaNode,
  value: object,
  takes: (node: SchemaNode, value: unknown) => boolean,
  depth = 0,
): ReadonlySet<string> {
  const found = new Set<string>();
  const { schema, space } = node;
  if (!isObject(schema) || depth > 100) return found;
  const add = (names: Iterable<string>): void => {
    for (const name of names) found.add(name);
  };
  const into = (part: SchemaNode): void => add(evaluatedBy(part, value, takes, depth + 1));
  const names = Object.keys(value);
  if (Array.isArray(value)) {
    add(names.slice(0, listBelow(node, 'prefixItems').length));
    if (schema['items'] !== undefined) add(names);
    if (schema['contains'] !== undefined) {
      const wanted = space.below(node, 'contains');
      add(names.filter((index) => takes(wanted, value[Number(index)])));
    }
  } else {
    const known = isObject(schema['properties']) ? schema['properties'] : {};
    const patterns = Object.keys(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
    add(names.filter((name) => Object.hasOwn(known, name)));
    add(names.filter((name) => patterns.some((pattern) => matches(pattern, name))));
    if (schema['additionalProperties'] !== undefined) add(names);
  }
  const rest = Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties';
  if (depth > 0 && schema[rest] !== undefined) add(names);
  const target = typeof schema['$ref'] === 'string' ? space.target(schema['$ref']) : undefined;
  if (target !== undefined) into(target);
  for (const part of listBelow(node, 'allOf')) into(part);
  for (const branch of [...listBelow(node, 'anyOf'), ...listBelow(node, 'oneOf')])
    if (takes(branch, value)) into(branch);
  if (schema['if'] !== undefined) {
    const condition = space.below(node, 'if');
    const holds = takes(condition, value);
    if (holds) into(condition);
    const branch = holds ? 'then' : 'else';
    if (schema[branch] !== undefined) into(space.below(node, branch));
  }
  for (const name of Object.keys(isObject(schema['dependentSchemas']) ? schema['dependentSchemas'] : {}))
    if (Object.hasOwn(value, name)) into(space.below(node, 'dependentSchemas', name));
  return found;
}
