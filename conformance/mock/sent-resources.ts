import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isJson } from '../../generator/json/media-type.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema, typesOf } from '../../generator/wire/decode.ts';
import { type Resource, resourcesOf, successSchema } from '../resources.ts';

/** Things that come with the id they are to have; the answer to what makes them need not tell anything. */
export interface SentResource extends Resource {
  /** A thing sent whole to the path of all of them replaces the one with its id. */
  readonly replace?: Operation;
  /** Searches below the path of all of them: `/pet/findByStatus`. */
  readonly searches: readonly Operation[];
}

/**
 * The resources that a document implies although its POST answers nothing: what is sent has a member that the item's path
 * takes and the item's answer has, e.g. `username`, or `id` for `/pet/{petId}`.
 */
export function sentResourcesOf(contract: Contract): readonly SentResource[] {
  const known = new Set(resourcesOf(contract).map(({ create }) => create));
  return contract.operations.flatMap((create): readonly SentResource[] => {
    const { path } = create;
    if (create.method !== 'post' || path.endsWith('}') || known.has(create)) return [];
    const at = (wanted: string, method: string): Operation | undefined =>
      contract.operations.find((operation) => operation.path === wanted && operation.method === method);
    const retrieve = contract.operations.find(
      (operation) =>
        operation.method === 'get' &&
        operation.path.startsWith(`${path}/{`) &&
        operation.path.indexOf('}') === operation.path.length - 1,
    );
    if (retrieve === undefined || successSchema(create) !== undefined) return [];
    const parameter = retrieve.path.slice(path.length + 2, -1);
    const sent = create.requestBody?.content.find(({ contentType }) => isJson(contentType))?.schema?.normal
      .schema;
    const id = [parameter, 'id'].find(
      (name) => isName(contract, sent, name) && isName(contract, successSchema(retrieve), name),
    );
    if (id === undefined) return [];
    const remove = at(retrieve.path, 'delete');
    const replace = at(path, 'put');
    return [
      {
        path,
        create,
        retrieve,
        parameter,
        id: [id],
        update: [at(retrieve.path, 'put'), at(retrieve.path, 'patch')].filter((each) => each !== undefined),
        below: [],
        searches: contract.operations.filter(
          (operation) =>
            operation.method === 'get' &&
            operation.path.startsWith(path) &&
            !operation.path.includes('{') &&
            isListOf(contract, successSchema(operation), id),
        ),
        ...(remove === undefined ? {} : { remove }),
        ...(replace === undefined ? {} : { replace }),
      },
    ];
  });
}

function isName(contract: Contract, holder: JsonSchema | undefined, name: string): boolean {
  const types = typesOf(contract, memberSchema(contract, holder, name));
  return types.has('string') || types.has('integer') || types.has('number');
}

function isListOf(contract: Contract, schema: JsonSchema | undefined, id: string): boolean {
  if (typeof schema !== 'object') return false;
  if (typeof schema['$ref'] === 'string')
    return isListOf(contract, contract.schemaAt(schema['$ref']).normal.schema, id);
  return typesOf(contract, schema).has('array') && isName(contract, schema['items'] as JsonSchema, id);
}
