import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { hasNext, listPages, showsItem } from './list-pages.ts';
import { populate } from './populate.ts';
import { isOk, makerOf, type Run, scenario } from './scenario.ts';

/** Creates two parents: a child of the first must not be found below the second. */
export const otherParent = (kit: Kit, resource: Resource): Scenario =>
  scenario(kit, resource, 'of-another', function* (send): Run {
    const { parent } = resource;
    const { list } = resource.operations;
    // An item whose path does not name its parent is below no other one.
    const namesParent = (operation: Operation | undefined): operation is Operation =>
      parent !== undefined && operation !== undefined && keyParameters(parent, operation.path).length > 0;
    const [retrieve, remove] = [resource.operations.retrieve, resource.operations.delete].map((each) =>
      namesParent(each) ? each : undefined,
    );
    const maker = parent === undefined ? undefined : makerOf(parent);
    const create = makerOf(resource);
    if (parent === undefined || maker === undefined) return;
    if (create === undefined) {
      const full = list === undefined ? undefined : yield* populate(kit, send, resource);
      const empty = pathOfCreated(
        parent,
        yield* send('create-parent', maker, 'created as another parent', { call: kit.rich(maker, 1) }),
      );
      if (list === undefined || full === undefined || empty === undefined) return;
      yield* listPages(kit, send, resource, list, undefined, 'list-own', undefined, 6, { path: full(list) });
      yield* listPages(kit, send, resource, list, undefined, 'list-of-another', undefined, 6, {
        path: empty(list),
      });
      return;
    }
    const above = pathOfCreated(
      parent,
      yield* send('create-parent', maker, 'created as the parent of an item'),
    );
    const other = pathOfCreated(parent, yield* send('create-parent', maker, 'created as another parent'));
    if (above === undefined || other === undefined) return;
    const made = yield* send('create', create, 'created below the first parent', { path: above(create) });
    const at = pathOfCreated(resource, made);
    if (at === undefined) return;
    if (list !== undefined) {
      yield* listPages(kit, send, resource, list, made, 'list-own', undefined, 6, {
        path: above(list),
        until: (page) => showsItem(resource, list, made, page) || hasNext(kit, resource, list, page),
      });
      yield* listPages(kit, send, resource, list, made, 'list-of-another', undefined, 6, {
        path: other(list),
      });
    }
    if (retrieve !== undefined) {
      yield* send('read-own', retrieve, 'read below its parent', {
        path: { ...at(retrieve), ...above(retrieve) },
      });
      yield* send('of-another', retrieve, 'read below another parent', {
        path: { ...at(retrieve), ...other(retrieve) },
      });
    }
    if (remove !== undefined && retrieve === undefined && list !== undefined) {
      const removed = yield* send('delete-of-another', remove, 'deleted below another parent', {
        path: { ...at(remove), ...other(remove) },
      });
      if (isOk(removed))
        yield* listPages(kit, send, resource, list, made, 'list-after-delete-of-another', undefined, 6, {
          path: above(list),
        });
    }
    if (remove !== undefined && retrieve !== undefined) {
      const removed = yield* send('delete-of-another', remove, 'deleted below another parent', {
        path: { ...at(remove), ...other(remove) },
      });
      if (isOk(removed))
        yield* send('read-after-delete-of-another', retrieve, 'read below its parent', {
          path: { ...at(retrieve), ...above(retrieve) },
        });
    }
  });
