import type {
  KeySource,
  Operation,
  OperationRole,
  Resource,
  ResourceKey,
  ResourceOperations,
  ResourceOverride,
  RoleOfOperation,
} from '../../contract/model.ts';
import { findResponse, successStatus } from '../../contract/responses.ts';
import { type Family, findFamilies, groupPaths, type PathGroup } from './group.ts';
import { holderOf, itemsIn, keyNames } from './keys.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';
import { isParameter, parametersIn, shapeOfSegments } from './template.ts';
import { isPlural, isVerb, roleOfVerb } from './words.ts';

/** A resource while it is put together. */
interface Draft {
  readonly family: Family;
  readonly kind: Resource['kind'];
  readonly path: string;
  readonly entries: (readonly [OperationRole, Operation, string, ('search' | undefined)?])[];
}

export interface InferredResources {
  readonly resources: readonly Resource[];
  readonly roles: ReadonlyMap<string, RoleOfOperation>;
}

/** Finds the resources of operations, and what each operation does to them. */
export function inferResources(shapes: Shapes, operations: readonly Operation[]): InferredResources {
  const groups = groupPaths(operations);
  const get = (group: PathGroup): Operation | undefined =>
    group.operations.find(({ method }) => method === 'get');
  const isList = (group: PathGroup): boolean => {
    const operation = get(group);
    if (operation === undefined) return false;
    const last = group.segments.at(-1) ?? '';
    return itemsIn(shapes, shapes.response(operation), ['id', 'name', 'key'], last) !== undefined;
  };
  const families = findFamilies(groups, isList);
  const drafts = new Map<string, Draft>();
  const collectionAt = new Map<string, Draft>();
  const itemAt = new Map<string, Draft>();
  const taken = new Set<PathGroup>();
  const open = (family: Family, kind: Draft['kind'], path: string): Draft => {
    const draft: Draft = { family, kind, path, entries: [] };
    drafts.set(`${path} ${family.item?.path ?? ''}`, draft);
    return draft;
  };
  for (const family of families) {
    const { collection, item, itemSegments = [] } = family;
    const path = collection?.path ?? `/${itemSegments.slice(0, itemSegments.length - family.keys).join('/')}`;
    const draft = open(family, 'collection', path);
    if (collection !== undefined) {
      taken.add(collection);
      collectionAt.set(collection.shape, draft);
      draft.entries.push(...collectionRoles(collection, path));
    } else {
      const base = shapeOfSegments(itemSegments.slice(0, itemSegments.length - family.keys));
      if (!collectionAt.has(base)) collectionAt.set(base, draft);
    }
    itemAt.set(shapeOfSegments(itemSegments), draft);
    if (item !== undefined) {
      taken.add(item);
      draft.entries.push(...itemRoles(item, path));
    }
  }
  /** Operations that belong to no resource. */
  const loose: RoleEntry[] = [];
  for (const group of groups.filter((each) => !taken.has(each))) placeGroup(group);

  function placeGroup(group: PathGroup): void {
    const { segments, verb, shape } = group;
    const owner = itemAt.get(shape) ?? collectionAt.get(shape);
    if (verb !== undefined) {
      const where = owner === undefined ? undefined : itemAt.has(shape) ? 'an item of' : 'all of';
      for (const operation of group.operations)
        push(owner, 'action', operation, `:${verb} is done to ${where ?? 'the API'}`);
      return;
    }
    const last = segments.at(-1) ?? '';
    const above = shapeOfSegments(segments.slice(0, -1));
    const item = itemAt.get(above);
    const collection = collectionAt.get(above);
    const near = item ?? collection;
    const rest = group.operations.filter((operation) => {
      const spelt = near === undefined ? undefined : roleOfVerb(last);
      if (near !== undefined && spelt !== undefined && fitsVerb(near, spelt, item !== undefined)) {
        push(near, spelt, operation, `its path ends with ${last}`, spelt === 'list' ? 'search' : undefined);
        return false;
      }
      if (operation.method === 'get' || operation.method === 'head') {
        if (near !== undefined && isVerb(last) && !isList(group)) {
          push(near, 'action', operation, `${last} says what is done`);
          return false;
        }
        return true;
      }
      const isRead = get(group) !== undefined && shapes.response(get(group) ?? operation) !== undefined;
      if (isVerb(last) && (operation.method === 'post' || !isRead)) {
        push(near, 'action', operation, `${last} says what is done`);
        return false;
      }
      return true;
    });
    if (rest.length === 0) return;
    // A list of the collection's own items below it: /pets/findByStatus, /users/active.
    const listing = rest.find(({ method }) => method === 'get');
    if (
      collection !== undefined &&
      listing !== undefined &&
      isList(group) &&
      rest.length === 1 &&
      !isPlural(last)
    ) {
      push(collection, 'list', listing, 'it returns a list and extends the path of the collection', 'search');
      return;
    }
    const posts = rest.filter(({ method }) => method === 'post');
    const isCollection =
      isList(group) || (listing === undefined && isPlural(last) && posts.length === rest.length);
    if (isCollection) {
      const draft = open(
        {
          name: last,
          collection: group,
          keys: 0,
          reason: listing === undefined ? `${last} is a plural` : 'its GET returns a list',
        },
        'collection',
        group.path,
      );
      collectionAt.set(shape, draft);
      draft.entries.push(...collectionRoles({ ...group, operations: rest }, group.path));
      return;
    }
    const isMade = posts.some((operation) => successStatus(operation) === 201);
    if (listing === undefined && posts.length === rest.length && !isMade) {
      for (const operation of posts)
        push(
          near,
          'action',
          operation,
          `nothing reads what is at ${group.path}, and ${last} is not a plural`,
        );
      return;
    }
    const draft = open(
      {
        name: last,
        item: group,
        itemSegments: segments,
        keys: 0,
        reason: 'it is the only one: no path adds a parameter',
      },
      'singleton',
      group.path,
    );
    itemAt.set(shape, draft);
    draft.entries.push(...singletonRoles({ ...group, operations: rest }));
  }

  function push(
    draft: Draft | undefined,
    role: OperationRole,
    operation: Operation,
    reason: string,
    more?: 'search',
  ): void {
    if (draft === undefined) loose.push({ role, operation, reason });
    else draft.entries.push([role, operation, reason, more]);
  }

  applyOverrides([...drafts.values()], loose, operations);
  return assemble(shapes, [...drafts.values()], loose, itemAt, operations);
}

