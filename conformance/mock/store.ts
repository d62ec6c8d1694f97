import type { Contract, Operation, SchemaUse } from '../../generator/contract/model.ts';
import { documentedStatus, findResponse, successStatus } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Complaints } from '../complaints.ts';
import { nestedResourcesOf, type Resource, resourcesOf, valueIn, withValueIn } from '../resources.ts';

/** What was made and not yet deleted. */
export interface Store {
  /**
   * The id asked for when nothing of that id is there; in a lenient mock where the document has a status to say so, or where
   * it was there and was deleted.
   */
  missing(operation: Operation, call: Arguments): string | undefined;
  /** Makes an answer tell what is stored, and stores what it tells. `again` draws another answer. */
  settle(
    operation: Operation,
    call: Arguments,
    answer: unknown,
    again: (attempt: number) => unknown,
  ): unknown;
  reset(): void;
}

type Role = 'create' | 'list' | 'retrieve' | 'update' | 'remove' | 'below';

/** State for every resource that the document implies; each request is remembered until the server stops. */
export function createStore(
  contract: Contract,
  complaints: Complaints,
  lenient: boolean,
  draw: (use: SchemaUse, seed: number) => unknown,
): Store {
  const resources = [...resourcesOf(contract), ...nestedResourcesOf(contract)];
  /** By resource, then by the values of the path that things stand under. */
  const items = new Map<Resource, Map<string, Map<string, unknown>>>();
  const roles = new Map<Operation, readonly [Resource, Role]>();
  /** What must be there for anything below it to be. */
  const parents = new Map<Operation, Resource>();
  /** Some change a thing by a POST to its path. */
  const changeOf = ({ path, parameter }: Resource): Operation | undefined =>
    contract.operations.find((each) => each.method === 'post' && each.path === `${path}/{${parameter}}`);
  for (const resource of resources) {
    const { create, list, retrieve, update, remove, below } = resource;
    for (const operation of below) if (!parents.has(operation)) parents.set(operation, resource);
    const entries: readonly (readonly [Role, Operation | undefined])[] = [
      ['create', create],
      ['list', list],
      ['retrieve', retrieve],
      ...[...update, changeOf(resource)].map((operation) => ['update', operation] as const),
      ['remove', remove],
    ];
    for (const [role, operation] of entries)
      if (operation !== undefined && !roles.has(operation)) roles.set(operation, [resource, role]);
    items.set(resource, new Map());
  }
  for (const [operation, resource] of parents)
    if (!roles.has(operation)) roles.set(operation, [resource, 'below']);
  /** Where things were that are no more. */
  const deleted = new Set<string>();
  const underOf = ({ path }: Resource, call: Arguments): string =>
    JSON.stringify(namesIn(path).map((name) => call.path[name]));
  const placeOf = (resource: Resource, call: Arguments, id: string): string =>
    `${resource.path} ${underOf(resource, call)} ${id}`;
  const itemsOf = (resource: Resource, call: Arguments): Map<string, unknown> => {
    const all = items.get(resource) ?? new Map<string, Map<string, unknown>>();
    const under = underOf(resource, call);
    const known = all.get(under) ?? new Map<string, unknown>();
    all.set(under, known);
    return known;
  };
  const idIn = ({ parameter }: Resource, call: Arguments): string => String(call.path[parameter]);
  const schemaOf = (operation: Operation): Pointer | undefined =>
    findResponse(operation, successStatus(operation))?.content.find(({ contentType }) => isJson(contentType))
      ?.schema?.pointer;
  /** The first of the candidates that the operation's answer may be, else what was drawn. */
  const firstValid = (operation: Operation, drawn: unknown, candidates: readonly unknown[]): unknown => {
    const found = candidates.find((candidate) => isValid(operation, candidate));
    return found === undefined ? drawn : found;
  };
  const isValid = (operation: Operation, answer: unknown): boolean => {
    const pointer = schemaOf(operation);
    return pointer !== undefined && complaints(pointer, answer, 'response').length === 0;
  };
  /** What is stored as the items of a list are, which may show less of a thing, or more. */
  const asListed = (
    operation: Operation,
    { id, items: place = [] }: Resource,
    answer: unknown,
    again: (attempt: number) => unknown,
    stored: readonly unknown[],
  ): readonly unknown[] => {
    const drawn = [answer, ...[1, 2, 3, 4, 5].map(again)]
      .map((each) => valueIn(each, place))
      .find((each) => Array.isArray(each) && each.length > 0);
    const [example] = Array.isArray(drawn) ? drawn : [];
    const fits = (item: unknown): boolean => isValid(operation, withValueIn(answer, place, [item]));
    return stored.map((item) => adapted(example, item, id.at(-1) ?? 'id', fits));
  };

  return {
    missing(operation, call) {
      const isPassed = lenient && documentedStatus(operation, [404, 410]) === undefined;
      const [own, role] = roles.get(operation) ?? [];
      const parent = parents.get(operation);
      const isOfItem = role !== 'create' && role !== 'list';
      for (const resource of [parent, isOfItem ? own : undefined]) {
        const id = resource && idIn(resource, call);
        if (resource === undefined || id === undefined || itemsOf(resource, call).has(id)) continue;
        if (!isPassed || deleted.has(placeOf(resource, call, id))) return id;
      }
      return undefined;
    },
    settle(operation, call, answer, again) {
      const [resource, role] = roles.get(operation) ?? [];
      if (resource === undefined || role === undefined || answer === undefined) return answer;
      const stored = itemsOf(resource, call);
      const wrapper = resource.id.slice(0, -1);
      const member = resource.id.at(-1) ?? 'id';
      switch (role) {
        case 'create': {
          // Ids are drawn from the request, so an equal request would get an equal id; and an id must fit the item's path.
          const path = resource.retrieve?.parameters.find(({ name }) => name === resource.parameter)?.schema;
          const free = (candidate: unknown): boolean => {
            const id = valueIn(candidate, resource.id);
            return (
              id !== undefined &&
              !stored.has(String(id)) &&
              (path === undefined || complaints(path.pointer, id, 'request').length === 0)
            );
          };
          const ids = [...Array(20).keys()].flatMap((attempt) => [
            valueIn(again(attempt + 1), resource.id),
            stored.size + attempt + 1,
            ...(path === undefined ? [] : [draw(path, stored.size + attempt)]),
          ]);
          const candidates = ids.map((id) => withValueIn(answer, resource.id, id)).filter(free);
          const made: unknown = free(answer) ? answer : firstValid(operation, answer, candidates);
          stored.set(String(valueIn(made, resource.id)), valueIn(made, wrapper));
          return made;
        }
        case 'list': {
          const newestFirst = [...stored.values()].reverse();
          const told = (items: readonly unknown[]) =>
            firstValid(operation, undefined, pages(operation, resource, call, answer, items));
          return (
            told(newestFirst) ?? told(asListed(operation, resource, answer, again, newestFirst)) ?? answer
          );
        }
        case 'retrieve':
        case 'below': {
          const item = stored.get(idIn(resource, call));
          if (item === undefined) return answer;
          const whole = firstValid(operation, undefined, [withValueIn(answer, wrapper, item), item]);
          const asFarAsCan = () =>
            withValueIn(
              answer,
              wrapper,
              adapted(valueIn(answer, wrapper), item, member, (value) =>
                isValid(operation, withValueIn(answer, wrapper, value)),
              ),
            );
          return whole ?? (role === 'below' ? answer : asFarAsCan());
        }
        case 'update': {
          const id = idIn(resource, call);
          if (!stored.has(id)) return answer;
          const sent = isObject(call.body?.value) ? call.body.value : {};
          const changed = {
            ...(stored.get(id) as object),
            ...(valueIn(sent, wrapper) as object),
            [member]: valueIn(stored.get(id), [member]),
          };
          const told = firstValid(operation, answer, [withValueIn(answer, wrapper, changed), changed]);
          stored.set(id, valueIn(told, wrapper) ?? changed);
          return told;
        }
        case 'remove': {
          const id = idIn(resource, call);
          const known = valueIn(stored.get(id), [member]);
          if (stored.delete(id)) deleted.add(placeOf(resource, call, id));
          const named = withValueIn(answer, resource.id, known);
          return firstValid(operation, answer, [confirmed(named), named]);
        }
        default:
          return role satisfies never;
      }
    },
    reset() {
      for (const stored of items.values()) stored.clear();
      deleted.clear();
    },
  };
}

