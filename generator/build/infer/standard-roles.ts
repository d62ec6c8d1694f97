import type { Operation, OperationRole } from '../../contract/model.ts';
import type { Draft } from './draft.ts';
import type { PathGroup } from './group.ts';
import { saysReading } from './reading.ts';
import { roleOfVerb } from './words.ts';

/** The roles of the operations of a collection by method; `hasItems` says whether an operation responds with a list. */
export function collectionRoles(
  { operations, segments }: PathGroup,
  path: string,
  hasItems: (operation: Operation) => boolean,
): Draft['entries'] {
  return operations.map((operation) => {
    const { method } = operation;
    if (method === 'get' || method === 'query')
      return ['list', operation, `${method.toUpperCase()} of ${path} reads items`];
    const last = segments.at(-1) ?? '';
    if (method === 'post' && roleOfVerb(last) === 'list')
      return ['list', operation, `its path ends with ${last}`, 'search'];
    const words = method === 'post' ? saysReading(operation) : undefined;
    if (words !== undefined && hasItems(operation))
      return ['list', operation, `its words say that it reads: ${words}`, 'search'];
    if (words !== undefined) return ['action', operation, `its words say what it does: ${words}`];
    if (method === 'post') return ['create', operation, `POST to ${path} makes an item`];
    if (method === 'put') return ['replace', operation, `PUT to ${path} sends an item whole`];
    return ['action', operation, `${method.toUpperCase()} of ${path} is about all items`];
  });
}

/** The roles of the operations of an item path by method. */
export function itemRoles({ operations }: PathGroup, path: string): Draft['entries'] {
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

/** The roles of the operations of a singleton by method. */
export function singletonRoles({ operations }: PathGroup): Draft['entries'] {
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
    `${operation.method.toUpperCase()} of what is at its path`,
  ]);
}
