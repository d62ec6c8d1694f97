import type { Operation } from '../../contract/model.ts';
import { isParameter, shapeOfSegments, singularShape, type Template, templateOf } from './template.ts';

/** The operations of one path. */
export interface PathGroup extends Template {
  readonly operations: readonly Operation[];
}

/** A collection and the path of one of its items, before anything is known of schemas. */
export interface Family {
  /** The last fixed segment. */
  readonly name: string;
  readonly collection?: PathGroup;
  /** The item path; of `/orgs/{org}/users` that stands below no item path, the path that is implied. */
  readonly item?: PathGroup;
  /** The segments of the item path, whether it has operations or not. */
  readonly itemSegments?: readonly string[];
  /** How many parameters at the end of the item path name an item. */
  readonly keys: number;
  readonly reason: string;
}

/**
 * The paths of operations, in the document's order; those that differ in a slash or the names of parameters are one.
 */
export function groupPaths(operations: readonly Operation[]): readonly PathGroup[] {
  const groups = new Map<string, { readonly template: Template; readonly members: Operation[] }>();
  const templates = new Map<string, Template>();
  for (const operation of operations) {
    const template = templates.get(operation.path) ?? templateOf(operation.path);
    templates.set(operation.path, template);
    const key = `${template.shape}:${template.verb ?? ''}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { template, members: [operation] });
    else known.members.push(operation);
  }
  return [...groups.values()].map(({ template, members }) => ({ ...template, operations: members }));
}

/** The segments before the parameters that a path ends with. */
function baseOf(segments: readonly string[]): readonly string[] {
  const last = segments.findLastIndex((segment) => !isParameter(segment));
  return segments.slice(0, last + 1);
}

/**
 * Finds collections and their item paths by the shape of paths: `/things` and `/things/{id}`, whatever the slash at the end,
 * singular or plural, the names of parameters. `isList` says whether a path's GET gives a list.
 */
export function findFamilies(
  groups: readonly PathGroup[],
  isList: (group: PathGroup) => boolean,
): readonly Family[] {
  const plain = groups.filter(({ verb }) => verb === undefined);
  const byShape = new Map(plain.map((group) => [group.shape, group]));
  const families: Family[] = [];
  const taken = new Set<PathGroup>();
  const isItemPath = ({ segments }: PathGroup): boolean => isParameter(segments.at(-1) ?? '');
  const add = (family: Family): void => {
    families.push(family);
    for (const group of [family.collection, family.item]) if (group !== undefined) taken.add(group);
  };
  // A shallow item path waits until the collections that have one of their own are known.
  const items = plain.filter(isItemPath);
  const bySingular = new Map<string, PathGroup>();
  for (const group of plain) if (!isItemPath(group)) bySingular.set(singularShape(group.segments), group);
  const shallow: PathGroup[] = [];
  for (const item of items) {
    const parent = byShape.get(shapeOfSegments(item.segments.slice(0, -1)));
    // `/categories/{section}` may be the list that `/categories/{section}/{title}` is an item of.
    if (parent !== undefined && isItemPath(parent) && isList(parent)) {
      add(familyOf(parent, item, 1, 'it adds one parameter to the path of a list'));
      continue;
    }
    const base = baseOf(item.segments);
    if (base.length === 0) continue;
    const keys = item.segments.length - base.length;
    // Below an item with one parameter less, `{a}/{b}` names something else than an item of the base.
    if (parent !== undefined && isItemPath(parent)) {
      add(familyOf(undefined, item, 1, 'nothing lists its items'));
      continue;
    }
    const exact = byShape.get(shapeOfSegments(base));
    const spelt = exact ?? bySingular.get(singularShape(base));
    if (spelt === undefined || taken.has(spelt)) {
      shallow.push(item);
      continue;
    }
    add(
      familyOf(
        spelt,
        item,
        keys,
        exact === undefined
          ? `${spelt.segments.at(-1)} and ${base.at(-1)} are one noun, and ${item.path} adds ${keys} parameter${keys === 1 ? '' : 's'}`
          : `${item.path} adds ${keys === 1 ? 'a parameter' : `${keys} parameters`} to its path`,
      ),
    );
  }
  for (const item of shallow) {
    const base = baseOf(item.segments);
    const singularBase = singularShape([base.at(-1) ?? '']);
    const nested = plain.filter(
      (group) =>
        !taken.has(group) &&
        !isItemPath(group) &&
        group.segments.some(isParameter) &&
        singularShape([group.segments.at(-1) ?? '']) === singularBase &&
        base.length < group.segments.length &&
        group.operations.some(({ method }) => method === 'post'),
    );
    const [only, ...others] = nested;
    if (only !== undefined && others.length === 0 && item.segments.length - base.length === 1)
      add(familyOf(only, item, 1, `its items are made at ${only.path} and stand at ${item.path}`));
    else if (!taken.has(item))
      add(familyOf(undefined, item, item.segments.length - base.length, 'nothing lists its items'));
  }
  // Collections whose items have no path of their own, though something stands below them.
  const belowItem = new Map<string, PathGroup>();
  for (const group of plain)
    group.segments.forEach((segment, index) => {
      const above = shapeOfSegments(group.segments.slice(0, index));
      if (index < group.segments.length - 1 && isParameter(segment) && !belowItem.has(above))
        belowItem.set(above, group);
    });
  for (const group of plain) {
    if (taken.has(group) || isItemPath(group)) continue;
    const below = belowItem.get(group.shape);
    if (below === undefined) continue;
    const itemSegments = below.segments.slice(0, group.segments.length + 1);
    taken.add(group);
    families.push({
      name: group.segments.at(-1) ?? '',
      collection: group,
      itemSegments,
      keys: 1,
      reason: `${below.path} stands below one of its items`,
    });
  }
  return families;
}

const familyOf = (
  collection: PathGroup | undefined,
  item: PathGroup,
  keys: number,
  reason: string,
): Family => ({
  name: [...(collection?.segments ?? item.segments)].reverse().find((segment) => !isParameter(segment)) ?? '',
  ...(collection === undefined ? {} : { collection }),
  item,
  itemSegments: item.segments,
  keys,
  reason,
});