/** An example of a thing with the id of a stored one, and with as much else of it as is valid there. */
function adapted(example: unknown, stored: unknown, id: string, valid: (value: unknown) => boolean): unknown {
  if (!isObject(example) || !isObject(stored)) return example;
  let made: object = example;
  for (const name of [id, ...Object.keys(stored).filter((each) => each !== id)]) {
    const next = { ...made, [name]: stored[name] };
    if (valid(next)) made = next;
  }
  return made;
}

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);

/** The answer of a list with what is stored: the page that was asked for, and whether there is more. */
function pages(
  operation: Operation,
  resource: Resource,
  call: Arguments,
  answer: unknown,
  stored: readonly unknown[],
): readonly unknown[] {
  const { pagination } = operation.extensions;
  const cursor = pagination === undefined ? undefined : call.query[pagination.cursor];
  const limit = pagination?.limit === undefined ? undefined : call.query[pagination.limit];
  const cursorMember = pagination?.itemCursor ?? resource.id.at(-1) ?? 'id';
  const start =
    cursor === undefined
      ? 0
      : stored.findIndex((item) => String(valueIn(item, [cursorMember])) === String(cursor)) + 1;
  const size = typeof limit === 'number' ? Math.min(Math.max(limit, 1), 100) : 20;
  const page = stored.slice(start, start + size);
  const listed = withValueIn(answer, resource.items ?? [], page);
  const hasMore = start + size < stored.length;
  const counted = isObject(listed)
    ? Object.fromEntries(
        Object.entries(listed).map(([name, value]) => [
          name,
          name === pagination?.hasMore || (typeof value === 'boolean' && /^has_?more$/i.test(name))
            ? hasMore
            : typeof value === 'number' && /^(?:total|count|total_?(?:count|items|results))$/i.test(name)
              ? stored.length
              : value,
        ]),
      )
    : listed;
  const more = pagination?.hasMore;
  return [counted, ...(more === undefined ? [] : [withValueIn(listed, [more], hasMore)]), listed];
}

/** `deleted: true` and the like. */
const confirmed = (answer: unknown): unknown =>
  isObject(answer)
    ? Object.fromEntries(
        Object.entries(answer).map(([name, value]) => [name, typeof value === 'boolean' ? true : value]),
      )
    : answer;