interface RoleEntry {
  readonly role: OperationRole;
  readonly operation: Operation;
  readonly reason: string;
}

/** Whether a verb at the end of a path is a standard role there: an item can be deleted, a collection cannot. */
const fitsVerb = (draft: Draft, role: OperationRole, isBelowItem: boolean): boolean =>
  isBelowItem
    ? ['update', 'delete', 'retrieve'].includes(role) && !draft.entries.some(([known]) => known === role)
    : role === 'create'
      ? !draft.entries.some(([known]) => known === role)
      : role === 'list';

function collectionRoles({ operations }: PathGroup, path: string): Draft['entries'] {
  return operations.map((operation) => {
    const { method } = operation;
    if (method === 'get' || method === 'query') return ['list', operation, `GET of ${path} reads all items`];
    if (method === 'post') return ['create', operation, `POST to ${path} makes an item`];
    if (method === 'put') return ['replace', operation, `PUT to ${path} sends an item whole`];
    return ['action', operation, `${method.toUpperCase()} of ${path} is about all items`];
  });
}

function itemRoles({ operations }: PathGroup, path: string): Draft['entries'] {
  return operations.map((operation) => {
    const { method } = operation;
    switch (method) {
      case 'get':
        return ['retrieve', operation, `GET of one item of ${path}`];
      case 'put':
        return ['replace', operation, `PUT to one item of ${path}`];
      case 'patch':
        return ['update', operation, `PATCH of one item of ${path}`];
      case 'post':
        return ['update', operation, `POST to one item of ${path}`];
      case 'delete':
        return ['delete', operation, `DELETE of one item of ${path}`];
      default:
        return ['action', operation, `${method.toUpperCase()} of one item of ${path}`];
    }
  });
}

function singletonRoles({ operations }: PathGroup): Draft['entries'] {
  const roles: { readonly [method: string]: OperationRole } = {
    get: 'retrieve',
    put: 'replace',
    patch: 'update',
    delete: 'delete',
    post: 'create',
  };
  return operations.map((operation) => [
    roles[operation.method] ?? 'action',
    operation,
    `${operation.method.toUpperCase()} of the singleton at its path`,
  ]);
}

/** Overrides of an overlay replace what was inferred. */
function applyOverrides(
  drafts: readonly Draft[],
  loose: RoleEntry[],
  operations: readonly Operation[],
): void {
  for (const operation of operations) {
    const override: ResourceOverride | undefined = operation.extensions.resourceOverride;
    if (override === undefined) continue;
    let role: OperationRole = 'action';
    for (const draft of drafts) {
      const at = draft.entries.findIndex(([, known]) => known === operation);
      if (at < 0) continue;
      role = draft.entries[at]?.[0] ?? role;
      if (override === false || override.path !== undefined || override.role !== undefined)
        draft.entries.splice(at, 1);
      if (override !== false && override.path === undefined && override.role !== undefined)
        draft.entries.push([override.role, operation, 'x-plumbline-resource says so']);
    }
    const free = loose.findIndex((entry) => entry.operation === operation);
    if (override === false) {
      if (free < 0) loose.push({ role: 'action', operation, reason: 'x-plumbline-resource says so' });
      continue;
    }
    const home = drafts.find(({ path }) => path === override.path);
    if (home === undefined) continue;
    if (free >= 0) loose.splice(free, 1);
    home.entries.push([override.role ?? role, operation, 'x-plumbline-resource says so']);
  }
}

