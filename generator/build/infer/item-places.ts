import type { KeySource, Operation, ResourceOperations } from '../../contract/model.ts';
import { findResponse, successStatus } from '../../contract/responses.ts';
import { holderOf, itemsIn, keyNames } from './keys.ts';
import { saysUpdating } from './reading.ts';
import type { Shapes } from './shapes.ts';
import { parametersIn } from './template.ts';

/** Where requests and responses have the item and its keys. */
interface Places {
  /** Members of an item that lead to each key. */
  readonly keys: readonly (readonly string[] | undefined)[];
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly sentIn: ReadonlyMap<string, readonly string[]>;
}

/** Finds the item and its keys in requests and responses. */
export function placesOf(
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
export function keySourceOf(
  shapes: Shapes,
  { create, replace, retrieve }: ResourceOperations,
  { holders, keys }: Places,
  parameters: readonly string[],
  name: string,
): KeySource | undefined {
  const last = parameters.at(-1);
  if (last === undefined) return undefined;
  if (create === undefined) {
    const isMaking =
      replace !== undefined &&
      parametersIn(replace.path).length > 0 &&
      // `Update a workflow` makes none, unless a 201 is documented.
      (!saysUpdating(replace) || replace.responses.some(({ status }) => status === '201'));
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
