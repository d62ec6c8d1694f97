import type { Operation, OperationRole } from '../../contract/model.ts';
import { findResponse, successStatus } from '../../contract/responses.ts';
import { assemble, type InferredResources } from './assemble.ts';
import type { Draft, RoleEntry } from './draft.ts';
import { type Family, findFamilies, groupPaths, type PathGroup } from './group.ts';
import { itemsIn } from './keys.ts';
import { saysNoMaking, saysReading } from './reading.ts';
import { applyOverrides } from './role-overrides.ts';
import type { Shapes } from './shapes.ts';
import { collectionRoles, itemRoles, singletonRoles } from './standard-roles.ts';
import { shapeOfSegments } from './template.ts';
import { isPlural, isVerb, roleOfVerb } from './words.ts';

/** Finds the resources of operations, and what each operation does to them. */
export function inferResources(shapes: Shapes, operations: readonly Operation[]): InferredResources {
  const groups = groupPaths(operations);
  const get = (group: PathGroup): Operation | undefined =>
    group.operations.find(({ method }) => method === 'get');
  const hasItems = (operation: Operation, name = ''): boolean =>
    itemsIn(shapes, shapes.response(operation), ['id', 'name', 'key'], name) !== undefined;
  const isList = (group: PathGroup): boolean => {
    const operation = get(group);
    return operation !== undefined && hasItems(operation, group.segments.at(-1));
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
      draft.entries.push(...collectionRoles(collection, path, hasItems));
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
      !isPlural(last) &&
      !listsOthers(collection, listing)
    ) {
      push(collection, 'list', listing, 'it returns a list and extends the path of the collection', 'search');
      return;
    }
    const posts = rest.filter(({ method }) => method === 'post');
    // `POST /executions/{id}/queries`, which nothing lists, runs a query.
    if (listing === undefined && posts.length === rest.length && posts.every(saysNoMaking)) {
      for (const operation of posts)
        push(
          near,
          'action',
          operation,
          `its words say what it does: ${saysReading(operation) ?? operation.summary ?? operation.operationId}`,
        );
      return;
    }
    // A plural whose response is not described.
    const isNamed = listing !== undefined && isUndescribed(listing) && isPlural(last);
    const isCollection =
      isList(group) || isNamed || (listing === undefined && isPlural(last) && posts.length === rest.length);
    if (isCollection) {
      const draft = open(
        {
          name: last,
          collection: group,
          keys: 0,
          reason: listing === undefined || isNamed ? `${last} is a plural` : 'its GET returns a list',
        },
        'collection',
        group.path,
      );
      collectionAt.set(shape, draft);
      draft.entries.push(...collectionRoles({ ...group, operations: rest }, group.path, hasItems));
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
        reason: `no path adds a parameter to it${chosenBy(listing)}`,
      },
      'singleton',
      group.path,
    );
    itemAt.set(shape, draft);
    draft.entries.push(...singletonRoles({ ...group, operations: rest }));
  }

  /** Whether a list below a collection has items that have nothing in common with those of the collection. */
  function listsOthers(collection: Draft, listing: Operation): boolean {
    const own = collection.entries.find(([role, , , more]) => role === 'list' && more === undefined)?.[1];
    if (own === undefined) return false;
    const membersOf = (operation: Operation): ReadonlySet<string> => {
      const response = shapes.response(operation);
      const holder = itemsIn(shapes, response, ['id', 'name', 'key'], '') ?? [];
      const items = holder.reduce((schema, member) => shapes.members(schema).get(member), response);
      return new Set(shapes.members(shapes.items(items)).keys());
    };
    const mine = membersOf(own);
    const theirs = membersOf(listing);
    if (mine.size === 0 || theirs.size === 0) return false;
    // A list of the same items may show fewer members of them, or a few more.
    const shared = [...theirs].filter((name) => mine.has(name)).length;
    return shared * 2 < Math.min(mine.size, theirs.size);
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

/** Whether a verb at the end of a path is a standard role there: an item can be deleted, a collection cannot. */
const fitsVerb = (draft: Draft, role: OperationRole, isBelowItem: boolean): boolean =>
  isBelowItem
    ? ['update', 'delete', 'retrieve'].includes(role) && !draft.entries.some(([known]) => known === role)
    : role === 'create'
      ? !draft.entries.some(([known]) => known === role)
      : role === 'list';

/** What chooses the item that a path without a parameter reads: its required query parameters. */
function chosenBy(operation: Operation | undefined): string {
  const names = (operation?.parameters ?? [])
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name }) => name);
  return names.length === 0 ? '' : `; the query chooses what is read: ${names.join(', ')}`;
}

/** Whether nothing is said of what a success responds with; a stream or a file is something. */
const isUndescribed = (operation: Operation): boolean =>
  (findResponse(operation, successStatus(operation))?.content ?? []).length === 0;
