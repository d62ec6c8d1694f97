import { isObject } from '../json/guards.ts';
import { accepts } from './accepts.ts';
import { type Literal, listBelow, only } from './atoms.ts';
import { dereferenced } from './dereferenced.ts';
import type { SchemaNode } from './node.ts';
import { emptyMemory } from './search.ts';
import { createSearch } from './solve.ts';

/** A value that a sender's schema accepts and the receiver's schema in its place rejects. */
export interface RefusedPart {
  readonly sender: SchemaNode;
  readonly receiver: SchemaNode;
  readonly value: unknown;
}

/** One step down from a schema to one that it applies to a part of its instance, or to the instance itself. */
interface Way {
  readonly holder: SchemaNode;
  readonly node: SchemaNode;
  readonly step: { readonly kind: 'member'; readonly name: string } | { readonly kind: 'item' | 'branch' };
  readonly above: Way | undefined;
}

/** More schemas than this are not looked through for a way. */
const mostNodes = 20_000;
const maxSteps = 1_000;

/**
 * Whether the receiver rejects a whole value because of a part that it rejects in its place: a value of the sender is built
 * around the part, the shortest way down. True is certain, since the whole is checked with the part, and with one in its
 * place that both sides accept; false says nothing.
 */
export function isRefusedAround(sender: SchemaNode, receiver: SchemaNode, part: RefusedPart): boolean {
  const way = wayTo(dereferenced(sender), dereferenced(part.sender));
  const harmless = leastOf([part.sender, part.receiver]);
  if (way === undefined || harmless === undefined) return false;
  const [refused, taken] = [wrapped(way, part.value), wrapped(way, harmless.value)];
  return (
    refused !== undefined &&
    taken !== undefined &&
    accepts(sender, refused.value) &&
    accepts(receiver, taken.value) &&
    !accepts(receiver, refused.value)
  );
}

function wayTo(top: SchemaNode, target: SchemaNode): Way | undefined {
  const seen = new Set<SchemaNode>([top]);
  for (let level = waysBelow(top, undefined); level.length > 0 && seen.size < mostNodes; ) {
    const next: Way[] = [];
    for (const way of level) {
      if (way.node === target) return way;
      if (seen.has(way.node)) continue;
      seen.add(way.node);
      next.push(...waysBelow(way.node, way));
    }
    level = next;
  }
  return undefined;
}

function waysBelow(holder: SchemaNode, above: Way | undefined): readonly Way[] {
  const { schema, space } = holder;
  if (!isObject(schema)) return [];
  const to = (below: SchemaNode, step: Way['step']): Way => ({
    holder,
    node: dereferenced(below),
    step,
    above,
  });
  const { properties, items } = schema;
  return [
    ...['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
      listBelow(holder, keyword).map((each) => to(each, { kind: 'branch' })),
    ),
    ...Object.keys(isObject(properties) ? properties : {}).map((name) =>
      to(space.below(holder, 'properties', name), { kind: 'member', name }),
    ),
    ...(isObject(items) ? [to(space.below(holder, 'items'), { kind: 'item' })] : []),
  ];
}

/** A value of the schema at the beginning of a way with a part at its end. */
function wrapped(way: Way, part: unknown): { readonly value: unknown } | undefined {
  let value = part;
  for (let at: Way | undefined = way; at !== undefined; at = at.above) {
    const { holder, step } = at;
    if (step.kind === 'item') value = [value];
    else if (step.kind === 'member') value = { ...least(holder), [step.name]: value };
    else if (isObject(value) && !accepts(holder, value)) value = { ...least(holder), ...value };
    if (!accepts(holder, value)) return undefined;
  }
  return { value };
}

/** The least object that a schema accepts. */
function least(holder: SchemaNode): object {
  const known = objects.get(holder);
  if (known !== undefined) return known;
  const found = leastOf([holder], true)?.value;
  const object = isObject(found) ? found : {};
  objects.set(holder, object);
  return object;
}

const objects = new WeakMap<SchemaNode, object>();

/** The least value that all schemas accept. */
function leastOf(
  nodes: readonly SchemaNode[],
  isObjectOnly = false,
): { readonly value: unknown } | undefined {
  const literals = nodes.map((node): Literal => ({ node, holds: true, goal: false, sender: true }));
  const found = createSearch('wire', maxSteps, emptyMemory()).first(
    literals,
    undefined,
    isObjectOnly ? [only('object')] : [],
  );
  return found.kind === 'value' ? found : undefined;
}
