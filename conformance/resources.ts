import type { Contract, Operation } from '../generator/contract/model.ts';
import { findResponse, successStatus } from '../generator/contract/responses.ts';
import { isJson } from '../generator/json/media-type.ts';
import type { JsonSchema } from '../generator/json/types.ts';
import { memberSchema, typesOf } from '../generator/wire/decode.ts';

/** Things that are made, read, changed and deleted under one path: what a CRUD-shaped document implies. */
export interface Resource {
  /** Where they are made and listed, e.g. `/files`. */
  readonly path: string;
  readonly create: Operation;
  readonly list?: Operation;
  readonly retrieve?: Operation;
  readonly update: readonly Operation[];
  readonly remove?: Operation;
  /** Operations below the item: `/files/{file_id}/content`, `/batches/{batch_id}/cancel`. */
  readonly below: readonly Operation[];
  /** The path parameter that names one of them. */
  readonly parameter: string;
  /** Members that lead to the id in the answer to `create`: `['id']`, `['data', 'id']`. */
  readonly id: readonly string[];
  /** The member of the list's answer that holds them; empty when the answer is the list itself. */
  readonly items?: readonly string[];
}

/** The resources of a contract: a POST whose answer has an id that an item path takes. */
export const resourcesOf = (contract: Contract): readonly Resource[] => resourcesUnder(contract, false);

/** Resources that stand under something else's id: `/threads/{thread_id}/messages`. */
export const nestedResourcesOf = (contract: Contract): readonly Resource[] => resourcesUnder(contract, true);

/** Some documents tell operations of one path apart by a fragment or a query in it: no request can say such a path. */
export const isSendable = (path: string): boolean => !/[?#]/.test(path);

function resourcesUnder(contract: Contract, isNested: boolean): readonly Resource[] {
  const operations = contract.operations.filter(({ path }) => isSendable(path));
  return operations.flatMap((create) => {
    if (create.method !== 'post' || create.path.endsWith('}')) return [];
    if (create.path.includes('{') !== isNested) return [];
    const at = (path: string, method: string): Operation | undefined =>
      operations.find((operation) => operation.path === path && operation.method === method);
    const itemPath = operations
      .map(({ path }) => path)
      .find((path) => isItemOf(path, create.path) && (at(path, 'get') ?? at(path, 'delete')) !== undefined);
    if (itemPath === undefined) return [];
    const parameter = itemPath.slice(create.path.length + 2, -1);
    const id = idMember(contract, create, parameter);
    if (id === undefined) return [];
    const list = at(create.path, 'get');
    const items = list === undefined ? undefined : itemsMember(contract, list, id.at(-1) ?? 'id');
    const retrieve = at(itemPath, 'get');
    const remove = at(itemPath, 'delete');
    const update = [at(itemPath, 'put'), at(itemPath, 'patch')].filter(
      (operation) => operation !== undefined,
    );
    return [
      {
        path: create.path,
        create,
        ...(list === undefined || items === undefined ? {} : { list, items }),
        ...(retrieve === undefined ? {} : { retrieve }),
        update,
        ...(remove === undefined ? {} : { remove }),
        below: operations.filter(({ path }) => path.startsWith(`${itemPath}/`)),
        parameter,
        id,
      },
    ];
  });
}

const isItemOf = (path: string, collection: string): boolean =>
  path.startsWith(`${collection}/{`) && path.indexOf('}', collection.length) === path.length - 1;

/** The JSON schema of an operation's successful answer. */
export function successSchema(operation: Operation): JsonSchema | undefined {
  const content = findResponse(operation, successStatus(operation))?.content ?? [];
  return content.find(({ contentType }) => isJson(contentType))?.schema?.normal.schema;
}

function idMember(contract: Contract, create: Operation, parameter: string): readonly string[] | undefined {
  const schema = successSchema(create);
  // `task_gid` and `taskGid` name a member `gid`.
  const [tail = parameter] = /[^_-]+$/.exec(parameter.replace(/[A-Z]/g, '_$&').toLowerCase()) ?? [];
  const names = [parameter, 'id', '_id', 'uuid', 'key', ...(tail === 'name' ? [] : [tail])];
  const within = (holder: JsonSchema | undefined): string | undefined =>
    names.find((name) => {
      const types = typesOf(contract, memberSchema(contract, holder, name));
      return types.has('string') || types.has('integer') || types.has('number');
    });
  const direct = within(schema);
  if (direct !== undefined) return [direct];
  for (const wrapper of ['data', 'result', 'item']) {
    const wrapped = within(memberSchema(contract, schema, wrapper));
    if (wrapped !== undefined) return [wrapper, wrapped];
  }
  return undefined;
}

function itemsMember(contract: Contract, list: Operation, id: string): readonly string[] | undefined {
  const schema = successSchema(list);
  const holdsItems = (holder: JsonSchema | undefined): boolean =>
    typesOf(contract, holder).has('array') &&
    memberSchema(contract, itemsOf(contract, holder), id) !== undefined;
  if (holdsItems(schema)) return [];
  const member = ['data', 'items', 'results', 'list', 'records', 'values'].find((name) =>
    holdsItems(memberSchema(contract, schema, name)),
  );
  return member === undefined ? undefined : [member];
}

function itemsOf(contract: Contract, schema: JsonSchema | undefined): JsonSchema | undefined {
  if (typeof schema !== 'object') return undefined;
  if (typeof schema['$ref'] === 'string')
    return itemsOf(contract, contract.schemaAt(schema['$ref']).normal.schema);
  return schema['items'] as JsonSchema | undefined;
}

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
