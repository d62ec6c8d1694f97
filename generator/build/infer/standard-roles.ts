import type { OperationRole } from '../../contract/model.ts';
import type { Draft } from './draft.ts';
import type { PathGroup } from './group.ts';

/** The roles of the operations of a collection by method. */
export function collectionRoles({ operations }: PathGroup, path: string): Draft['entries'] {
  return operations.map((operation) => {
    const { method } = operation;
    if (method === 'get' || method === 'query') return ['list', operation, `GET of ${path} reads all items`];
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
    `${operation.method.toUpperCase()} of the singleton at its path`,
  ]);
}
