import type { Contract, Operation, Resource } from './model.ts';

/**
 * Some documents put a fragment or a query into path templates to distinguish operations: no request matches such a
 * path.
 */
export const isSendable = (path: string): boolean => !/[?#]/.test(path);

/** The value that members lead to, own members only. */
export const valueIn = (value: unknown, members: readonly string[]): unknown =>
  members.reduce<unknown>(
    (holder, name) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
        ? (holder as Record<string, unknown>)[name]
        : undefined,
    value,
  );

/** A copy with the value that members lead to replaced. */
export function withValueIn(value: unknown, members: readonly string[], next: unknown): unknown {
  const [name, ...rest] = members;
  if (name === undefined) return next;
  const holder = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return { ...holder, [name]: withValueIn(holder[name], rest, next) };
}

/** A resource whose items the API creates, with a key in the response by which they are retrieved. */
export interface CreatedResource extends Resource {
  readonly itemPath: string;
  readonly operations: Resource['operations'] & { readonly create: Operation };
  readonly created: { readonly in: 'response'; readonly members: readonly string[] };
}

/** The resources with a traceable life cycle: the response to create contains the key that the item path takes. */
export function createdResources({ inferred }: Pick<Contract, 'inferred'>): readonly CreatedResource[] {
  return inferred.resources.filter(isCreated);
}

const isCreated = (resource: Resource): resource is CreatedResource =>
  resource.itemPath !== undefined &&
  resource.keys.length === 1 &&
  resource.operations.create !== undefined &&
  resource.created?.in === 'response' &&
  (resource.operations.retrieve ?? resource.operations.delete) !== undefined;

/** The parameter that names one item in its item path. */
export const keyParameter = ({ keys }: Resource): string => keys.at(-1)?.parameter ?? 'id';

/** The parameters of a path template, in order. */
export const parameterNames = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);

/**
 * How a path spells the parameters that name an item of a resource: `['org']` of `/orgs/{org}/users` where the item path
 * is `/orgs/{org_id}`. Empty for a path that does not stand at or below an item.
 */
export function keyParameters({ path, keys, itemPath }: Resource, below: string): readonly string[] {
  const beneath = `${path.replace(/\/$/, '')}${keys.map(() => '/{}').join('')}`;
  const item = [itemPath ?? path, beneath].find((each) => isAtOrBelow(below, each));
  if (item === undefined) return [];
  const before = parameterNames(item).length - (itemPath === undefined ? 0 : keys.length);
  return parameterNames(below).slice(before, before + keys.length);
}

/** Whether a path is another one or continues it, whatever their parameters are called: `/a/{b}/c` and `/a/{b}:c` continue `/a/{x}`. */
function isAtOrBelow(below: string, path: string): boolean {
  const [lower, upper] = [below, path].map((each) => each.replaceAll(/\{[^{}]*\}/g, '{}').replace(/\/$/, ''));
  return (
    lower !== undefined &&
    upper !== undefined &&
    lower.startsWith(upper) &&
    /^$|^[/:.]/.test(lower.slice(upper.length))
  );
}
