import { equalJson } from '../json/equal-json.ts';
import { isObject } from '../json/guards.ts';
import { conjunctsOf, listBelow } from './atoms.ts';
import { typesOf } from './canonical.ts';
import type { SchemaNode } from './node.ts';

/** Whether no value is of both schemas, at a glance: other types, or a required member that lists other values. */
export function areApart(left: SchemaNode, right: SchemaNode): boolean {
  const [a, b] = [glanceAt(left), glanceAt(right)];
  if (a.types !== undefined && b.types !== undefined) {
    const number = (type: string): string => (type === 'integer' ? 'number' : type);
    const others = new Set(b.types.map(number));
    if (!a.types.some((type) => others.has(number(type)))) return true;
  }
  return [...a.listed].some(([name, values]) => {
    const others = b.listed.get(name);
    return (
      others !== undefined &&
      a.required.has(name) &&
      b.required.has(name) &&
      !values.some((value) => others.some((other) => equalJson(value, other)))
    );
  });
}

/**
 * Whether no value that is sent by one schema is of another: they are apart, or the other requires a member that the sender
 * never heard of.
 */
export function isNeverSentAs(sent: SchemaNode, other: SchemaNode): boolean {
  if (areApart(sent, other)) return true;
  const [own, wanted] = [glanceAt(sent), glanceAt(other)];
  return own.saysAllNames && [...wanted.required].some((name) => !own.names.has(String(name)));
}

interface Glance {
  readonly names: Set<string>;
  /** Whether `names` are all that the schema declares. */
  saysAllNames: boolean;
  types: readonly string[] | undefined;
  readonly required: Set<unknown>;
  readonly listed: Map<string, readonly unknown[]>;
}

const glances = new WeakMap<SchemaNode, Glance>();

function glanceAt(node: SchemaNode, depth = 0): Glance {
  const known = glances.get(node);
  if (known !== undefined) return known;
  const made = lookAt(node, depth);
  if (depth === 0) glances.set(node, made);
  return made;
}

function lookAt(node: SchemaNode, depth: number): Glance {
  const found: Glance = {
    names: new Set(),
    saysAllNames: true,
    types: undefined,
    required: new Set(),
    listed: new Map(),
  };
  const seen = new Set<SchemaNode>();
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next) || !isObject(next.schema)) continue;
    seen.add(next);
    const { schema, space } = next;
    const types = typesOf(schema);
    if (types.length > 0 && found.types === undefined) found.types = types;
    for (const keyword of ['anyOf', 'oneOf']) found.types ??= typesOfUnion(listBelow(next, keyword), depth);
    for (const name of Array.isArray(schema['required']) ? schema['required'] : []) found.required.add(name);
    for (const name of Object.keys(isObject(schema['properties']) ? schema['properties'] : {})) {
      found.names.add(name);
      const values = listedBy(space.below(next, 'properties', name));
      if (values !== undefined) found.listed.set(name, values);
    }
    const { anyOf, oneOf, patternProperties, additionalProperties } = schema;
    if (anyOf !== undefined || oneOf !== undefined || patternProperties !== undefined)
      found.saysAllNames = false;
    if (isObject(additionalProperties) && Object.keys(additionalProperties).length > 0)
      found.saysAllNames = false;
    pending.push(...conjunctsOf(next));
  }
  return found;
}

/** The types of all branches; `undefined` where one does not say. */
function typesOfUnion(branches: readonly SchemaNode[], depth: number): readonly string[] | undefined {
  if (branches.length === 0 || depth > 6) return undefined;
  const types = branches.map((branch) => glanceAt(branch, depth + 1).types);
  return types.every((each) => each !== undefined) ? types.flatMap((each) => each ?? []) : undefined;
}

function listedBy({ schema }: SchemaNode): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  if (Object.hasOwn(schema, 'const')) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}