function assemble(
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
  const created = sourceOf(shapes, operations, places, parameters, family.name);
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

interface Places {
  /** Members of an item that lead to each key. */
  readonly keys: readonly (readonly string[] | undefined)[];
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly sentIn: ReadonlyMap<string, readonly string[]>;
}

/** Where requests and responses have the item and its keys. */
function placesOf(
  shapes: Shapes,
  operations: ResourceOperations,
  parameters: readonly string[],
  name: string,
  overriddenKey: string | undefined,
): Places {
  const { list, create, retrieve, update, replace, searches } = operations;
  const last = parameters.at(-1) ?? 'id';
  const names = overriddenKey === undefined ? keyNames(last, name, parameters.length > 1) : [overriddenKey];
  const singles = [retrieve, create, replace, update, operations.delete].filter((each) => each !== undefined);
  const found = singles.map((operation) => holderOf(shapes, shapes.response(operation), names, name));
  // A retrieve responds with the item; a create may respond with an id only.
  const best = found.find((holder, index) => holder !== undefined && singles[index] !== operations.delete);
  const holders = new Map<string, readonly string[]>();
  singles.forEach((operation, index) => {
    const holder = found[index];
    if (holder !== undefined) holders.set(operation.operationId, holder.item);
    else if (operation !== operations.delete && shapes.members(shapes.response(operation)).size > 0)
      holders.set(operation.operationId, []);
  });
  let key = best?.key;
  for (const operation of [list, ...searches]) {
    if (operation === undefined) continue;
    const response = shapes.response(operation);
    const items = itemsIn(shapes, response, key === undefined ? names : [key.at(-1) ?? 'id', ...names], name);
    if (items === undefined) continue;
    holders.set(operation.operationId, items);
    const item = items.reduce((holder, member) => shapes.members(holder).get(member), response);
    key ??= holderOf(shapes, shapes.items(item), names, name)?.key;
  }
  const sentIn = new Map<string, readonly string[]>();
  for (const operation of [create, replace, update]) {
    if (operation === undefined) continue;
    const request = shapes.request(operation);
    if (shapes.members(request).size > 0)
      sentIn.set(operation.operationId, wrapperOf(shapes, operation, holders));
  }
  const keys = parameters.map((parameter, index) =>
    index === parameters.length - 1
      ? key
      : holderOf(
          shapes,
          best === undefined ? undefined : itemSchema(shapes, singles, found),
          keyNames(parameter, name),
          name,
        )?.key,
  );
  return { keys, holders, sentIn };

  function itemSchema(
    by: Shapes,
    from: readonly Operation[],
    holderList: readonly (ReturnType<typeof holderOf> | undefined)[],
  ) {
    const at = holderList.findIndex((holder) => holder !== undefined);
    const operation = from[at];
    const holder = holderList[at];
    return operation === undefined || holder === undefined
      ? undefined
      : holder.item.reduce((value, member) => by.members(value).get(member), by.response(operation));
  }
}

/** Members of the request body that lead to the item: as in the response, where the body has that wrapper. */
function wrapperOf(
  shapes: Shapes,
  operation: Operation,
  holders: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const wrapper = holders.get(operation.operationId) ?? [];
  let schema = shapes.request(operation);
  for (const member of wrapper) {
    schema = shapes.members(schema).get(member);
    if (shapes.members(schema).size === 0) return [];
  }
  return wrapper;
}

/** Where a client finds the key of a new item. */
function sourceOf(
  shapes: Shapes,
  { create, replace, retrieve }: ResourceOperations,
  { holders, keys }: Places,
  parameters: readonly string[],
  name: string,
): KeySource | undefined {
  const last = parameters.at(-1);
  if (last === undefined) return undefined;
  if (create === undefined) {
    const isMaking = replace !== undefined && parametersIn(replace.path).length > 0;
    return isMaking && retrieve !== undefined ? { in: 'path' } : undefined;
  }
  const own = keys.at(-1);
  const response = shapes.response(create);
  const holder = holders.get(create.operationId);
  if (own !== undefined && holder !== undefined) {
    const members = [...holder, ...own];
    if (has(shapes, response, members)) return { in: 'response', members };
  }
  const found = holderOf(shapes, response, keyNames(last, name), name);
  if (found !== undefined) return { in: 'response', members: [...found.item, ...found.key] };
  const sent = holderOf(
    shapes,
    shapes.request(create),
    own === undefined ? keyNames(last, name) : [own.at(-1) ?? 'id', last],
    name,
  );
  const headers = findResponse(create, successStatus(create))?.headers ?? [];
  if (headers.some((header) => header.name.toLowerCase() === 'location')) return { in: 'location' };
  return sent === undefined ? undefined : { in: 'request', members: [...sent.item, ...sent.key] };
}

const has = (shapes: Shapes, schema: Parameters<Shapes['members']>[0], members: readonly string[]): boolean =>
  members.reduce<Parameters<Shapes['members']>[0]>(
    (holder, member) => (holder === undefined ? undefined : shapes.members(holder).get(member)),
    schema,
  ) !== undefined;
