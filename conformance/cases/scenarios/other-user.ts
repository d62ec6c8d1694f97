import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated, pathOfList } from './created-item.ts';
import type { Kit } from './kit.ts';
import { listPages } from './list-pages.ts';
import { isOk, type Run, scenario } from './scenario.ts';
import { updatesOf } from './update-calls.ts';

/** Most pages of a list that are read as another user. */
const mostPages = 4;

/** Creates an item as one user; another one lists, reads, changes and deletes it. */
export function otherUser(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { other } = kit.users;
  const { list, retrieve, update, replace, delete: remove } = resource.operations;
  const isClosed = ({ security }: Operation): boolean =>
    security.length > 0 && security.every((requirement) => requirement.size > 0);
  if (other === undefined || !isClosed(create) || (list ?? retrieve) === undefined) return [];
  const as = { credentials: 'other', keyEnv: other.keyEnv } as const;
  return [
    scenario(kit, resource, 'other-user', function* (send): Run {
      const made = yield* send('create', create, 'created as the first user', { call: kit.rich(create, 0) });
      const at = pathOfCreated(resource, made);
      if (at === undefined || made === undefined) return;
      if (list !== undefined) {
        const path = pathOfList(made, list);
        yield* listPages(kit, send, resource, list, made, 'list', undefined, mostPages, { path });
        yield* listPages(kit, send, resource, list, made, 'list-as-other', undefined, mostPages, {
          path,
          ...as,
        });
      }
      if (retrieve !== undefined) {
        yield* send('read', retrieve, 'read by its user', { path: at(retrieve) });
        yield* send('read-as-other', retrieve, 'read as another user', { path: at(retrieve), ...as });
      }
      for (const operation of [update, replace, remove]) {
        if (operation === undefined || (operation === replace && create === replace)) continue;
        const call =
          operation === update
            ? updatesOf(kit, operation)[0]?.call
            : operation === replace
              ? kit.rich(operation, 1)
              : kit.least(operation);
        const changed = yield* send('change-as-other', operation, 'changed as another user', {
          path: at(operation),
          call,
          ...as,
        });
        if (isOk(changed) && retrieve !== undefined)
          yield* send('read-after-change-as-other', retrieve, 'read by its user afterwards', {
            path: at(retrieve),
            about: operation.operationId,
          });
      }
    }),
  ];
}
