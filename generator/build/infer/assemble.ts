import type {
  Operation,
  OperationRole,
  Resource,
  ResourceKey,
  ResourceOperations,
  RoleOfOperation,
} from '../../contract/model.ts';
import type { Draft, RoleEntry } from './draft.ts';
import { keySourceOf, placesOf } from './item-places.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';
import { isParameter, parametersIn, shapeOfSegments } from './template.ts';

/** The resources of a document, and what each operation does to them. */
export interface InferredResources {
  readonly resources: readonly Resource[];
  readonly roles: ReadonlyMap<string, RoleOfOperation>;
}

/** Makes resources of finished drafts. */
export function assemble(
  shapes: Shapes,
  drafts: readonly Draft[],
  loose: readonly RoleEntry[],
  itemAt: ReadonlyMap<string, Draft>,
  operations: readonly Operation[],
): InferredResources {
  const made = new Map<Draft, Resource>();
  const underWay = new Set<Draft>();
  const under = operationsUnder(operations);
  const resourceOf = (draft: Draft): Resource => {
    const known = made.get(draft);
    if (known !== undefined) return known;
    underWay.add(draft);
    const parent = parentOf(draft, itemAt);
    const above = parent === undefined || underWay.has(parent) ? undefined : resourceOf(parent);
    const resource = describe(shapes, draft, above, under);
    made.set(draft, resource);
    underWay.delete(draft);
    return resource;
  };
  const filled = drafts.filter(({ entries }) => entries.length > 0);
  const resources = filled.map(resourceOf);
  const roles = new Map<string, RoleOfOperation>();
  for (const draft of filled)
    for (const [role, operation, reason] of draft.entries) {
      const resource = resourceOf(draft);
      if (roles.has(operation.operationId)) continue;
      roles.set(operation.operationId, {
        role,
        resource,
        inference: inference(
          `${titleOf(operation)}: ${role} of ${resource.path}`,
          reason,
          operation,
          `x-plumbline-resource: { role: ${role === 'action' ? 'create' : 'action'} }`,
        ),
      });
    }
  for (const { role, operation, reason } of loose)
    roles.set(operation.operationId, {
      role,
      inference: inference(
        `${titleOf(operation)}: ${role} of the API`,
        reason,
        operation,
        'x-plumbline-resource: { path: /things, role: create }',
      ),
    });
  return { resources, roles };
}

/** The draft with the longest item path that a path extends. */
function parentOf({ path }: Draft, itemAt: ReadonlyMap<string, Draft>): Draft | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (let length = segments.length - 1; length > 0; length--) {
    if (!isParameter(segments[length - 1] ?? '')) continue;
    const found = itemAt.get(shapeOfSegments(segments.slice(0, length)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Finds the operations below the shape of an item path. */
function operationsUnder(operations: readonly Operation[]): (shape: string) => readonly Operation[] {
  const byPrefix = new Map<string, Operation[]>();
  const shapes = new Map<string, readonly string[]>();
  for (const operation of operations) {
    const known = shapes.get(operation.path) ?? prefixesOf(operation.path);
    shapes.set(operation.path, known);
    for (const prefix of known) {
      const list = byPrefix.get(prefix);
      if (list === undefined) byPrefix.set(prefix, [operation]);
      else list.push(operation);
    }
  }
  return (shape) => byPrefix.get(shape) ?? [];
}

/** The shapes of the item paths that a path stands below, `:action` included. */
function prefixesOf(path: string): readonly string[] {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.flatMap((segment, index) => {
    const isLast = index === segments.length - 1;
    const bare = segment.replace(/:[\w-]+$/, '');
    if (!isParameter(bare) || (isLast && bare === segment)) return [];
    return [shapeOfSegments([...segments.slice(0, index), bare])];
  });
}

function describe(
  shapes: Shapes,
  { family, kind, path, entries }: Draft,
  parent: Resource | undefined,
  under: (shape: string) => readonly Operation[],
): Resource {
  const first = (role: OperationRole): Operation | undefined =>
    entries.find(([known, , , more]) => known === role && more !== 'search')?.[1];
  const all = (role: OperationRole): readonly Operation[] =>
    entries.flatMap(([known, operation]) => (known === role ? [operation] : []));
  const list = first('list');
  const searches = all('list').filter((operation) => operation !== list);
  const replaces = all('replace');
  const replace = replaces.find(({ path: at }) => at !== path) ?? replaces[0];
  const one = (role: 'create' | 'retrieve' | 'update' | 'delete'): object => {
    const operation = first(role);
    return operation === undefined ? {} : { [role]: operation };
  };
  const operations: ResourceOperations = {
    ...(list === undefined ? {} : { list }),
    ...one('create'),
    ...one('retrieve'),
    ...one('update'),
    ...(replace === undefined ? {} : { replace }),
    ...one('delete'),
    searches,
    actions: all('action'),
  };
  const { itemSegments, keys: count } = family;
  const parameters = count === 0 ? [] : parametersIn((itemSegments ?? []).join('/')).slice(-count);
  const override = entries
    .map(([, { extensions }]) => extensions.resourceOverride)
    .find((each) => each !== undefined && each !== false && each.key !== undefined);
  const key = override === undefined || override === false ? undefined : override.key;
  const places = placesOf(shapes, operations, parameters, family.name, key);
  const created = keySourceOf(shapes, operations, places, parameters, family.name);
  const resource: Resource = {
    name: family.name,
    kind,
    path,
    ...(family.item === undefined || kind === 'singleton' ? {} : { itemPath: family.item.path }),
    operations,
    keys: parameters.map((parameter, index): ResourceKey => {
      const member = places.keys[index];
      return { parameter, ...(member === undefined ? {} : { member }) };
    }),
    ...(created === undefined ? {} : { created }),
    holders: places.holders,
    sentIn: places.sentIn,
    ...(parent === undefined ? {} : { parent }),
    below: itemSegments === undefined ? [] : under(shapeOfSegments(itemSegments)),
    inference: inference(
      `${path} is a ${kind}`,
      family.reason,
      entries[0]?.[1] ?? { path, method: 'get' },
      'x-plumbline-resource: false',
    ),
  };
  return resource;
}
